"""Where a person was when they clicked, as a path of this very site."""

from urllib.parse import urlsplit

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def page_behind(request: HttpRequest) -> str:
    """Return the page whose form or link was used, or the first page if it is not known."""
    told = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(told, allowed_hosts={request.get_host()}):
        return "/"
    there = urlsplit(told)
    return f"{there.path or '/'}?{there.query}" if there.query else there.path or "/"
