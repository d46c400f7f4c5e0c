"""Shippo's labels: what they cost, what is bought, and what is never bought twice."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.conf import LazySettings

from guildhall.fulfillment.errors import NoticeForged
from guildhall.fulfillment.states import Outcome, Reason, Tracked
from guildhall.fulfillment.types import Account, Address, Followed, LabelOrder, Received, Size
from guildhall.kernel.ids import new_id
from guildhall.kernel.money import Money
from integrations.shippo.carrier import Shippo
from tests.twins.shippo import ShippoTwin, telling
from tests.twins.shippo.server import HEAVIEST, KEY, NO_SUCH_STREET, PDF

AT = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
HERE = Address("Acme", "215 Clayton St.", "San Francisco", "US", "94117", "CA")
THERE = Address("Ada", "965 Mission St", "Chicago", "us", "60611", "IL")
SHIPPO = Shippo()


@pytest.fixture
def twin(settings: LazySettings) -> Iterator[ShippoTwin]:
    with ShippoTwin() as running:
        settings.PROVIDER_URLS = {"shippo": running.url}
        yield running


@pytest.fixture
def account(twin: ShippoTwin) -> Account:
    secrets = {"api_token": KEY, "webhook_token": telling.TOKEN}
    return Account(new_id(), "shippo", live=False, settings={}, secrets=secrets)


@pytest.fixture
def order() -> LabelOrder:
    size = Size(900, 200, 150, 100)
    return LabelOrder("key-1", "PCL-1", "ORD-1", "", HERE, THERE, size, AT)


@pytest.fixture
def chosen(account: Account, order: LabelOrder) -> LabelOrder:
    return replace(order, rate=SHIPPO.rates(account, order).rates[0].reference)


def test_prices_are_told_by_service_and_nothing_is_bought(
    twin: ShippoTwin, account: Account, order: LabelOrder
) -> None:
    answer = SHIPPO.rates(account, order)

    assert [(each.carrier, each.service, each.cost) for each in answer.rates] == [
        ("usps", "usps_priority", Money(Decimal("7.90"), "USD")),
        ("usps", "usps_ground_advantage", Money(Decimal("5.50"), "USD")),
        ("ups", "ups_ground", Money(Decimal("9.10"), "USD")),
    ]
    assert twin.transactions == {}
    (asked,) = twin.calls("POST", "/shipments")
    assert asked.json["parcels"][0]["weight"] == "900"
    assert asked.json["parcels"][0]["length"] == "20"
    assert asked.json["address_to"]["country"] == "US"


def test_a_label_has_a_number_a_price_and_a_file(
    twin: ShippoTwin, account: Account, chosen: LabelOrder
) -> None:
    answer = SHIPPO.label(account, chosen)

    assert answer.outcome is Outcome.DONE
    assert (answer.carrier, answer.cost) == ("usps", Money(Decimal("7.90"), "USD"))
    assert answer.tracking.startswith("9205")
    assert (answer.label, answer.label_type) == (PDF, "application/pdf")


def test_an_offer_that_was_not_bought_is_absent_and_one_that_was_is_found(
    twin: ShippoTwin, account: Account, chosen: LabelOrder
) -> None:
    before = SHIPPO.look_label(account, chosen)
    bought = SHIPPO.label(account, chosen)

    assert before.outcome is Outcome.ABSENT
    assert SHIPPO.look_label(account, chosen) == bought


def test_a_label_that_is_being_made_is_unknown_until_it_is_there(
    twin: ShippoTwin, account: Account, chosen: LabelOrder
) -> None:
    twin.queued = 1

    assert SHIPPO.label(account, chosen).outcome is Outcome.UNKNOWN
    assert SHIPPO.look_label(account, chosen).outcome is Outcome.UNKNOWN
    twin.do_finish()
    assert SHIPPO.look_label(account, chosen).outcome is Outcome.DONE


def test_a_file_that_is_not_there_yet_is_asked_for_again(
    twin: ShippoTwin, account: Account, chosen: LabelOrder
) -> None:
    twin.lost_labels = 1

    assert SHIPPO.label(account, chosen).outcome is Outcome.UNKNOWN
    assert SHIPPO.look_label(account, chosen).label == PDF
    assert len(twin.transactions) == 1


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("Insufficient funds in account", Reason.BALANCE_TOO_LOW),
        ("Address validation failed", Reason.ADDRESS_REFUSED),
        ("Rate has expired", Reason.NOT_POSSIBLE_ANY_MORE),
        ("Something odd", Reason.OTHER),
    ],
)
def test_what_cannot_be_bought_is_refused_in_our_words(
    twin: ShippoTwin, account: Account, chosen: LabelOrder, said: str, reason: Reason
) -> None:
    twin.refusal = said

    answer = SHIPPO.label(account, chosen)

    assert (answer.outcome, answer.reason) == (Outcome.REFUSED, reason)


def test_a_rate_of_last_week_is_refused(
    twin: ShippoTwin, account: Account, chosen: LabelOrder
) -> None:
    twin.do_wait(8 * 86_400)

    assert SHIPPO.label(account, chosen).reason is Reason.NOT_POSSIBLE_ANY_MORE


def test_what_no_carrier_takes_is_refused_before_anything_is_bought(
    twin: ShippoTwin, account: Account, order: LabelOrder
) -> None:
    nowhere = replace(order, recipient=replace(THERE, street=NO_SUCH_STREET))
    heavy = replace(order, size=Size(HEAVIEST + 1, 200, 150, 100))
    nameless = replace(order, recipient=replace(THERE, name=""))

    assert SHIPPO.rates(account, nowhere).reason is Reason.ADDRESS_REFUSED
    assert SHIPPO.rates(account, heavy).reason is Reason.PARCEL_REFUSED
    assert SHIPPO.rates(account, nameless).reason is Reason.ADDRESS_REFUSED


def test_too_many_calls_are_no_refusal(
    twin: ShippoTwin, account: Account, chosen: LabelOrder
) -> None:
    twin.busy = 1

    assert SHIPPO.label(account, chosen).outcome is Outcome.UNKNOWN
    assert SHIPPO.look_label(account, chosen).outcome is Outcome.ABSENT


def test_a_label_is_given_back_once_and_not_after_it_was_scanned(
    twin: ShippoTwin, account: Account, order: LabelOrder
) -> None:
    first, second = (
        SHIPPO.label(account, replace(order, rate=rate.reference))
        for rate in SHIPPO.rates(account, order).rates[:2]
    )
    twin.do_move(second.tracking, "TRANSIT", AT.isoformat())

    answers = [SHIPPO.void(account, "key", first.vendor_reference) for _ in range(2)]
    scanned = SHIPPO.void(account, "key", second.vendor_reference)

    assert {each.outcome for each in answers} == {Outcome.DONE}
    assert len([each for each in twin.refunds.values() if each["status"] == "QUEUED"]) == 1
    assert (scanned.outcome, scanned.reason) == (Outcome.REFUSED, Reason.NOT_POSSIBLE_ANY_MORE)


@pytest.mark.parametrize(
    ("status", "substatus", "state"),
    [
        ("PRE_TRANSIT", "information_received", Tracked.ANNOUNCED),
        ("TRANSIT", "package_accepted", Tracked.IN_TRANSIT),
        ("TRANSIT", "out_for_delivery", Tracked.OUT_FOR_DELIVERY),
        ("TRANSIT", "pickup_available", Tracked.TO_COLLECT),
        ("TRANSIT", "delivery_attempted", Tracked.ATTEMPT_FAILED),
        ("TRANSIT", "package_damaged", Tracked.EXCEPTION),
        ("DELIVERED", "delivered", Tracked.DELIVERED),
        ("RETURNED", "return_to_sender", Tracked.RETURNED),
        ("FAILURE", "package_lost", Tracked.EXCEPTION),
        ("UNKNOWN", "other", Tracked.UNKNOWN),
        ("A_NEW_ONE", "", Tracked.UNKNOWN),
    ],
)
def test_what_carriers_say_is_told_in_our_words(
    twin: ShippoTwin, account: Account, status: str, substatus: str, state: Tracked
) -> None:
    followed = Followed("key", "USPS", "9205", "", "ORD-1", AT)
    SHIPPO.register(account, followed)
    twin.do_move("9205", status, AT.isoformat(), substatus)

    assert [each.state for each in SHIPPO.look(account, followed).heard] == [state]


def test_a_notification_needs_the_token_of_its_address_and_is_of_the_same_mode(
    twin: ShippoTwin, account: Account
) -> None:
    SHIPPO.register(account, Followed("key", "usps", "9205", "", "ORD-1", AT))
    headers, body = telling.signed(twin.do_move("9205", "TRANSIT", AT.isoformat()), forged=False)
    received = Received(body, headers, AT, {"token": telling.TOKEN})

    SHIPPO.verify(account, received)
    with pytest.raises(NoticeForged):
        SHIPPO.verify(account, replace(received, query={}))

    assert SHIPPO.read_notice(account, received).number == "9205"
    assert SHIPPO.read_notice(replace(account, live=True), received).number == ""
