"""A way to a server that a test can cut: what stands behind it seems gone, and is unharmed."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Thread
from urllib.parse import urlsplit, urlunsplit

from guildhall.config.local.ports import LOOPBACK


@dataclass(slots=True)
class Forwarder:
    """Passes bytes on between a port of the loopback and a server."""

    target: tuple[str, int]
    listener: socket.socket
    open: list[socket.socket] = field(default_factory=list)

    @property
    def port(self) -> int:
        number: int = self.listener.getsockname()[1]
        return number

    def serve(self) -> None:
        with suppress(OSError):  # cut
            while True:
                near, _ = self.listener.accept()
                far = socket.create_connection(self.target)
                self.open += [near, far]
                for source, sink in ((near, far), (far, near)):
                    Thread(target=_pump, args=(source, sink), daemon=True).start()

    def cut(self) -> None:
        """Refuse new connections and end those that there are."""
        for each in [self.listener, *self.open]:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()


def _pump(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65_536):
            sink.sendall(data)
    with suppress(OSError):
        sink.shutdown(socket.SHUT_WR)


@contextmanager
def forwarded(url: str) -> Iterator[tuple[str, Forwarder]]:
    """Yield a URL like `url` by another way, and the way."""
    parts = urlsplit(url)
    assert parts.hostname is not None
    assert parts.port is not None
    way = Forwarder((parts.hostname, parts.port), socket.create_server((LOOPBACK, 0)))
    Thread(target=way.serve, daemon=True).start()
    who = parts.netloc.rpartition("@")[0]
    try:
        yield urlunsplit(parts._replace(netloc=f"{who}@{LOOPBACK}:{way.port}")), way
    finally:
        way.cut()
