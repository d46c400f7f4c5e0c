"""The one way out: HTTP to vendors, within a deadline and a size, and never to our own network.

A vendor's name is looked up once and the address that was checked is the one connected to. No
redirect is followed, no cookie kept, no proxy settings read. What nobody heard the answer to is
`Unheard`; every answer, also a 500, is `Heard`, and the adapter says what it means.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from ssl import SSLContext
from typing import Any, BinaryIO

import stamina
from httpcore2 import (
    URL,
    ConnectError,
    ConnectionPool,
    ConnectTimeout,
    NetworkError,
    PoolTimeout,
    ProtocolError,
    Response,
    TimeoutException,
)

from integrations.hub.network import Guarded, deadline

# An answer to a call; bills have a larger one.
CAP = 4 << 20
TRIES = 3
CONNECTIONS = 100
NEVER_SENT = (ConnectError, ConnectTimeout, PoolTimeout)
UNSURE = (NetworkError, ProtocolError, TimeoutException)


class Unheard(Exception):
    """Nobody heard an answer. With `sent`, the vendor may have done what it was asked."""

    def __init__(self, why: str, *, sent: bool) -> None:
        super().__init__(why)
        self.sent = sent


class TooLong(Exception):
    """The answer is larger than what is read of one."""


@dataclass(frozen=True, slots=True)
class Heard:
    """An answer; headers by lowercase name."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def broken(self) -> bool:
        """Whether the vendor fell over, or something before it: it may have been done or not."""
        return self.status >= 500 or 300 <= self.status < 400

    def json(self) -> Any:
        """Return the body read as JSON; an answer that is none was never heard."""
        try:
            return json.loads(self.body)
        except ValueError as error:
            raise Unheard(f"{self.status} and no JSON", sent=True) from error


@dataclass(frozen=True, slots=True)
class Call:
    """What is asked. A `repeatable` one may be asked again: it only reads, or has a key."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    seconds: float = 10.0
    repeatable: bool = False
    cap: int = CAP


class HubClient:
    """Asks vendors. One for the process; safe in threads. Trusts what the machine trusts."""

    def __init__(self, *, trusting: SSLContext | None = None) -> None:
        self._pool = ConnectionPool(
            ssl_context=trusting,
            max_connections=CONNECTIONS,
            max_keepalive_connections=CONNECTIONS,
            keepalive_expiry=30.0,
            network_backend=Guarded(),
        )

    def close(self) -> None:
        self._pool.close()

    def ask(self, call: Call) -> Heard:
        """Return the answer. Raises Unheard when there is none.

        What was certainly never sent is sent again, and so is what is repeatable, as long as
        the deadline lasts.
        """
        with deadline(call.seconds) as until:
            for attempt in stamina.retry_context(
                on=lambda error: (
                    isinstance(error, Unheard) and (call.repeatable or not error.sent)
                ),
                attempts=TRIES,
                timeout=until.left(),
                wait_initial=0.05,
                wait_max=1.0,
                wait_jitter=0.05,
            ):
                with attempt:
                    return self._ask_once(call)
        raise AssertionError("an attempt returns or raises")

    def download(self, call: Call, into: BinaryIO) -> Heard:
        """Write a large answer into a file as it comes; return it without its body.

        An answer that is not 200 is not written but returned whole.
        """
        with deadline(call.seconds), self._open(call) as answer:
            if answer.status != 200:
                return Heard(answer.status, _named(answer), _read(answer, call.cap))
            into.writelines(_chunks(answer, call.cap))
            return Heard(200, _named(answer), b"")

    def _ask_once(self, call: Call) -> Heard:
        with self._open(call) as answer:
            return Heard(answer.status, _named(answer), _read(answer, call.cap))

    @contextmanager
    def _open(self, call: Call) -> Iterator[Response]:
        headers = {"host": _host(call.url), "accept": "*/*", **call.headers}
        if call.body or call.method in {"POST", "PUT", "PATCH"}:
            headers["content-length"] = str(len(call.body))
        timeout = dict.fromkeys(("connect", "read", "write", "pool"), call.seconds)
        try:
            with self._pool.stream(
                call.method,
                call.url,
                headers=list(headers.items()),
                content=call.body,
                extensions={"timeout": timeout},
            ) as answer:
                yield answer
        except NEVER_SENT as error:
            raise Unheard(type(error).__name__, sent=False) from error
        except UNSURE as error:
            raise Unheard(type(error).__name__, sent=True) from error
        except TooLong as error:
            raise Unheard(f"more than {call.cap} bytes", sent=True) from error


def _host(url: str) -> str:
    parts = URL(url)
    host = parts.host.decode()
    name = f"[{host}]" if ":" in host else host
    return f"{name}:{parts.port}" if parts.port else name


def _named(answer: Response) -> dict[str, str]:
    return {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in answer.headers}


def _read(answer: Response, cap: int) -> bytes:
    return b"".join(_chunks(answer, cap))


def _chunks(answer: Response, cap: int) -> Iterator[bytes]:
    size = 0
    for chunk in answer.iter_stream():
        size += len(chunk)
        if size > cap:
            raise TooLong
        yield chunk


client = HubClient()
