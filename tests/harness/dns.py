"""A name server of our own, on UDP and TCP: real messages, answers that a test chooses."""

import socket
import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from dns import flags, message, rcode, rdatatype, rrset
from dns.message import Message

TTL = 60


@dataclass
class NameServer:
    """What the server knows. A name that it does not know does not exist."""

    port: int
    texts: dict[str, list[str]] = field(default_factory=dict)
    failing: set[str] = field(default_factory=set)
    silent: set[str] = field(default_factory=set)
    # Names whose answers are too long for UDP.
    long: set[str] = field(default_factory=set)
    asked: list[tuple[str, str]] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def answer(self, wire: bytes, *, by: str) -> bytes | None:
        query = message.from_wire(wire)
        name = query.question[0].name.to_text(omit_final_dot=True).lower()
        self.asked.append((by, name))
        if name in self.silent:
            return None
        reply = message.make_response(query)
        if name in self.failing:
            reply.set_rcode(rcode.SERVFAIL)
        elif name in self.long and by == "udp":
            reply.flags |= flags.TC
        else:
            self._tell(reply, name)
        return reply.to_wire()

    def _tell(self, reply: Message, name: str) -> None:
        """Put what is known of a name into the reply; a text may consist of several strings."""
        if name not in self.texts:
            reply.set_rcode(rcode.NXDOMAIN)
        elif self.texts[name]:
            full = f"{name}."
            reply.answer.append(rrset.from_text(full, TTL, "IN", rdatatype.TXT, *self.texts[name]))


@contextmanager
def name_server() -> Iterator[NameServer]:
    """Serve names on one port, by UDP and TCP, until the block ends."""
    known = NameServer(0)

    class Udp(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            wire, back = self.request
            reply = known.answer(wire, by="udp")
            if reply is not None:
                back.sendto(reply, self.client_address)

    class Tcp(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            reply = known.answer(_framed(self.request), by="tcp")
            if reply is not None:
                self.request.sendall(struct.pack("!H", len(reply)) + reply)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Tcp) as tcp:
        known.port = tcp.server_address[1]
        with socketserver.ThreadingUDPServer(("127.0.0.1", known.port), Udp) as udp:
            for server in (tcp, udp):
                threading.Thread(target=server.serve_forever, daemon=True).start()
            yield known
            for server in (tcp, udp):
                server.shutdown()


def _framed(connection: socket.socket) -> bytes:
    """Read one message that comes with its length in front."""
    with connection.makefile("rb") as stream:
        (length,) = struct.unpack("!H", stream.read(2))
        return stream.read(length)
