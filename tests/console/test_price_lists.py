"""Pages of price lists, strategies, proposals, taxes and exchange rates."""

import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client

from guildhall.catalog.models import ExchangeRate, PriceList, PriceProposal
from guildhall.catalog.operations import keep_tax_class
from guildhall.catalog.queries import get_prices, get_strategy, get_tax_class
from guildhall.catalog.states import ProposalState
from guildhall.catalog.types import PriceLine
from guildhall.identity.states import Role
from guildhall.kernel.ids import new_id
from guildhall.kernel.stamp import Stamp
from guildhall.organization.queries import get_channel
from tests.console.reading import text_of
from tests.factories.company import Company
from tests.factories.prices import make_list, make_strategy, note_cost, usd

type SignIn = Callable[..., Client]


def _line(sku: str = "APPLE", on: str = "") -> PriceLine | None:
    found = get_prices(sku, channel=get_channel("web"))
    return next((line for line in found if line.price_list == on), None)


def test_a_list_is_made_and_changed_on_its_page(shop: Company, sign_in: SignIn) -> None:
    client = sign_in(Role.MARKETING)
    form = {
        "token": str(new_id()),
        "code": "trade",
        "title": "Trade",
        "channel": "web",
        "currency": "usd",
        "customer_group": "trade",
        "priority": "5",
        "is_active": "on",
    }

    made = client.post("/prices/lists/new", form)
    again = client.post("/prices/lists/new", {**form, "token": str(new_id())})
    page = client.get("/prices/lists/trade").content.decode()
    version = re.search(r'name="version" value="([^"]+)"', page)
    assert version
    edit = {**form, "token": str(new_id()), "title": "Tradesmen", "version": version[1]}
    changed = client.post("/prices/lists/trade", edit)
    stale = client.post("/prices/lists/trade", {**edit, "token": str(new_id()), "title": "X"})

    codes = [answer.status_code for answer in (made, again, changed, stale)]
    assert codes == [302, 409, 302, 412]
    assert PriceList.objects.get().title == "Tradesmen"


STEPS = {
    "steps-TOTAL_FORMS": "2",
    "steps-INITIAL_FORMS": "0",
    "steps-0-kind": "percent",
    "steps-0-value": "100",
    "steps-0-toward": "nearest",
    "steps-0-when_stale": "refuse",
    "steps-1-kind": "ending",
    "steps-1-value": "0.99",
    "steps-1-every": "1",
    "steps-1-toward": "up",
    "steps-1-when_stale": "refuse",
}


def _strategy(**more: str) -> dict[str, str]:
    form = {
        "token": str(new_id()),
        "code": "double",
        "title": "Double",
        "price_list": "retail",
        "basis": "average",
        "position": "0",
        "is_active": "on",
    }
    return {**form, **STEPS, **more}


def test_a_strategy_is_seen_before_it_is_kept_and_run_after(
    shop: Company, sign_in: SignIn, stamp: Stamp
) -> None:
    make_list("retail", stamp=stamp)
    note_cost(shop, "APPLE", "1.20", stamp=stamp)
    client = sign_in(Role.MARKETING)

    preview = text_of(client.post("/prices/strategies/preview", _strategy(margin_floor="70")))
    kept = client.post("/prices/strategies/new", _strategy())
    run = client.post("/prices/strategies/double/run", {"token": str(new_id())})
    proposal = PriceProposal.objects.get()
    page = client.get(f"/prices/proposals/{proposal.id}")

    assert "$2.40 → $2.99" in preview
    assert "below the least margin" in preview
    assert "No cost is known" in preview
    assert kept.status_code == 302
    assert len(get_strategy("double").draft.steps) == 2
    assert run.headers["Location"] == f"/prices/proposals/{proposal.id}"
    assert "Apply 1 price" in text_of(page)
    assert "No cost is known: 4" in text_of(page)


def test_a_proposal_is_applied_once_from_its_page(
    shop: Company, sign_in: SignIn, stamp: Stamp
) -> None:
    make_list("retail", stamp=stamp)
    note_cost(shop, "APPLE", "1.20", stamp=stamp)
    make_strategy(stamp=stamp)
    client = sign_in(Role.MARKETING)
    client.post("/prices/strategies/double/run", {"token": str(new_id())})
    proposal = PriceProposal.objects.get()
    page = client.get(f"/prices/proposals/{proposal.id}").content.decode()
    version = re.search(r'name="version" value="([^"]+)"', page)
    assert version
    form = {"token": str(new_id()), "version": version[1]}

    twice = [client.post(f"/prices/proposals/{proposal.id}/apply", form) for _ in range(2)]
    late = {"token": str(new_id()), "version": version[1]}
    dropped = client.post(f"/prices/proposals/{proposal.id}/drop", late)

    assert [answer.status_code for answer in twice] == [302, 302]
    assert dropped.status_code == 412
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.APPLIED
    line = _line(on="retail")
    assert line
    assert line.price == usd("2.40")
    assert line.proposal == proposal.id


@pytest.mark.parametrize(
    "wrong",
    [
        {"steps-0-kind": "margin"},
        {"steps-0-value": ""},
        {"margin_floor": "100"},
        {"steps-0-kind": "", "steps-1-kind": ""},
    ],
)
def test_a_strategy_that_cannot_be_is_told_and_not_kept(
    shop: Company, sign_in: SignIn, stamp: Stamp, wrong: dict[str, str]
) -> None:
    make_list("retail", stamp=stamp)
    client = sign_in(Role.MARKETING)

    answer = client.post("/prices/strategies/new", _strategy(**wrong))
    preview = client.post("/prices/strategies/preview", _strategy(**wrong))

    assert answer.status_code == 422
    assert preview.status_code == 200
    assert "→" not in text_of(preview)


def test_taxes_are_kept_on_their_page_and_a_hole_is_shown(
    shop: Company, sign_in: SignIn, stamp: Stamp
) -> None:
    owner = sign_in(Role.OWNER)
    keep_tax_class("standard", title="Standard", stamp=stamp)
    rate = {
        "token": str(new_id()),
        "tax_class": "standard",
        "region": "de",
        "percent": "19",
        "valid_from": "2020-01-01",
    }
    channel = {"token": str(new_id()), "channel": "web", "region": "fr"}

    answers = [
        owner.post("/prices/taxes/rate", rate),
        owner.post("/prices/taxes/channel", channel),
        owner.post("/prices/taxes/rate", {**rate, "token": str(new_id()), "region": "x"}),
    ]

    assert [answer.status_code for answer in answers] == [302, 302, 422]
    assert [each.rate for each in get_tax_class("standard").rates] == [Decimal("0.19")]
    told = text_of(owner.get("/prices/taxes"))
    assert "No rate" in told
    assert "without the tax, which comes on top" in told


def test_an_exchange_rate_is_noted_and_an_old_one_shown_as_old(
    shop: Company, sign_in: SignIn
) -> None:
    owner = sign_in(Role.OWNER)
    form = {
        "token": str(new_id()),
        "source": "ecb",
        "base": "eur",
        "quote": "usd",
        "rate": "1.1",
        "day": "2020-01-02",
    }

    noted = owner.post("/prices/rates/note", form)
    wrong = owner.post("/prices/rates/note", {**form, "token": str(new_id()), "rate": "0"})

    assert (noted.status_code, wrong.status_code) == (302, 422)
    assert ExchangeRate.objects.get().rate == Decimal("1.1")
    assert "days old" in text_of(owner.get("/prices/rates"))
