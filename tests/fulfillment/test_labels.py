"""Labels are bought once, whatever breaks; given back; and printed."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.conf import LazySettings
from django.core.files.storage import default_storage

from guildhall.fulfillment.errors import AddressIncomplete, CallRuns
from guildhall.fulfillment.operations import (
    AccountTerms,
    apply_notice,
    drop_parcel,
    open_parcel,
    pack_scan,
    receive_notice,
    request_label,
    run_call,
    set_carrier_account,
    void_label,
)
from guildhall.fulfillment.queries import calls_due, get_parcel, notices_due
from guildhall.fulfillment.types import Address, Box, Received
from guildhall.kernel.facts import facts_about
from guildhall.kernel.fault_points import bind_fault_points
from guildhall.kernel.money import Money
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.states import MoveNotAllowed
from guildhall.kernel.tenancy import Scope
from tests.factories.company import make_company
from tests.factories.fulfillment import make_work
from tests.twins.shippo import ShippoTwin, telling
from tests.twins.shippo.server import KEY, NO_SUCH_STREET, PDF

HERE = Address("Acme", "215 Clayton St.", "San Francisco", "US", "94117", "CA")
THERE = Address("Ada", "965 Mission St", "Chicago", "US", "60611", "IL")
BOX = Box(account="ship", weight_grams=900, length_mm=200, width_mm=150, height_mm=100)


class Died(Exception):
    """A worker that is no more."""


@pytest.fixture
def twin(settings: LazySettings) -> Iterator[ShippoTwin]:
    with ShippoTwin() as running:
        settings.PROVIDER_URLS = {"shippo": running.url}
        yield running


@pytest.fixture
def parcel(alpha: Scope, twin: ShippoTwin, stamp: Stamp) -> str:
    """Return a packed parcel of a company that buys its labels from Shippo."""
    secrets = {"api_token": KEY, "webhook_token": telling.TOKEN}
    set_carrier_account("ship", terms=AccountTerms("S", "shippo", secrets=secrets), stamp=stamp)
    work = make_work(make_company(), {"APPLE": 1}, stamp=stamp).row.number
    number = open_parcel(work, stamp=stamp)
    pack_scan(work, parcel=number, code="APPLE", stamp=stamp)
    return number


@pytest.fixture
def dies() -> Iterator[Callable[[str], None]]:
    """Return what lets a worker die at a named point."""

    def at(point: str) -> None:
        def tell(name: str) -> None:
            if name == point:
                raise Died

        bind_fault_points(tell)

    yield at
    bind_fault_points(lambda _name: None)


def _ask(parcel: str, stamp: Stamp, *, to: Address = THERE, box: Box = BOX) -> str:
    return request_label(parcel, box=box, sender=HERE, recipient=to, stamp=stamp)


def _call(stamp: Stamp) -> int:
    return sum(run_call(call, stamp=stamp) for call in calls_due(stamp.at))


def _later(stamp: Stamp, **more: float) -> Stamp:
    return replace(stamp, at=stamp.at + timedelta(**more))


def test_a_label_is_bought_at_the_lowest_price_and_kept(
    parcel: str, twin: ShippoTwin, stamp: Stamp
) -> None:
    _ask(parcel, stamp)
    _call(stamp)

    found = get_parcel(parcel)
    assert (found.carrier, found.label_cost) == ("usps", Money(Decimal("5.5"), "USD"))
    with default_storage.open(found.label_file) as file:
        assert file.read() == PDF
    (tracking,) = found.trackings
    assert tracking.is_followed
    assert tracking.url.endswith(tracking.number)
    # Who sold it tells of it unasked.
    assert twin.calls("POST", "/tracks") == []
    assert calls_due(_later(stamp, days=1).at) == ()


def test_a_service_is_bought_that_was_asked_for_or_none(
    parcel: str, twin: ShippoTwin, stamp: Stamp
) -> None:
    _ask(parcel, stamp, box=replace(BOX, service="teleport"))
    _call(stamp)
    refused = get_parcel(parcel).refused

    _ask(parcel, stamp, box=replace(BOX, carrier="UPS", service="ups_ground"))
    _call(stamp)

    assert refused == "service_not_offered"
    assert get_parcel(parcel).carrier == "ups"
    assert len(twin.transactions) == 1


@pytest.mark.parametrize("fault", ["fail_after_commit", "drop", "fail_before"])
@pytest.mark.parametrize("at", ["/transactions", "/shipments"])
def test_what_nobody_heard_is_paid_once(
    parcel: str, twin: ShippoTwin, stamp: Stamp, fault: str, at: str
) -> None:
    _ask(parcel, stamp)
    twin.faults.change({fault: 3, "only": at})
    _call(stamp)
    twin.faults.clear()
    unheard = get_parcel(parcel)

    _call(_later(stamp, hours=2))

    assert unheard.asked == ("label",)
    assert get_parcel(parcel).label_cost is not None
    assert len(twin.transactions) == 1


@pytest.mark.parametrize(
    "point",
    [
        "carrier.before_call",
        "carrier.before_rate",
        "carrier.before_purchase",
        "carrier.after_call",
    ],
)
def test_a_worker_that_dies_leaves_a_label_that_is_paid_once(
    parcel: str, twin: ShippoTwin, stamp: Stamp, dies: Callable[[str], None], point: str
) -> None:
    _ask(parcel, stamp)
    dies(point)
    with pytest.raises(Died):
        _call(stamp)
    dies("nowhere")
    too_soon = _call(_later(stamp, seconds=30))

    _call(_later(stamp, minutes=3))

    assert too_soon == 0
    assert get_parcel(parcel).label_cost is not None
    assert len(twin.transactions) == 1
    (labeled,) = [
        fact
        for fact in facts_about([f"fulfillment:{get_parcel(parcel).order}"])
        if fact.type == "parcel.labeled"
    ]
    assert labeled.payload["parcel"] == parcel


def test_a_label_is_asked_for_once_at_a_time(parcel: str, twin: ShippoTwin, stamp: Stamp) -> None:
    _ask(parcel, stamp)
    with pytest.raises(CallRuns):
        _ask(parcel, stamp)
    _call(stamp)
    with pytest.raises(MoveNotAllowed):
        _ask(parcel, stamp)

    assert len(twin.transactions) == 1


def test_a_no_is_shown_and_may_be_mended(parcel: str, twin: ShippoTwin, stamp: Stamp) -> None:
    _ask(parcel, stamp, to=replace(THERE, street=NO_SUCH_STREET))
    _call(stamp)
    refused = get_parcel(parcel).refused

    _ask(parcel, stamp)
    _call(stamp)

    assert refused == "address_refused"
    assert get_parcel(parcel).refused == ""
    assert get_parcel(parcel).label_cost is not None


def test_what_is_missing_is_named_before_anybody_is_asked(
    parcel: str, twin: ShippoTwin, stamp: Stamp
) -> None:
    with pytest.raises(AddressIncomplete) as told:
        _ask(parcel, stamp, to=replace(THERE, city=""), box=Box(account="ship", weight_grams=5))

    assert set(told.value.errors) == {"recipient.city", "length_mm", "width_mm", "height_mm"}
    assert calls_due(stamp.at) == ()


def test_a_label_is_given_back_and_its_number_carries_nothing(
    parcel: str, twin: ShippoTwin, stamp: Stamp
) -> None:
    _ask(parcel, stamp)
    _call(stamp)
    first = get_parcel(parcel).trackings[0].number

    void_label(parcel, stamp=stamp)
    _call(stamp)
    given_back = get_parcel(parcel)
    _ask(parcel, stamp)
    _call(stamp)

    assert (given_back.trackings, given_back.label_file, given_back.label_cost) == ((), "", None)
    assert [each["status"] for each in twin.refunds.values()] == ["QUEUED"]
    (second,) = get_parcel(parcel).trackings
    assert second.number != first


def test_a_label_that_comes_for_a_dropped_parcel_is_given_back(
    parcel: str, twin: ShippoTwin, stamp: Stamp
) -> None:
    _ask(parcel, stamp)
    drop_parcel(parcel, reason="torn", stamp=stamp)
    _call(stamp)
    _call(_later(stamp, minutes=1))

    assert len(twin.transactions) == len(twin.refunds) == 1
    assert get_parcel(parcel).state == "void"


def test_a_carrier_tells_of_a_label_that_it_sold(
    parcel: str, twin: ShippoTwin, stamp: Stamp
) -> None:
    _ask(parcel, stamp)
    _call(stamp)
    number = get_parcel(parcel).trackings[0].number
    event = twin.do_move(number, "TRANSIT", stamp.at.isoformat(), "out_for_delivery")
    headers, body = telling.signed(event, forged=False)
    received = Received(body, headers, stamp.at, {"token": telling.TOKEN})

    told = [receive_notice("ship", received=received, stamp=stamp) for _ in range(2)]
    for notice in notices_due():
        apply_notice(notice, stamp=stamp)

    assert told == [True, False]
    assert get_parcel(parcel).tracked == "out_for_delivery"
