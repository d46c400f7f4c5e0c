"""Prices changed by hand and by files: compared first, kept with their history."""

from datetime import timedelta
from decimal import Decimal

import pytest

from guildhall.approvals.models import Approval, ApprovalRule
from guildhall.approvals.states import ActionCode
from guildhall.approvals.types import Pending
from guildhall.catalog.errors import (
    CurrencyNotSold,
    PriceInvalid,
    PriceListInvalid,
    PriceListNotFound,
    PriceListTaken,
    PriceNotFound,
)
from guildhall.catalog.models import Price
from guildhall.catalog.operations import (
    Because,
    change_price,
    change_price_list,
    end_price,
    note_prices,
)
from guildhall.catalog.queries import get_price_list, get_prices
from guildhall.catalog.states import PriceSource
from guildhall.catalog.types import NO_PRICE, PriceListDraft, PriceSlot
from guildhall.kernel.conditions import ChangedMeanwhile, Expected, quoted
from guildhall.kernel.facts import facts_about
from guildhall.kernel.refusals import NotPermitted, Refusal
from guildhall.kernel.stamp import Actor, Grant, Stamp
from guildhall.kernel.tenancy import Scope
from tests.factories.company import Company, make_company
from tests.factories.prices import make_list, make_strategy, note_cost, usd


def _change(
    company: Company, amount: str, *, stamp: Stamp, seen: str | None = None, on: str = ""
) -> Pending | None:
    expected = Expected(None if seen is None else (quoted(seen),))
    return change_price(
        "APPLE",
        price=usd(amount),
        channel=company.site.channel,
        slot=PriceSlot(on),
        expected=expected,
        stamp=stamp,
    )


def _version(company: Company, on: str = "") -> str:
    found = get_prices("APPLE", channel=company.site.channel)
    return next((line.version for line in found if line.price_list == on), NO_PRICE)


def test_a_price_is_changed_only_from_what_was_seen(alpha: Scope, stamp: Stamp) -> None:
    company = make_company()
    seen = _version(company)
    _change(company, "3.00", stamp=stamp, seen=seen)

    with pytest.raises(ChangedMeanwhile):
        _change(company, "4.00", stamp=stamp, seen=seen)

    _change(company, "4.00", stamp=stamp, seen=_version(company))
    changes = [fact.changes for fact in facts_about(["sku:APPLE"])]
    assert changes == [{"amount": ["2.5000", "3.00"]}, {"amount": ["3.0000", "4.00"]}]


def test_no_price_is_something_to_have_seen_too(alpha: Scope, stamp: Stamp) -> None:
    company = make_company()
    make_list(stamp=stamp)

    _change(company, "3.00", stamp=stamp, seen=NO_PRICE, on="retail")
    with pytest.raises(ChangedMeanwhile):
        _change(company, "4.00", stamp=stamp, seen=NO_PRICE, on="retail")


def test_the_same_price_again_is_no_change(alpha: Scope, stamp: Stamp) -> None:
    company = make_company()
    _change(company, "3.00", stamp=stamp)
    rows = Price.objects.count()

    _change(company, "3.00", stamp=stamp)

    assert Price.objects.count() == rows
    assert len(facts_about(["sku:APPLE"])) == 1


def test_what_it_cost_before_is_kept(alpha: Scope, stamp: Stamp) -> None:
    company = make_company()
    _change(company, "3.00", stamp=stamp)

    rows = Price.objects.filter(variant=company.variants["APPLE"]).order_by("amount")

    assert [(row.amount, row.valid_from) for row in rows] == [
        (Decimal("2.5000"), None),
        (Decimal("3.0000"), stamp.at),
    ]


@pytest.mark.parametrize(
    ("price", "slot", "refusal"),
    [
        ("-1", PriceSlot(), PriceInvalid),
        ("NaN", PriceSlot(), PriceInvalid),
        ("1.00001", PriceSlot(), PriceInvalid),
        ("1e10", PriceSlot(), PriceInvalid),
        ("1", PriceSlot("nope"), PriceListNotFound),
        ("1", PriceSlot("euro"), CurrencyNotSold),
    ],
)
def test_a_price_that_cannot_be_there_is_refused(
    alpha: Scope, stamp: Stamp, price: str, slot: PriceSlot, refusal: type[Refusal]
) -> None:
    company = make_company()
    make_list("euro", currency="EUR", stamp=stamp)

    with pytest.raises(refusal):
        change_price(
            "APPLE", price=usd(price), channel=company.site.channel, slot=slot, stamp=stamp
        )

    assert not facts_about(["sku:APPLE"])


def test_the_past_is_not_priced_anew(alpha: Scope, stamp: Stamp) -> None:
    company = make_company()
    yesterday = PriceSlot(valid_from=stamp.at - timedelta(days=1))

    with pytest.raises(PriceInvalid) as refused:
        change_price(
            "APPLE", price=usd("1"), channel=company.site.channel, slot=yesterday, stamp=stamp
        )

    assert set(refused.value.errors) == {"valid_from"}


