"""What people do to a company's line in the ledger, and who may."""

import pytest

from guildhall.kernel.models import Fact
from guildhall.kernel.refusals import NotPermitted, Refusal
from guildhall.kernel.stamp import Actor, Stamp
from guildhall.kernel.tenancy import PLATFORM, Scope, enter
from tenants.fleet import operations
from tenants.fleet.errors import DaysInvalid, NotInFleet, RingInvalid
from tenants.fleet.types import Orders


def test_what_people_do_is_recorded(fleet: dict[str, Scope], stamp: Stamp) -> None:
    with enter(PLATFORM):
        operations.freeze("gamma", days=1, reason="x", stamp=stamp)
        operations.thaw("gamma", stamp=stamp)
        operations.quarantine("gamma", reason="x", stamp=stamp)
        operations.retry("gamma", stamp=stamp)
        operations.choose_ring("gamma", ring=0, stamp=stamp)
        facts = Fact.objects.filter(type__startswith="fleet.").order_by("sequence")
        told = list(facts.values_list("type", flat=True))

    assert told == [
        "fleet.frozen",
        "fleet.thawed",
        "fleet.quarantined",
        "fleet.retried",
        "fleet.ring_changed",
    ]


def test_not_everybody_may_move_the_fleet(fleet: dict[str, Scope], stamp: Stamp) -> None:
    clerk = Stamp(Actor("person", "clerk"), stamp.at, stamp.request_id)

    with enter(PLATFORM), pytest.raises(NotPermitted):
        operations.freeze("gamma", days=1, reason="x", stamp=clerk)
    with pytest.raises(NotPermitted):
        operations.upgrade_fleet(Orders(), stamp=clerk)


@pytest.mark.parametrize(
    ("days", "slug", "refusal"),
    [(0, "gamma", DaysInvalid), (91, "gamma", DaysInvalid), (1, "nobody", NotInFleet)],
)
def test_nobody_is_frozen_for_ever(
    fleet: dict[str, Scope], stamp: Stamp, days: int, slug: str, refusal: type[Refusal]
) -> None:
    with enter(PLATFORM), pytest.raises(refusal):
        operations.freeze(slug, days=days, reason="x", stamp=stamp)


def test_there_are_four_rings(fleet: dict[str, Scope], stamp: Stamp) -> None:
    with enter(PLATFORM), pytest.raises(RingInvalid):
        operations.choose_ring("gamma", ring=4, stamp=stamp)
