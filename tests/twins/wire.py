"""HTTP/1.1 on the loopback, as little of it as a vendor's client needs.

Lean, so that it can stand for a vendor in a benchmark.
"""

import json
import socketserver
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

PHRASES = {each.value: each.phrase for each in HTTPStatus}


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came; headers by lowercase name."""

    method: str
    target: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body or b"{}")

    @property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))


@dataclass(frozen=True, slots=True)
class Told:
    """An answer. A cut one is never sent: the line is closed instead."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: bool = False


def as_json(value: Any, status: int = 200, **headers: str) -> Told:
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    named = {name.replace("_", "-"): told for name, told in headers.items()}
    return Told(status, body, {"content-type": "application/json", **named})


class Server(socketserver.ThreadingTCPServer):
    """A thread for each connection, and connections that stay open."""

    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False
    request_queue_size = 256
    disable_nagle_algorithm = True

    def __init__(self, port: int, answer: Callable[[Asked], Told]) -> None:
        super().__init__(("127.0.0.1", port), _Line)
        self.answer = answer

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class _Line(socketserver.StreamRequestHandler):
    """One connection."""

    disable_nagle_algorithm = True
    server: Server

    def handle(self) -> None:
        try:
            while (asked := self._read()) is not None:
                told = self.server.answer(asked)
                if told.cut:
                    return
                self.wfile.write(_written(told, head=asked.method == "HEAD"))
                if asked.headers.get("connection", "").lower() == "close":
                    return
        except (ConnectionError, TimeoutError):
            return  # the other side is gone: that is its right

    def _read(self) -> Asked | None:
        first = self.rfile.readline(65_536)
        if not first.strip():
            return None
        method, target, _version = first.decode("latin-1").split()
        headers: dict[str, str] = {}
        while (line := self.rfile.readline(65_536).strip()) != b"":
            name, _colon, value = line.decode("latin-1").partition(":")
            headers[name.lower()] = value.strip()
        if headers.get("expect", "").lower() == "100-continue":
            self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        body = self._body(headers)
        parts = urlsplit(target)
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        return Asked(method, target, unquote(parts.path), query, headers, body)

    def _body(self, headers: Mapping[str, str]) -> bytes:
        if headers.get("transfer-encoding", "").lower() != "chunked":
            return self.rfile.read(int(headers.get("content-length", 0)))
        chunks = []
        while size := int(self.rfile.readline(), 16):
            chunks.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(chunks)


def _written(told: Told, *, head: bool) -> bytes:
    lines = [f"HTTP/1.1 {told.status} {PHRASES.get(told.status, '')}"]
    lines += [f"{name}: {value}" for name, value in told.headers.items()]
    lines += [f"content-length: {len(told.body)}", "", ""]
    start = "\r\n".join(lines).encode("latin-1")
    return start if head else start + told.body
