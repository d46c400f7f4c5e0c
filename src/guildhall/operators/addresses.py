"""Where a company's host is reached from a page of the public host."""

from django.http import HttpRequest


def address_of(request: HttpRequest, host: str) -> str:
    """Return a host's address: same scheme and port as this page. Empty without a host."""
    _host, colon, port = request.get_host().partition(":")
    return f"{request.scheme}://{host}{colon}{port}/" if host else ""
