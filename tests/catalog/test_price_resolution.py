"""Which price an order gets: one statement, judged as the rule judges."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from guildhall.catalog.errors import CurrencyNotSold, UnknownSku
from guildhall.catalog.models import Price, PriceList
from guildhall.catalog.operations import (
    change_price,
    change_price_list,
    end_price,
)
from guildhall.catalog.queries import get_product, list_products, price_variants
from guildhall.catalog.rules.pricing import Candidate, ListWindow, price_in_force
from guildhall.catalog.types import PricedVariant, PriceListDraft, PriceSlot
from guildhall.kernel.money import Money
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope
from guildhall.orders.models import OrderLine
from guildhall.orders.operations import place_order
from guildhall.orders.queries import get_order
from guildhall.organization.queries import get_channel
from tests.factories.company import Company, make_cart, make_company, make_order
from tests.factories.prices import make_list, usd
from tests.harness.sizes import size_of


def _priced(
    company: Company, quantity: str, *, at: datetime, group: str = "", sku: str = "APPLE"
) -> PricedVariant:
    channel = get_channel("web")
    asked = [(sku, Decimal(quantity))]
    found = price_variants(asked, channel=channel, currency="USD", at=at, customer_group=group)
    return found[sku]


def test_prices_of_many_lines_are_one_statement(alpha: Scope, stamp: Stamp) -> None:
    company = make_company()
    make_list(stamp=stamp)
    asked = [(sku, Decimal(2)) for sku in company.variants]

    with CaptureQueriesContext(connection) as asking:
        found = price_variants(asked, channel=company.site.channel, currency="USD", at=stamp.at)

    assert len(asking) == 1
    assert set(found) == set(company.variants)


def _random_list(number: int, company: Company, *, dice: Random, at: datetime) -> PriceList:
    window = [at + timedelta(hours=dice.randint(-3, 3)) for _ in range(2)]
    return PriceList.objects.create(
        code=f"l{number}",
        title="x",
        channel_id=company.site.channel.id,
        currency="USD",
        customer_group=dice.choice(["", "", "vip", "staff"]),
        priority=dice.randint(-1, 1),
        starts_at=dice.choice([None, min(window)]),
        ends_at=dice.choice([None, max(window)]),
        is_active=dice.random() < 0.8,
    )


def _random_price(number: int, company: Company, *, lists: list[PriceList], dice: Random) -> Price:
    return Price(
        variant_id=company.variants["APPLE"],
        channel_id=company.site.channel.id,
        currency="USD",
        amount=Decimal(number),
        price_list=dice.choice([None, *lists]),
        min_quantity=dice.choice([0, 0, 2, 10]),
    )


def _candidate(price: Price) -> Candidate:
    held = price.price_list
    return Candidate(
        amount=price.amount,
        on=ListWindow(
            held.code,
            held.priority,
            held.customer_group,
            held.starts_at,
            held.ends_at,
            held.is_active,
        )
        if held
        else None,
        min_quantity=Decimal(price.min_quantity),
        valid_from=price.valid_from,
        valid_to=price.valid_to,
    )


@pytest.mark.parametrize("seed", range(size_of("price_resolution", small=12, soak=400)))
def test_the_database_finds_the_price_that_the_rule_finds(
    alpha: Scope, stamp: Stamp, seed: int
) -> None:
    company, dice = make_company(), Random(seed)
    Price.objects.all().delete()
    lists = [_random_list(n, company, dice=dice, at=stamp.at) for n in range(6)]
    prices = {}
    for number in range(40):
        price = _random_price(number, company, lists=lists, dice=dice)
        hours = dice.choice([None, -5, -2, 0, 1])
        price.valid_from = None if hours is None else stamp.at + timedelta(hours=hours)
        price.valid_to = dice.choice([None, None, stamp.at + timedelta(hours=2)])
        key = (price.price_list_id, price.min_quantity, price.valid_from)
        prices[key] = price
    Price.objects.bulk_create(prices.values())
    candidates = [_candidate(price) for price in prices.values()]

    for hours in (-4, -1, 0, 1, 3):
        for quantity in ("1", "2", "9.5", "10"):
            for group in ("", "vip"):
                at = stamp.at + timedelta(hours=hours)
                expected = price_in_force(
                    candidates, quantity=Decimal(quantity), at=at, customer_group=group
                )
                found = _found(company, quantity, at=at, group=group)
                assert found == (expected.amount if expected else None)


def _found(company: Company, quantity: str, *, at: datetime, group: str) -> Decimal | None:
    try:
        return _priced(company, quantity, at=at, group=group).price.amount
    except UnknownSku:
        return None


def test_a_line_that_is_split_costs_what_it_costs_whole(alpha: Scope, stamp: Stamp) -> None:
    company = make_company()
    change_price(
        "APPLE",
        price=usd("2.00"),
        channel=company.site.channel,
        slot=PriceSlot(min_quantity=Decimal(10)),
        stamp=stamp,
    )
    asked = [("APPLE", Decimal(6)), ("BREAD", Decimal(1)), ("APPLE", Decimal(4))]

    found = price_variants(asked, channel=company.site.channel, currency="USD", at=stamp.at)

    assert found["APPLE"].price == usd("2.00")
    assert _priced(company, "9", at=stamp.at).price == usd("2.50")


def test_a_group_pays_its_price_and_nobody_else_does(alpha: Scope, stamp: Stamp) -> None:
    company = make_company()
    make_list("trade", customer_group="trade", stamp=stamp)
    slot = PriceSlot("trade")
    change_price("APPLE", price=usd("1.80"), channel=company.site.channel, slot=slot, stamp=stamp)

    order = place_order(
        replace(make_cart(company, {"APPLE": 2}), customer_group="trade"), stamp=stamp
    )

    assert order.row.total == usd("3.60")
    assert make_order(company, {"APPLE": 2}, stamp=stamp).row.total == usd("5.00")
    assert get_product("APPLE", site=company.site).price == usd("2.50")


def test_a_line_keeps_where_its_price_was_from(alpha: Scope, stamp: Stamp) -> None:
    """2.5: the result stores its provenance; Odoo's pricelists leave none on the line."""
    company = make_company()
    make_list("sale", priority=1, stamp=stamp)
    slot = PriceSlot("sale")
    change_price("APPLE", price=usd("2.00"), channel=company.site.channel, slot=slot, stamp=stamp)

    order = make_order(company, {"APPLE": 1, "BREAD": 1}, stamp=stamp)
    draft = PriceListDraft(title="Sale", is_active=False)
    change_price_list("sale", draft=draft, stamp=stamp)

    apple, bread = get_order(order.row.number).lines
    row = Price.objects.get(price_list__code="sale")
    assert apple.price_origin == {"row": str(row.id), "list": "sale", "source": "manual"}
    assert bread.price_origin["source"] == "import"
    assert apple.unit_price == usd("2.00")
    assert OrderLine.objects.filter(price_origin__isnull=True).count() == 0