def test_an_end_takes_what_was_planned_with_it_and_asks_for_a_price(
    alpha: Scope, stamp: Stamp
) -> None:
    company = make_company()
    channel = company.site.channel
    tomorrow = PriceSlot(valid_from=stamp.at + timedelta(days=1))
    change_price("APPLE", price=usd("9"), channel=channel, slot=tomorrow, stamp=stamp)

    end_price("APPLE", channel=channel, currency="USD", stamp=stamp)

    assert get_prices("APPLE", channel=channel) == ()
    assert [fact.type for fact in facts_about(["sku:APPLE"])][-1] == "catalog.price_ended"
    with pytest.raises(PriceNotFound):
        end_price("APPLE", channel=channel, currency="USD", stamp=stamp)


def test_prices_of_a_file_twice_are_changed_once(alpha: Scope, stamp: Stamp) -> None:
    company = make_company()
    amounts = {key: Decimal("4.20") for key in company.variants.values()}
    because = Because(PriceSource.IMPORT, "prices.csv")

    first = note_prices(amounts, channel=company.site.channel, because=because, stamp=stamp)
    again = note_prices(amounts, channel=company.site.channel, because=because, stamp=stamp)

    assert (first, again) == (5, 0)
    noted = [fact for fact in facts_about(["channel:web"]) if fact.type == "catalog.prices_noted"]
    assert [fact.payload["count"] for fact in noted] == [5, 5]


def test_a_file_says_so_after_a_hand_did(alpha: Scope, stamp: Stamp) -> None:
    company = make_company()
    _change(company, "3.00", stamp=stamp)
    amounts = {company.variants["APPLE"]: Decimal("2.50")}

    note_prices(
        amounts,
        channel=company.site.channel,
        because=Because(PriceSource.IMPORT),
        stamp=stamp,
    )

    (line,) = get_prices("APPLE", channel=company.site.channel)
    assert (line.price, line.source) == (usd("2.50"), PriceSource.IMPORT)


def _rule(threshold: str, action: ActionCode = ActionCode.PRICES_CHANGE) -> None:
    ApprovalRule.objects.create(action=action, threshold=Decimal(threshold))


def test_a_price_that_moves_far_waits_for_somebody_else(alpha: Scope, stamp: Stamp) -> None:
    company = make_company()
    _rule("20")

    waits = _change(company, "3.00", stamp=stamp)
    near = _change(company, "2.99", stamp=stamp)

    assert isinstance(waits, Pending)
    assert near is None
    (line,) = get_prices("APPLE", channel=company.site.channel)
    assert line.price == usd("2.99")
    asked = Approval.objects.get(pk=waits.approval)
    assert asked.measure == Decimal(20)
    assert asked.payload["amount"] == "3"


def test_a_price_below_its_floor_waits_however_little_it_moves(alpha: Scope, stamp: Stamp) -> None:
    company = make_company()
    make_list(stamp=stamp)
    make_strategy(stamp=stamp, margin_floor=Decimal("0.5"))
    note_cost(company, "APPLE", "1.00", stamp=stamp)
    _change(company, "2.00", stamp=stamp, on="retail")
    _rule("0.01", ActionCode.PRICES_BELOW_FLOOR)

    waits = _change(company, "1.99", stamp=stamp, on="retail")
    above = _change(company, "2.01", stamp=stamp, on="retail")

    assert isinstance(waits, Pending)
    assert waits.action == ActionCode.PRICES_BELOW_FLOOR
    assert above is None


def test_a_list_is_made_once_and_changed_from_what_was_seen(alpha: Scope, stamp: Stamp) -> None:
    make_company()
    made = make_list(stamp=stamp)
    with pytest.raises(PriceListTaken):
        make_list(stamp=stamp)
    seen = Expected((quoted(made.version),))
    later = Stamp(stamp.by, stamp.at + timedelta(seconds=1), stamp.request_id)

    change_price_list(
        "retail", draft=PriceListDraft("Retail", priority=3), expected=seen, stamp=later
    )
    with pytest.raises(ChangedMeanwhile):
        change_price_list(
            "retail", draft=PriceListDraft("Retail", priority=4), expected=seen, stamp=later
        )

    assert get_price_list("retail").priority == 3
    told = [fact.type for fact in facts_about(["price_list:retail"])]
    assert told == ["catalog.price_list_made", "catalog.price_list_changed"]


def test_a_list_that_cannot_be_is_refused_by_field(alpha: Scope, stamp: Stamp) -> None:
    make_company()
    with pytest.raises(PriceListInvalid) as refused:
        make_list(
            "a b",
            currency="XYZ",
            priority=2_000,
            starts_at=stamp.at,
            ends_at=stamp.at,
            stamp=stamp,
        )

    assert set(refused.value.errors) == {"code", "currency", "priority", "ends_at"}


def test_a_right_in_another_channel_changes_nothing_here(alpha: Scope, stamp: Stamp) -> None:
    company = make_company()
    make_list(stamp=stamp)
    elsewhere = Actor("staff", "staff:x", (Grant("prices:edit", "channel:other"),))
    theirs = Stamp(elsewhere, stamp.at, stamp.request_id)
    catalog_alone = Stamp(
        Actor("staff", "staff:y", (Grant("catalog:edit"),)), stamp.at, stamp.request_id
    )

    for who in (theirs, catalog_alone):
        with pytest.raises(NotPermitted):
            _change(company, "3.00", stamp=who)
        with pytest.raises(NotPermitted):
            change_price_list("retail", draft=PriceListDraft("Mine"), stamp=who)
        with pytest.raises(NotPermitted):
            make_list("mine", stamp=who)
        with pytest.raises(NotPermitted):
            note_cost(company, "APPLE", "1", stamp=who)
