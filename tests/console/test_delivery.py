"""Pages of carriers and labels, as a browser sees them."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.test import Client

from guildhall.fulfillment.operations import hold_work, run_call, split_work
from guildhall.fulfillment.queries import (
    calls_due,
    get_account,
    get_parcel,
    get_work,
    guess_address,
    list_delivery_rules,
    sender_of,
    works_of_order,
)
from guildhall.fulfillment.states import HoldReason
from guildhall.fulfillment.types import Address
from guildhall.identity.states import Role
from guildhall.kernel import clock
from guildhall.kernel.ids import new_id
from guildhall.kernel.stamp import Stamp
from tests.factories.company import Company
from tests.factories.fulfillment import make_work, part_of
from tests.twins.shippo import ShippoTwin, telling
from tests.twins.shippo.server import KEY

type SignIn = Callable[..., Client]

ACCOUNT = {
    "code": "labels",
    "name": "Our labels",
    "vendor": "shippo",
    "secrets": f"api_token = {KEY}\nwebhook_token = {telling.TOKEN}",
    "settings": "label_file_type = PDF_A6",
    "sender-name": "Acme",
    "sender-street": "215 Clayton St.",
    "sender-city": "San Francisco",
    "sender-postal_code": "94117",
    "sender-region": "CA",
    "sender-country": "US",
}
LABEL = {
    "account": "labels",
    "weight_grams": "500",
    "length_mm": "200",
    "width_mm": "150",
    "height_mm": "100",
    "to-name": "Ada",
    "to-street": "965 Mission St",
    "to-city": "Chicago",
    "to-postal_code": "60611",
    "to-region": "IL",
    "to-country": "US",
}


@pytest.fixture
def twin(settings: LazySettings) -> Iterator[ShippoTwin]:
    with ShippoTwin() as running:
        settings.PROVIDER_URLS = {"shippo": running.url}
        yield running


@pytest.fixture
def owner(shop: Company, twin: ShippoTwin, sign_in: SignIn) -> Client:
    """Return an owner whose company has an account that sells labels."""
    client = sign_in(Role.OWNER)
    assert _post(client, "/delivery/new", **ACCOUNT) == (302, "/delivery/accounts/labels")
    return client


def _post(client: Client, path: str, **data: object) -> tuple[int, str]:
    answer = client.post(path, {"token": str(new_id()), **data})
    return answer.status_code, answer.headers.get("Location", "")


def _packed(client: Client, shop: Company, stamp: Stamp) -> str:
    work = make_work(shop, {"APPLE": 1}, stamp=stamp).row.number
    _post(client, f"/fulfillment/{work}", scan="APPLE")
    return get_work(work).parcels[0].number


def test_an_account_is_entered_and_its_keys_are_never_shown(owner: Client) -> None:
    page = owner.get("/delivery/accounts/labels").content.decode()

    assert get_account("labels").secrets == ("api_token", "webhook_token")
    assert sender_of("labels").city == "San Francisco"
    assert KEY not in page
    assert "/carriers/notices/labels" in page
    assert "Our labels" in owner.get("/delivery").content.decode()


def test_an_account_without_its_keys_is_not_kept(shop: Company, sign_in: SignIn) -> None:
    client = sign_in(Role.OWNER)

    answer = client.post(
        "/delivery/new", {**ACCOUNT, "secrets": "api_token = x", "token": str(new_id())}
    )

    assert answer.status_code == 422
    assert "Fill this in." in answer.content.decode()


def test_an_account_is_changed_and_keeps_its_keys(owner: Client) -> None:
    shown = owner.get("/delivery/accounts/labels/change").content.decode()
    given = {**ACCOUNT, "name": "Labels of Acme", "secrets": "", "sender-city": "Oakland"}
    _post(owner, "/delivery/accounts/labels/change", **given)

    found = get_account("labels")
    assert KEY not in shown
    assert "label_file_type = PDF_A6" in shown
    assert (found.name, found.secrets) == ("Labels of Acme", ("api_token", "webhook_token"))
    assert sender_of("labels").city == "Oakland"


def test_an_account_is_tried_out_and_paused(owner: Client, twin: ShippoTwin) -> None:
    path = "/delivery/accounts/labels"
    _post(owner, f"{path}/try")
    let_in = owner.get(path).content.decode()
    wrong = {**ACCOUNT, "secrets": "api_token = wrong"}
    _post(owner, f"{path}/change", **wrong)
    _post(owner, f"{path}/try")
    refused = owner.get(path).content.decode()
    _post(owner, f"{path}/switch", enabled="0")

    assert "The carrier lets this account in." in let_in
    assert "It does not accept the account" in refused
    assert not get_account("labels").is_active


def test_a_rule_says_when_a_parcel_is_late(owner: Client) -> None:
    given = {"carrier": "usps", "late_after_days": "6", "stuck_after_days": "3"}
    wrong = owner.post("/delivery/rules", {**given, "late_after_days": "0"})
    _post(owner, "/delivery/rules", **given)

    assert wrong.status_code == 422
    assert [(each.carrier, each.late_after_days) for each in list_delivery_rules()] == [
        ("usps", 6)
    ]


def test_who_packs_sees_carriers_and_changes_none(
    owner: Client, sign_in: SignIn, shop: Company
) -> None:
    clerk = sign_in(Role.WAREHOUSE)

    assert clerk.get("/delivery").status_code == 200
    assert clerk.get("/delivery/new").status_code == 403
    assert _post(clerk, "/delivery/accounts/labels/switch", enabled="0")[0] == 403
    assert get_account("labels").is_active


def test_a_label_is_bought_printed_and_given_back(
    owner: Client, shop: Company, twin: ShippoTwin, stamp: Stamp
) -> None:
    number = _packed(owner, shop, stamp)
    path = f"/fulfillment/parcels/{number}"
    asked = owner.get(f"{path}/buy")
    odd = owner.post(f"{path}/buy", {**LABEL, "to-city": "", "token": str(new_id())})
    assert _post(owner, f"{path}/buy", **LABEL) == (302, path)
    waiting = owner.get(path).content.decode()
    _call(stamp)
    label = owner.get(f"{path}/label")
    there = owner.get(path).content.decode()
    _post(owner, f"{path}/return")
    _call(stamp)

    assert (asked.status_code, odd.status_code) == (200, 422)
    assert "The carrier is asked for a label." in waiting
    assert label.content.startswith(b"%PDF")
    assert "5.50" in there
    assert get_parcel(number).label_cost is None
    assert len(twin.refunds) == 1


def test_a_no_of_the_carrier_is_told_in_words(
    owner: Client, shop: Company, twin: ShippoTwin, stamp: Stamp
) -> None:
    number = _packed(owner, shop, stamp)
    twin.refusal = "Insufficient funds"
    _post(owner, f"/fulfillment/parcels/{number}/buy", **LABEL)
    _call(stamp)

    page = owner.get(f"/fulfillment/parcels/{number}").content.decode()

    assert "balance is too low" in page


def test_a_parcel_is_unpacked_piece_by_piece_or_whole(
    owner: Client, shop: Company, stamp: Stamp
) -> None:
    number = _packed(owner, shop, stamp)
    path = f"/fulfillment/parcels/{number}"
    (line,) = get_parcel(number).lines

    _post(owner, f"{path}/take-out", line=line.line, quantity="1")
    out = get_parcel(number).lines
    odd = _post(owner, f"{path}/take-out", line="x", quantity="1")
    _post(owner, f"{path}/drop")

    assert out == ()
    assert odd[0] == 422
    assert get_parcel(number).state == "void"


def test_parts_are_merged_and_called_off(owner: Client, shop: Company, stamp: Stamp) -> None:
    work = make_work(shop, {"APPLE": 3, "BREAD": 1}, stamp=stamp)
    number = work.row.number
    other = split_work(number, parts=[part_of(number, "APPLE", 1)], stamp=stamp)

    page = owner.get(f"/fulfillment/{number}").content.decode()
    _post(owner, f"/fulfillment/{number}/merge", other=other)
    merged = get_work(other).row.state
    asked = owner.get(f"/fulfillment/{number}/cancel")
    _post(owner, f"/fulfillment/{number}/cancel", reason="shop closed")

    assert f"Together with {other}" in page
    assert (merged, asked.status_code) == ("merged", 200)
    assert get_work(number).row.state == "canceled"
    assert {w.row.state for w in works_of_order(work.row.order)} == {"merged", "canceled"}


def test_what_is_held_is_not_merged(owner: Client, shop: Company, stamp: Stamp) -> None:
    number = make_work(shop, {"APPLE": 3}, stamp=stamp).row.number
    other = split_work(number, parts=[part_of(number, "APPLE", 1)], stamp=stamp)
    hold_work(other, reason=HoldReason.OTHER, stamp=stamp)

    assert f"Together with {other}" not in owner.get(f"/fulfillment/{number}").content.decode()


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (
            "Ada, 965 Mission St, 2nd floor, 60611 Chicago, IL, US",
            Address("Ada", "965 Mission St", "Chicago", "US", "60611", "IL", "2nd floor"),
        ),
        (
            "Hauptstr. 1, 10115 Berlin, DE",
            Address("Ada", "Hauptstr. 1", "Berlin", "DE", "10115"),
        ),
        ("somewhere over there", Address("Ada", "somewhere over there", "", "")),
        ("", Address("Ada", "", "", "")),
    ],
)
def test_an_address_is_taken_apart_as_well_as_can_be(text: str, address: Address) -> None:
    assert guess_address(text, name="Ada") == address


def _call(stamp: Stamp) -> None:
    soon = replace(stamp, at=clock.now() + timedelta(minutes=1))
    for call in calls_due(soon.at):
        run_call(call, stamp=soon)
