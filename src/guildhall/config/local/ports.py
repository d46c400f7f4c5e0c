"""Ports of the loopback on which a server of this machine may listen."""

import socket
from random import SystemRandom

LOOPBACK = "127.0.0.1"
# Below those that systems give to outgoing connections (Linux from 32,768): between looking at
# a port and listening on it nobody's connection takes it.
LISTENABLE = range(15_000, 32_000)
LOOKS = 200
_random = SystemRandom()


def free_port(preferred: int | None = None, *, among: range = LISTENABLE) -> int:
    """Return `preferred` where it is still free, else any free port of the loopback.

    Raises OSError where none of many is free.
    """
    if preferred is not None and _is_free(preferred):
        return preferred
    for port in _random.sample(among, min(LOOKS, len(among))):
        if _is_free(port):
            return port
    raise OSError(f"of the ports {among.start} to {among.stop - 1} none is free")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        # A port whose last connections linger in TIME_WAIT counts as free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
        return True
