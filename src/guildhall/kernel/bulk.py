"""Many of one kind in one call: each by itself, each with its own result, each done once."""

import json
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest
from ninja import Schema, Status
from pydantic import Field

from guildhall.kernel.http import refusal_for, told_problem
from guildhall.kernel.idempotency import item_once, must_have_key
from guildhall.kernel.refusals import Refusal

MOST = 100
COST = 10
"""What a bulk call takes from a bucket, however many items it names."""
"""More than that in one call waits too long for its answer."""


class ItemOut(Schema):
    """What became of one item: `status` is what a call for it alone would have got."""

    item: str
    status: int
    replayed: bool = False
    result: dict[str, Any] | None = None
    problem: dict[str, Any] | None = None


class BulkOut(Schema):
    """One result for each item, in the order asked; 207 where one of them was refused."""

    results: list[ItemOut] = Field(max_length=MOST)


def each_once(
    request: HttpRequest, items: Iterable[str], run: Callable[[str], Schema | Status[Any]]
) -> Status[BulkOut]:
    """Run each item in a transaction of its own under the call's Idempotency-Key.

    The same call again finds what is done and does what is left: a refusal, or a connection
    that broke half way, costs nothing. What is named twice is done once. Refuses with KeyMissing.
    """
    must_have_key(request)
    results = [_one(request, item, run) for item in dict.fromkeys(items)]
    good = all(found.problem is None for found in results)
    return Status(HTTPStatus.OK if good else HTTPStatus.MULTI_STATUS, BulkOut(results=results))


def _one(request: HttpRequest, item: str, run: Callable[[str], Schema | Status[Any]]) -> ItemOut:
    try:
        answer, replayed = item_once(request, item, lambda: run(item))
        result = json.loads(answer.content)
    except (Refusal, OperationalError, InterfaceError) as error:
        refusal = refusal_for(error, request)
        return ItemOut(item=item, status=refusal.status, problem=told_problem(request, refusal))
    return ItemOut(item=item, status=answer.status_code, replayed=replayed, result=result)
