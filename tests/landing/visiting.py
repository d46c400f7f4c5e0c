"""What a stranger sends."""

import re

import httpx

SMALL = "small"
GIVEN = {
    "name": "Olga's Shop",
    "slug": "olgas-shop",
    "person": "Olga Ivanova",
    "email": "olga@example.com",
    "plan": SMALL,
    "language": "en",
    "terms": "on",
}
_MARK = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


def send(
    client: httpx.Client, page: str = "/start", to: str = "", **changes: str
) -> httpx.Response:
    """Open a page with a form and send it."""
    mark = mark_of(client.get(page))
    data = {**GIVEN, "csrfmiddlewaretoken": mark, **changes}
    return client.post(to or page, data=data)


def mark_of(answer: httpx.Response) -> str:
    found = _MARK.search(answer.text)
    assert found is not None, answer.text[:500]
    return found[1]
