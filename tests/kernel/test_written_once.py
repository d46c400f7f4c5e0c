"""Answers that go straight from a model to JSON are those that ninja would give."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from ninja import NinjaAPI, Schema, Status

from guildhall.kernel.http import ExactJson, written_once


class Found(Schema):
    name: str
    at: datetime
    weight: Decimal
    part: "Found | None" = None


FOUND = Found(
    name="Café “茶”",
    at=datetime(2026, 1, 2, 3, 4, 5, 600, tzinfo=UTC),
    weight=Decimal("1.250"),
    part=Found(name="", at=datetime(2026, 1, 2, tzinfo=UTC), weight=Decimal(0)),
)


def _api(name: str, *, straight: bool) -> NinjaAPI:
    api = NinjaAPI(urls_namespace=name, renderer=ExactJson(), openapi_url=None, docs_url=None)
    if straight:
        api.add_decorator(written_once)

    @api.get("/one", response=Found)
    def one(request: HttpRequest) -> Found:
        return FOUND

    @api.post("/one", response={201: Found})
    def make(request: HttpRequest) -> Found:
        return FOUND

    @api.get("/many", response={207: list[Found]})
    def many(request: HttpRequest) -> Status[list[Found]]:
        return Status(207, [FOUND])

    return api


def _answer(api: NinjaAPI, method: str, path: str) -> HttpResponse:
    view: Any = next(each.callback for each in api.urls[0] if str(each.pattern) == path)
    answer: HttpResponse = view(RequestFactory().generic(method, f"/{path}"))
    return answer


@pytest.mark.parametrize(("method", "path"), [("GET", "one"), ("POST", "one"), ("GET", "many")])
def test_an_answer_is_the_same_to_the_byte(method: str, path: str) -> None:
    straight, stock = (
        _answer(_api(f"written-once-{way}", straight=way), method, path) for way in (True, False)
    )

    assert straight.content == stock.content
    assert straight.status_code == stock.status_code
    assert straight["Content-Type"].split(";")[0] == stock["Content-Type"].split(";")[0]
    assert "茶".encode() in straight.content
