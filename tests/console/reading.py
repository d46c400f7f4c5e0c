"""Reading pages the way a person does: text, links, numbers, the token of a form."""

import re
from html import unescape
from typing import Protocol

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

TILE = re.compile(r'<a class="tile[^"]*" href="([^"]+)">.*?tile-number">([^<]+)<', re.DOTALL)


class Answer(Protocol):
    """What the test client returns."""

    content: bytes


def text_of(answer: Answer) -> str:
    """Return a page's words, without its markup."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def tiles_of(answer: Answer) -> dict[str, int]:
    """Return where each tile leads and the number it shows."""
    found = TILE.findall(answer.content.decode())
    return {unescape(url): int(number) for url, number in found}


def rows_of(answer: Answer) -> int:
    """Return how many rows the page's tables have."""
    return answer.content.decode().count('<th scope="row"')


def token_of(answer: Answer) -> str:
    found = re.search(r'name="token" value="([^"]+)"', answer.content.decode())
    assert found, "the page has no form"
    return found[1]


def statements_of(client: Client, url: str) -> int:
    """Return how many statements a page takes."""
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)
