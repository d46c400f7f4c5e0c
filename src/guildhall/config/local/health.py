import socket

from guildhall.config.local.ports import LOOPBACK


def is_healthy(port: int) -> bool:
    """Say whether the web server on `port` answers 200 to GET /healthz on the public host."""
    request = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    try:
        with socket.create_connection((LOOPBACK, port), timeout=5) as connection:
            connection.sendall(request)
            status = connection.makefile("rb").readline()
    except OSError:
        return False
    return status.split(b" ")[1:2] == [b"200"]
