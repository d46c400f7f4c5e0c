"""How a list of a hundred goes out: as the API does it, and as pydantic alone would."""

from collections.abc import Callable
from datetime import UTC, datetime
from statistics import median
from time import thread_time
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from ninja import NinjaAPI, Schema
from pydantic import TypeAdapter

from guildhall.kernel.http import ExactJson, written_once

ITEMS = 100
EACH = 200
AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


class Row(Schema):
    """As many fields of the same kinds as an order in a list."""

    number: str
    placed_at: datetime
    channel: str
    store: str
    units: str
    total: dict[str, str]
    state: str
    payment_state: str
    fulfillment_state: str
    updated_at: datetime


class Page(Schema):
    items: list[Row]
    next_cursor: str | None


PAGE = Page(
    items=[
        Row(
            number=f"ORD-2026-{number:06}",
            placed_at=AT,
            channel="web",
            store="S367",
            units="3",
            total={"amount": "12.90", "currency": "USD"},
            state="confirmed",
            payment_state="paid",
            fulfillment_state="none",
            updated_at=AT,
        )
        for number in range(ITEMS)
    ],
    next_cursor="abc",
)
ADAPTER = TypeAdapter(Page)


def ratio_of_list(rounds: int) -> dict[str, float]:
    """Return the CPU time of each way and the ratio; they take turns."""
    request = RequestFactory().get("/list")
    ours, stock = _run(ours=True), _run(ours=False)
    assert bytes(ours(request).content) == bytes(stock(request).content) == _alone()
    seen = [
        (_us(lambda: ours(request)), _us(lambda: stock(request)), _us(_alone))
        for _ in range(rounds + 1)
    ][1:]
    return {
        "ours_us": round(median(each[0] for each in seen), 1),
        "ninja_us": round(median(each[1] for each in seen), 1),
        "alone_us": round(median(each[2] for each in seen), 1),
        "ratio": round(median(each[0] / each[2] for each in seen), 3),
        "ninja_ratio": round(median(each[1] / each[2] for each in seen), 3),
    }


def _alone() -> bytes:
    return ADAPTER.dump_json(PAGE)


def _us(run: Callable[[], object]) -> float:
    before = thread_time()
    for _ in range(EACH):
        run()
    return (thread_time() - before) * 1e6 / EACH


def _run(*, ours: bool) -> Callable[[HttpRequest], HttpResponse]:
    """Return an API's answering of a list that is there, from its view to its response."""
    name = "bench-list" if ours else "bench-list-stock"
    api = NinjaAPI(urls_namespace=name, renderer=ExactJson(), openapi_url=None, docs_url=None)
    if ours:
        api.add_decorator(written_once)

    @api.get("/list", response=Page)
    def show(request: HttpRequest) -> Page:
        return PAGE

    view: Any = api.urls[0][0].callback

    def answer(request: HttpRequest) -> HttpResponse:
        found: HttpResponse = view(request)
        return found

    return answer