def test_a_window_opens_and_closes_to_the_moment(alpha: Scope, stamp: Stamp) -> None:
    company = make_company()
    starts, ends = stamp.at + timedelta(hours=1), stamp.at + timedelta(hours=2)
    make_list("sale", starts_at=starts, ends_at=ends, stamp=stamp)
    change_price(
        "APPLE",
        price=usd("1.00"),
        channel=company.site.channel,
        slot=PriceSlot("sale"),
        stamp=stamp,
    )
    tick = timedelta(microseconds=1)

    prices = [
        _priced(company, "1", at=at).price.amount
        for at in (starts - tick, starts, ends - tick, ends)
    ]

    assert prices == [Decimal("2.5000"), Decimal("1.0000"), Decimal("1.0000"), Decimal("2.5000")]


def test_a_planned_price_counts_from_its_moment_on(alpha: Scope, stamp: Stamp) -> None:
    company = make_company()
    tomorrow = stamp.at + timedelta(days=1)
    change_price(
        "APPLE",
        price=usd("9.00"),
        channel=company.site.channel,
        slot=PriceSlot(valid_from=tomorrow),
        stamp=stamp,
    )

    assert _priced(company, "1", at=stamp.at).price == usd("2.50")
    assert _priced(company, "1", at=tomorrow).price == usd("9.00")
    assert get_product("APPLE", site=company.site).price == usd("2.50")


def test_what_has_no_price_any_more_is_not_sold_and_told_as_gone(
    alpha: Scope, stamp: Stamp
) -> None:
    company = make_company(skus=("APPLE", "BREAD"))

    end_price("APPLE", channel=company.site.channel, currency="USD", stamp=stamp)

    assert {card.sku for card in list_products(site=company.site).items} == {"BREAD"}
    with pytest.raises(UnknownSku):
        _priced(company, "1", at=stamp.at)
    change_price("APPLE", price=usd("3"), channel=company.site.channel, stamp=stamp)
    assert _priced(company, "1", at=stamp.at).price == usd("3")


def test_another_currency_is_sold_in_where_a_list_has_it(alpha: Scope, stamp: Stamp) -> None:
    company = make_company()
    with pytest.raises(CurrencyNotSold), transaction.atomic():
        make_order_in(company, "EUR", stamp)
    make_list("euro", currency="EUR", stamp=stamp)
    change_price(
        "APPLE",
        price=Money(Decimal("2.20"), "EUR"),
        channel=company.site.channel,
        slot=PriceSlot("euro"),
        stamp=stamp,
    )

    order = make_order_in(company, "EUR", stamp)

    assert order.row.total == Money(Decimal("2.20"), "EUR")
    assert make_order(company, {"APPLE": 1}, stamp=stamp).row.total == usd("2.50")


def make_order_in(company: Company, currency: str, stamp: Stamp):  # type: ignore[no-untyped-def]  # noqa: ANN201
    cart = replace(make_cart(company, {"APPLE": 1}), currency=currency)
    return place_order(cart, stamp=stamp)
