"""Where a call may go, and how long it may take: sockets of the hub's client."""

import queue
import socket
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from ssl import SSLContext
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from httpcore2 import (
    ConnectError,
    ConnectTimeout,
    NetworkBackend,
    NetworkStream,
    ReadTimeout,
    SyncBackend,
    WriteTimeout,
)

type Option = Any


@dataclass(frozen=True, slots=True)
class Until:
    """A moment, by the clock that nobody sets."""

    moment: float

    def left(self) -> float:
        return max(self.moment - time.monotonic(), 0.001)

    def over(self) -> bool:
        return time.monotonic() >= self.moment


FOREVER = Until(float("inf"))
_until: ContextVar[Until] = ContextVar("until", default=FOREVER)


@contextmanager
def deadline(seconds: float) -> Iterator[Until]:
    """Bound everything that this thread asks within: a server that drips is cut off as well."""
    until = Until(time.monotonic() + seconds)
    token = _until.set(until)
    try:
        yield until
    finally:
        _until.reset(token)


def is_outside(address: str) -> bool:
    """Return whether an address is of the public internet, and not of ours or of a machine's."""
    found = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address):
        found = _within(found) or found
    return found.is_global and not found.is_multicast


def _within(address: IPv6Address) -> IPv4Address | None:
    """Return the IPv4 address that an IPv6 one stands for (mapped, 6to4, NAT64)."""
    if address.ipv4_mapped or address.sixtofour:
        return address.ipv4_mapped or address.sixtofour
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return None


class _Nat64:
    def __contains__(self, address: IPv6Address) -> bool:
        return int(address) >> 32 == int(IPv6Address("64:ff9b::")) >> 32


_NAT64 = _Nat64()


def named_in_settings() -> frozenset[tuple[str, int]]:
    """Return the hosts and ports that whoever runs this installation has named."""
    parts = [urlsplit(url) for url in settings.PROVIDER_URLS.values()]
    return frozenset(
        (each.hostname or "", each.port or (443 if each.scheme == "https" else 80))
        for each in parts
    )


def checked_addresses(host: str, port: int, *, seconds: float | None = None) -> list[str]:
    """Return the addresses of a host that may be connected to; none of them is an error."""
    addresses = _looked_up(host, port, seconds)
    if (host, port) in named_in_settings():
        return addresses
    outside = [each for each in addresses if is_outside(each)]
    if not outside or len(outside) < len(addresses):
        raise ConnectError(f"{host} leads into our own network")
    return outside


def _looked_up(host: str, port: int, seconds: float | None) -> list[str]:
    """Return a host's addresses. The system's lookup knows no deadline, so a thread waits."""
    told: queue.SimpleQueue[list[str] | OSError] = queue.SimpleQueue()

    def look_up() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as error:
            told.put(error)
        else:
            told.put(list(dict.fromkeys(str(sockaddr[0]) for *_kind, sockaddr in found)))

    threading.Thread(target=look_up, name="lookup", daemon=True).start()
    try:
        addresses = told.get(timeout=seconds)
    except queue.Empty as error:
        raise ConnectTimeout(f"nobody says where {host} is") from error
    if isinstance(addresses, OSError):
        raise ConnectError(f"{host} has no address") from addresses
    return addresses


class Guarded(NetworkBackend):
    """Connects to checked addresses alone, and hands out streams that heed the deadline."""

    def __init__(self) -> None:
        self._plain = SyncBackend()

    def connect_tcp(  # noqa: PLR0917 - httpcore's signature
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Option] | None = None,
    ) -> NetworkStream:
        last: Exception = ConnectError(f"{host} has no address")
        for address in checked_addresses(host, port, seconds=_shorter(timeout)):
            try:
                stream = self._plain.connect_tcp(
                    address, port, _shorter(timeout), local_address, socket_options
                )
            except (ConnectError, ConnectTimeout) as error:
                last = error
            else:
                return _Hurried(stream)
        raise last


class _Hurried(NetworkStream):
    """A stream on which no read or write outlasts the deadline of who reads or writes."""

    def __init__(self, stream: NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        if _until.get().over():
            raise ReadTimeout("the deadline is over")
        return self._stream.read(max_bytes, _shorter(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        if _until.get().over():
            raise WriteTimeout("the deadline is over")
        self._stream.write(buffer, _shorter(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> NetworkStream:
        return _Hurried(self._stream.start_tls(ssl_context, server_hostname, _shorter(timeout)))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _shorter(timeout: float | None) -> float | None:
    left = _until.get().left()
    if left == float("inf"):
        return timeout
    return left if timeout is None else min(timeout, left)
