"""Pages of prices: what they show, what is typed into them, and who may."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from guildhall.approvals.models import ApprovalRule
from guildhall.approvals.states import ActionCode
from guildhall.catalog.queries import get_prices
from guildhall.catalog.types import PriceLine
from guildhall.identity.states import Role
from guildhall.kernel.ids import new_id
from guildhall.kernel.stamp import Stamp
from guildhall.organization.operations import open_channel
from guildhall.organization.queries import get_channel
from tests.console.reading import rows_of, statements_of, text_of
from tests.factories.company import Company
from tests.factories.prices import make_list, note_cost, usd

type SignIn = Callable[..., Client]


def _line(sku: str = "APPLE", on: str = "") -> PriceLine | None:
    found = get_prices(sku, channel=get_channel("web"))
    return next((line for line in found if line.price_list == on), None)


def _cell(page: Any, name: str) -> tuple[str, str]:
    """Return what a cell shows, and the version of it that was seen."""
    text = page.content.decode()
    shown = re.search(rf'name="price\|{re.escape(name)}"\s+value="([^"]*)"', text)
    seen = re.search(rf'name="seen\|{re.escape(name)}"\s+value="([^"]*)"', text)
    assert shown, name
    assert seen, name
    return shown[1], seen[1]


def _type(client: Client, name: str, text: str, *, seen: str) -> dict[str, str]:
    form = {
        "token": str(new_id()),
        "channel": "web",
        f"price|{name}": text,
        f"seen|{name}": seen,
    }
    answer = client.post("/prices/cells", form, headers={"X-Cells": "1"})
    assert answer.status_code == 200
    (result,) = answer.json()["cells"]
    return dict(result)


def test_the_matrix_shows_prices_by_list_with_cost_and_source(
    shop: Company, sign_in: SignIn, stamp: Stamp
) -> None:
    make_list("retail", stamp=stamp)
    note_cost(shop, "APPLE", "1.25", stamp=stamp)

    page = sign_in(Role.MARKETING).get("/prices")

    assert rows_of(page) == 5
    assert _cell(page, "-|APPLE")[0] == "2.5"
    assert _cell(page, "retail|APPLE") == ("", "none")
    told = text_of(page)
    assert "$1.25" in told
    assert "From a file · 50%" in told


def test_the_matrix_shows_what_its_address_says(
    shop: Company, sign_in: SignIn, stamp: Stamp
) -> None:
    make_list("retail", stamp=stamp)
    client = sign_in(Role.MARKETING)
    seen = _cell(client.get("/prices"), "retail|EGGS")[1]
    _type(client, "retail|EGGS", "2", seen=seen)
    shown = {
        "": 5,
        "q=apple": 1,
        "brand=House": 5,
        "brand=Other": 0,
        "gaps=retail": 4,
        "gaps=-": 0,
    }

    assert {query: rows_of(client.get(f"/prices?{query}")) for query in shown} == shown


def test_the_matrix_takes_no_more_statements_for_more_prices(
    shop: Company, sign_in: SignIn, stamp: Stamp
) -> None:
    client = sign_in(Role.MARKETING)
    before = statements_of(client, "/prices?q=apple")
    for code in ("retail", "trade", "staff"):
        make_list(code, stamp=stamp)
    for sku in shop.variants:
        note_cost(shop, sku, "1", stamp=stamp)

    assert statements_of(client, "/prices") == before


def test_what_is_typed_is_the_price_and_says_by_whom(shop: Company, sign_in: SignIn) -> None:
    client = sign_in(Role.MARKETING)
    _, seen = _cell(client.get("/prices"), "-|APPLE")

    result = _type(client, "-|APPLE", "3,20", seen=seen)

    assert (result["outcome"], result["amount"]) == ("saved", "3.2")
    line = _line()
    assert line
    assert (line.price, line.version) == (usd("3.20"), result["version"])
    assert "By hand" in text_of(client.get("/prices?q=apple"))


def test_whoever_is_too_late_is_told_what_stands_there(shop: Company, sign_in: SignIn) -> None:
    client = sign_in(Role.MARKETING)
    _, seen = _cell(client.get("/prices"), "-|APPLE")
    _type(client, "-|APPLE", "3.20", seen=seen)

    late = _type(client, "-|APPLE", "4", seen=seen)
    again = _type(client, "-|APPLE", "4", seen=late["version"])

    assert (late["outcome"], late["amount"]) == ("refused", "3.2")
    assert (again["outcome"], again["amount"]) == ("saved", "4")


def test_an_emptied_cell_leaves_its_list_and_never_its_channel(
    shop: Company, sign_in: SignIn, stamp: Stamp
) -> None:
    make_list("retail", stamp=stamp)
    client = sign_in(Role.MARKETING)
    made = _type(client, "retail|APPLE", "2", seen="none")

    ended = _type(client, "retail|APPLE", "", seen=made["version"])
    own = _type(client, "-|APPLE", "", seen=_cell(client.get("/prices"), "-|APPLE")[1])

    assert (ended["outcome"], _line(on="retail")) == ("saved", None)
    assert (own["outcome"], own["amount"]) == ("refused", "2.5")


@pytest.mark.parametrize("odd", ["many", "-1", "1e12", "NaN", "1.23456", "1.2.3"])
def test_what_is_no_price_changes_nothing(shop: Company, sign_in: SignIn, odd: str) -> None:
    client = sign_in(Role.MARKETING)
    _, seen = _cell(client.get("/prices"), "-|APPLE")

    assert _type(client, "-|APPLE", odd, seen=seen)["outcome"] == "refused"

    line = _line()
    assert line
    assert line.price == usd("2.50")


def test_without_scripts_all_that_was_typed_is_saved_at_once(
    shop: Company, sign_in: SignIn
) -> None:
    client = sign_in(Role.MARKETING)
    page = client.get("/prices")
    form = {"token": str(new_id()), "channel": "web", "back": "q=a"}
    for sku in shop.variants:
        form[f"price|-|{sku}"], form[f"seen|-|{sku}"] = _cell(page, f"-|{sku}")
    form["price|-|APPLE"], form["price|-|BREAD"] = "3", "x"

    answer = client.post("/prices/cells", form, follow=True)

    assert answer.redirect_chain == [("/prices?q=a", 302)]
    told = text_of(answer)
    assert "BREAD: BREAD cannot cost" in told
    assert [line.price for line in map(_line, ("APPLE", "EGGS")) if line] == [
        usd("3.00"),
        usd("2.50"),
    ]


def test_a_cell_that_waits_says_so(shop: Company, sign_in: SignIn) -> None:
    ApprovalRule.objects.create(action=ActionCode.PRICES_CHANGE, threshold=Decimal(10))
    client = sign_in(Role.MARKETING)
    _, seen = _cell(client.get("/prices"), "-|APPLE")

    result = _type(client, "-|APPLE", "9", seen=seen)

    assert (result["outcome"], result["amount"]) == ("waits", "2.5")


def test_a_variant_tells_its_tiers_plans_and_history(shop: Company, sign_in: SignIn) -> None:
    client = sign_in(Role.MARKETING)
    token = {"token": str(new_id())}
    tier = {**token, "amount": "2", "price_list": "", "min_quantity": "10", "valid_from": ""}
    plan = {
        "token": str(new_id()),
        "amount": "9",
        "price_list": "",
        "min_quantity": "",
        "valid_from": "2099-01-01T00:00",
    }

    answers = [client.post("/prices/of/web/APPLE", form) for form in (tier, plan)]

    assert [answer.status_code for answer in answers] == [302, 302]
    told = text_of(client.get("/prices/of/web/APPLE"))
    assert "Planned" in told
    assert told.count("$9.00") == 2
    assert told.count("Since ever") == 1
    assert "1 tier · 1 planned" in text_of(client.get("/prices?q=apple"))


PAGES = ("", "/lists", "/strategies", "/proposals", "/taxes", "/rates", "/of/web/APPLE")


def test_who_may_not_see_prices_sees_no_page_of_them(shop: Company, sign_in: SignIn) -> None:
    clerk, finance = sign_in(Role.OPERATIONS), sign_in(Role.FINANCE)

    assert {clerk.get(f"/prices{page}").status_code for page in PAGES} == {403}
    assert {finance.get(f"/prices{page}").status_code for page in PAGES} == {200}


def test_who_may_only_see_changes_nothing(shop: Company, sign_in: SignIn) -> None:
    finance = sign_in(Role.FINANCE)
    form = {"token": str(new_id()), "channel": "web", "price|-|APPLE": "1", "seen|-|APPLE": "x"}

    answers = [
        finance.post("/prices/cells", form),
        finance.post("/prices/lists/new", form),
        finance.post("/prices/taxes/class", form),
        finance.post("/prices/rates/note", form),
    ]

    assert [answer.status_code for answer in answers] == [403] * 4
    assert "cell-price" not in finance.get("/prices").content.decode()


def test_a_role_in_another_channel_reaches_no_price_here(
    shop: Company, sign_in: SignIn, stamp: Stamp
) -> None:
    open_channel("b2b", name="B2B", brand=("trade", "Trade"), currency="EUR", stamp=stamp)
    make_list("retail", stamp=stamp)
    theirs = sign_in(Role.MARKETING, scope="channel:b2b")
    form = {"token": str(new_id()), "channel": "web", "price|-|APPLE": "1", "seen|-|APPLE": "x"}

    assert "B2B" in text_of(theirs.get("/prices"))
    assert theirs.get("/prices?channel=web").status_code == 422
    assert theirs.get("/prices/of/web/APPLE").status_code == 403
    assert theirs.get("/prices/lists/retail").status_code == 403
    assert theirs.post("/prices/cells", form).status_code == 403
    assert rows_of(theirs.get("/prices/lists")) == 0
