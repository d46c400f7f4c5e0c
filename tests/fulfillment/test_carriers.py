"""Carriers are asked outside of transactions, and heard however late and often they tell."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import LazySettings

from guildhall.fulfillment.errors import NoticeForged
from guildhall.fulfillment.operations import (
    AccountTerms,
    add_tracking,
    apply_notice,
    ask_about_parcels,
    note_by_hand,
    receive_notice,
    run_call,
    set_carrier_account,
    ship_whole,
    watch_parcels,
)
from guildhall.fulfillment.queries import (
    calls_due,
    get_account,
    get_parcel,
    heard_of,
    notices_due,
)
from guildhall.fulfillment.states import Tracked
from guildhall.fulfillment.types import Box, ParcelCard, Received
from guildhall.kernel.facts import facts_about
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope
from guildhall.orders.queries import get_order
from tests.factories.company import make_company
from tests.factories.fulfillment import make_work
from tests.twins.aftership import AfterShipTwin
from tests.twins.aftership.server import KEY, SECRET

BOX = Box(carrier="sf-express", trackings=(("sf-express", "SF123"),))


@pytest.fixture
def twin(settings: LazySettings) -> Iterator[AfterShipTwin]:
    with AfterShipTwin() as running:
        settings.PROVIDER_URLS = {"aftership": running.url}
        yield running


@pytest.fixture
def parcel(alpha: Scope, twin: AfterShipTwin, stamp: Stamp) -> ParcelCard:
    """Return a parcel on its way, of which AfterShip is to be told."""
    secrets = {"api_key": KEY, "webhook_secret": SECRET}
    terms = AccountTerms("AfterShip", "aftership", secrets=secrets)
    set_carrier_account("follow", terms=terms, stamp=stamp)
    work = make_work(make_company(), stamp=stamp)
    return get_parcel(ship_whole(work.row.number, box=BOX, stamp=stamp))


def _call(stamp: Stamp) -> int:
    return sum(run_call(call, stamp=stamp) for call in calls_due(stamp.at))


def _later(stamp: Stamp, **more: float) -> Stamp:
    return replace(stamp, at=stamp.at + timedelta(**more))


def _tell(twin: AfterShipTwin, stamp: Stamp, tag: str, *, minutes: int, subtag: str = "") -> bytes:
    at = (stamp.at + timedelta(minutes=minutes)).isoformat()
    headers, body = twin.signed(twin.do_move("SF123", tag, at, subtag), forged=False)
    receive_notice("follow", received=Received(body, headers, stamp.at), stamp=stamp)
    for notice in notices_due():
        apply_notice(notice, stamp=stamp)
    return body


def _told(parcel: ParcelCard) -> list[tuple[str, bool]]:
    facts = facts_about([f"fulfillment:{parcel.order}"])
    rows = [fact.payload for fact in facts if fact.type == "parcel.tracked"]
    return [(row["state"], row["is_first"]) for row in rows]


def test_a_number_is_followed_once(parcel: ParcelCard, twin: AfterShipTwin, stamp: Stamp) -> None:
    before = get_parcel(parcel.number).trackings[0].is_followed
    _call(stamp)
    _call(_later(stamp, hours=2))
    add_tracking(parcel.number, carrier="sf-express", number="SF123", stamp=stamp)

    assert not before
    assert get_parcel(parcel.number).trackings[0].is_followed
    assert len(twin.trackings) == 1
    assert calls_due(_later(stamp, days=1).at) == ()


@pytest.mark.parametrize("fault", ["fail_after_commit", "drop", "fail_before"])
def test_what_nobody_heard_is_asked_again_and_done_once(
    parcel: ParcelCard, twin: AfterShipTwin, stamp: Stamp, fault: str
) -> None:
    twin.faults.change({fault: 10})
    _call(stamp)
    unheard = get_parcel(parcel.number)

    twin.faults.clear()
    _call(_later(stamp, hours=2))

    assert not unheard.trackings[0].is_followed
    assert unheard.asked == ("register",)
    assert get_parcel(parcel.number).trackings[0].is_followed
    assert len(twin.trackings) == 1


def test_eight_tags_are_told_in_our_words(
    parcel: ParcelCard, twin: AfterShipTwin, stamp: Stamp
) -> None:
    _call(stamp)
    tags = {
        "InfoReceived": "announced",
        "InTransit": "in_transit",
        "OutForDelivery": "out_for_delivery",
        "AttemptFail": "attempt_failed",
        "AvailableForPickup": "to_collect",
        "Delivered": "delivered",
        "Exception": "exception",
        "Expired": "expired",
    }

    for minutes, tag in enumerate(tags):
        _tell(twin, stamp, tag, minutes=minutes)

    assert _told(parcel) == [(state, True) for state in tags.values()]


def test_what_is_told_twice_is_told_once(
    parcel: ParcelCard, twin: AfterShipTwin, stamp: Stamp
) -> None:
    _call(stamp)
    body = _tell(twin, stamp, "InTransit", minutes=1)
    headers = twin.signed({}, forged=False)[0]

    with pytest.raises(NoticeForged):
        receive_notice("follow", received=Received(body, headers, stamp.at), stamp=stamp)
    _tell(twin, stamp, "InTransit", minutes=2)

    assert _told(parcel) == [("in_transit", True)]
    assert len(heard_of(parcel.number)) == 2


def test_what_comes_late_does_not_turn_back_what_came_before(
    parcel: ParcelCard, twin: AfterShipTwin, stamp: Stamp
) -> None:
    _call(stamp)
    _tell(twin, stamp, "Delivered", minutes=60)
    _tell(twin, stamp, "InTransit", minutes=5)

    assert get_parcel(parcel.number).tracked == "delivered"
    assert _told(parcel) == [("delivered", True)]


def test_trouble_after_delivery_is_trouble_and_the_delivery_stays(
    parcel: ParcelCard, twin: AfterShipTwin, stamp: Stamp
) -> None:
    _call(stamp)
    _tell(twin, stamp, "Delivered", minutes=60)
    _tell(twin, stamp, "Exception", minutes=90, subtag="Exception_011")

    found = get_parcel(parcel.number)
    assert found.tracked == "returned"
    assert found.delivered_at == stamp.at + timedelta(minutes=60)
    delivered = [f.type for f in facts_about([f"order:{parcel.order}"])]
    assert delivered.count("order.delivered") == 1


def test_a_forged_notification_is_not_kept(
    parcel: ParcelCard, twin: AfterShipTwin, stamp: Stamp
) -> None:
    _call(stamp)
    event = twin.do_move("SF123", "Delivered", stamp.at.isoformat())
    headers, body = twin.signed(event, forged=True)

    with pytest.raises(NoticeForged):
        receive_notice("follow", received=Received(body, headers, stamp.at), stamp=stamp)

    assert notices_due() == ()


def test_who_does_not_tell_is_asked(parcel: ParcelCard, twin: AfterShipTwin, stamp: Stamp) -> None:
    _call(stamp)
    twin.do_move("SF123", "InTransit", stamp.at.isoformat())

    asked = ask_about_parcels(stamp=stamp)
    _call(stamp)

    assert asked == 1
    assert ask_about_parcels(stamp=stamp) == 0
    assert get_parcel(parcel.number).tracked == "in_transit"


def test_what_is_late_and_stuck_is_found_once(parcel: ParcelCard, stamp: Stamp) -> None:
    soon, late = _later(stamp, days=4), _later(stamp, days=11)

    assert watch_parcels(stamp=soon) == 0
    assert watch_parcels(stamp=late) == 2
    assert watch_parcels(stamp=late) == 0
    note_by_hand(parcel.number, state=Tracked.DELIVERED, note="customer has it", stamp=late)

    found = get_parcel(parcel.number)
    assert (found.tracked, found.late_since, found.stuck_since) == ("delivered", None, None)


def test_secrets_are_kept_and_not_shown(parcel: ParcelCard, stamp: Stamp) -> None:
    card = get_account("follow")

    assert card.secrets == ("api_key", "webhook_secret")
    assert SECRET not in repr(card)
    assert get_order(parcel.order).row.fulfillment_state == "fulfilled"
