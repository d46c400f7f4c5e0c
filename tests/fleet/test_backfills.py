"""Old rows are filled in batch after batch, in one company at a time, whatever happens."""

from collections.abc import Iterator
from uuid import UUID

import pytest

from guildhall.kernel import fault_points
from guildhall.kernel.refusals import NotPermitted
from guildhall.kernel.stamp import Actor, Stamp
from guildhall.kernel.tenancy import PLATFORM, Scope, enter
from guildhall.organization.models import Brand
from tenants.fleet.errors import BackfillUnknown
from tenants.fleet.operations import backfill_here
from tenants.fleet.ports import Backfill, Batch, backfills, bind_backfills
from tenants.fleet.queries import backfill_progress

FIRST = str(UUID(int=0))


class Struck(RuntimeError):
    """The process died, as far as anybody can tell."""


def shout(after: str, size: int) -> Batch:
    """Write names in capitals. A second time it finds nothing to change."""
    rows = list(Brand.objects.filter(id__gt=after or FIRST).order_by("id")[:size])
    for row in rows:
        row.name = row.name.upper()
        row.save()
    return Batch(str(rows[-1].id) if len(rows) == size else "", len(rows))


@pytest.fixture
def brands(committed: dict[str, Scope]) -> Iterator[dict[str, Scope]]:
    """Yield the companies, with ten brands each and a backfill for them."""
    before = backfills()
    bind_backfills([Backfill("shout", shout, size=3, pause_seconds=0)])
    for scope in committed.values():
        with enter(scope):
            Brand.objects.bulk_create(
                Brand(code=f"b{number}", name=f"brand {number}") for number in range(10)
            )
    yield committed
    bind_backfills(before.values())
    fault_points.bind_fault_points(_nothing)


def _nothing(_name: str) -> None:
    """Let everything be reached."""


def shouted(scope: Scope) -> int:
    with enter(scope):
        return sum(name.isupper() for name in Brand.objects.values_list("name", flat=True))


def test_every_row_of_one_company_is_filled_in(brands: dict[str, Scope], stamp: Stamp) -> None:
    with enter(brands["alpha"]):
        complete = backfill_here("shout", seconds=60, stamp=stamp)

    assert complete
    assert [shouted(brands[slug]) for slug in ("alpha", "beta")] == [10, 0]
    with enter(PLATFORM):
        (told,) = backfill_progress()
    assert (told.companies, told.complete, told.rows) == (1, 1, 10)


def test_a_backfill_goes_on_where_it_was_struck(brands: dict[str, Scope], stamp: Stamp) -> None:
    reached: list[str] = []

    def strike(name: str) -> None:
        reached.append(name)
        if reached.count("fleet.batch_committed") == 2:
            raise Struck

    fault_points.bind_fault_points(strike)
    with enter(brands["alpha"]), pytest.raises(Struck):
        backfill_here("shout", seconds=60, stamp=stamp)
    half = shouted(brands["alpha"])
    with enter(brands["alpha"]):
        complete = backfill_here("shout", seconds=60, stamp=stamp)

    assert half == 6
    assert complete
    assert shouted(brands["alpha"]) == 10


def test_a_backfill_gives_others_their_turn(brands: dict[str, Scope], stamp: Stamp) -> None:
    with enter(brands["alpha"]):
        complete = backfill_here("shout", seconds=0, stamp=stamp)

    assert not complete
    assert shouted(brands["alpha"]) == 0


def test_a_backfill_that_nobody_named_is_refused(brands: dict[str, Scope], stamp: Stamp) -> None:
    with enter(brands["alpha"]), pytest.raises(BackfillUnknown):
        backfill_here("whisper", seconds=1, stamp=stamp)


def test_not_everybody_may_backfill(brands: dict[str, Scope], stamp: Stamp) -> None:
    clerk = Stamp(Actor("person", "clerk"), stamp.at, stamp.request_id)

    with enter(brands["alpha"]), pytest.raises(NotPermitted):
        backfill_here("shout", seconds=1, stamp=clerk)
