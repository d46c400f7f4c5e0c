"""The trail as people read it."""

import csv
import io
from collections.abc import Callable

from django.test import Client

from guildhall.audit.operations import check_trail, seal_trail
from guildhall.console.audit.queries import read_trail
from guildhall.identity.states import Role
from guildhall.kernel.facts import FactFilter
from guildhall.kernel.models import Fact
from guildhall.kernel.stamp import Actor, Grant, Stamp
from guildhall.organization.operations import set_channel_policy
from tests.console.reading import rows_of, statements_of, text_of
from tests.factories.company import Company, make_order

CONFIRMED = FactFilter(type="order.confirmed")

type SignIn = Callable[..., Client]


def test_the_list_shows_who_changed_what_from_what_to_what(
    shop: Company, sign_in: SignIn, stamp: Stamp
) -> None:
    set_channel_policy(shop.site.channel.code, confirms_itself=True, hold_minutes=77, stamp=stamp)

    told = text_of(sign_in(Role.OWNER).get("/audit?kind=channel.policy_set"))

    assert "hold_minutes: 30 → 77" in told
    assert "Automatic" in told


def test_each_filter_stands_in_the_address_and_narrows_the_list(
    shop: Company, sign_in: SignIn, stamp: Stamp
) -> None:
    owner = sign_in(Role.OWNER)
    number = make_order(shop, {"APPLE": 1}, stamp=stamp).row.number
    owner.post(f"/orders/{number}/confirm", {"token": "1"})
    fact = Fact.objects.get(type="order.confirmed")
    every = Fact.objects.count()

    shown = {
        f"q=order:{number}": 2,
        "kind=order.confirmed": 1,
        f"actor={fact.actor_name}&q=order:{number}": 1,
        f"session={fact.session}&kind=order.confirmed": 1,
        f"request={fact.request_id}&kind=order.confirmed": 1,
        "since=2001-01-01&until=2001-01-02": 0,
        "since=2001-01-01": min(every, 50),
    }

    assert {query: rows_of(owner.get(f"/audit?{query}")) for query in shown} == shown


def test_who_lacks_the_right_sees_no_trail(shop: Company, sign_in: SignIn) -> None:
    clerk = sign_in(Role.OPERATIONS)

    assert [clerk.get(page).status_code for page in ("/audit", "/audit/export")] == [403, 403]


def test_who_may_not_see_personal_data_sees_networks_alone(
    shop: Company, sign_in: SignIn, stamp: Stamp
) -> None:
    number = make_order(shop, {"APPLE": 1}, stamp=stamp).row.number
    sign_in(Role.OWNER).post(f"/orders/{number}/confirm", {"token": "1"})
    reader = (Grant("audit:view"), Grant("audit:export"))

    shown = [
        {line.address for line in read_trail(CONFIRMED, actor=Actor("staff", "staff:1", grants))}
        for grants in (reader, (*reader, Grant("personal:view")))
    ]

    assert shown == [{"127.0.0.0/24"}, {"127.0.0.1"}]


def test_whom_a_line_is_about_is_told_by_name(shop: Company, sign_in: SignIn) -> None:
    owner = sign_in(Role.OWNER)

    assert "owner all" in text_of(owner.get("/audit?kind=staff.added"))


def test_how_far_it_is_sealed_and_verified_is_visible(
    shop: Company, sign_in: SignIn, stamp: Stamp
) -> None:
    owner = sign_in(Role.OWNER)
    before = text_of(owner.get("/audit"))
    seal_trail(stamp=stamp)
    check_trail(stamp=stamp)

    after = text_of(owner.get("/audit"))

    assert "Not sealed yet" in before
    assert "Sealed up to line" in after
    assert "verified" in after


def test_a_page_costs_the_same_however_many_lines_it_shows(
    shop: Company, sign_in: SignIn, stamp: Stamp
) -> None:
    owner = sign_in(Role.OWNER)
    few = statements_of(owner, "/audit?kind=order.placed")
    for _ in range(5):
        make_order(shop, {"APPLE": 1}, stamp=stamp)

    assert statements_of(owner, "/audit?kind=order.placed") == few


def test_an_export_holds_what_the_list_shows_and_becomes_a_line_itself(
    shop: Company, sign_in: SignIn, stamp: Stamp
) -> None:
    owner = sign_in(Role.OWNER)
    number = make_order(shop, {"APPLE": 1}, stamp=stamp).row.number
    address = f"/audit/export?q=order:{number}"
    assert owner.get(address).status_code == 200

    file = owner.post(address, {"token": "1"}).content.decode("utf-8-sig")

    lines = list(csv.DictReader(io.StringIO(file)))
    assert [line["type"] for line in lines] == ["order.placed"]
    exported = Fact.objects.get(type="trail.exported")
    assert exported.payload == {"lines": 1}
    assert exported.session != ""


def test_a_cell_that_looks_like_a_formula_is_text(
    shop: Company, sign_in: SignIn, stamp: Stamp
) -> None:
    owner = sign_in(Role.OWNER)
    number = make_order(shop, {"APPLE": 1}, stamp=stamp).row.number
    owner.post(f"/orders/{number}/cancel", {"token": "1", "reason": "=1+1"})

    file = owner.post("/audit/export?kind=order.canceled", {"token": "2"}).content.decode()

    assert "'=1+1" in file
