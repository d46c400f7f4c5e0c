"""Which tax an order bears: by class, region and day, within the price or on top."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from guildhall.catalog.errors import TaxRateMissing
from guildhall.catalog.operations import (
    keep_tax_class,
    set_tax_rate,
    tax_products,
)
from guildhall.catalog.queries import price_variants
from guildhall.catalog.types import PricedVariant
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope
from guildhall.orders.operations import place_order
from guildhall.organization.operations import set_channel_tax
from guildhall.organization.queries import get_channel
from tests.factories.company import Company, make_cart, make_company, make_order
from tests.factories.prices import usd


def _priced(
    company: Company, quantity: str, *, at: datetime, group: str = "", sku: str = "APPLE"
) -> PricedVariant:
    channel = get_channel("web")
    asked = [(sku, Decimal(quantity))]
    found = price_variants(asked, channel=channel, currency="USD", at=at, customer_group=group)
    return found[sku]


def _taxed(company: Company, stamp: Stamp) -> None:
    keep_tax_class("standard", title="Standard", stamp=stamp)
    tax_products(["APPLE"], tax_class="standard", stamp=stamp)


def test_goods_bear_the_tax_of_the_channels_region_and_day(alpha: Scope, stamp: Stamp) -> None:
    company = make_company()
    _taxed(company, stamp)
    today = stamp.at.date()
    for region, rate, day in (
        ("", "0.05", today - timedelta(days=900)),
        ("DE", "0.16", today - timedelta(days=800)),
        ("DE", "0.19", today - timedelta(days=100)),
        ("DE", "0.21", today + timedelta(days=30)),
        ("FR", "0.20", today - timedelta(days=800)),
    ):
        set_tax_rate("standard", region=region, rate=Decimal(rate), valid_from=day, stamp=stamp)

    everywhere = _priced(company, "1", at=stamp.at).tax_rate
    set_channel_tax("web", region="DE", prices_include_tax=True, stamp=stamp)
    found = [
        _priced(company, "1", at=stamp.at + timedelta(days=days)).tax_rate
        for days in (-500, 0, 31)
    ]

    assert everywhere == Decimal("0.05")
    assert found == [Decimal("0.16"), Decimal("0.19"), Decimal("0.21")]
    assert _priced(company, "1", at=stamp.at, sku="BREAD").tax_rate == 0


def test_tax_is_within_the_price_or_on_top_as_the_channel_says(alpha: Scope, stamp: Stamp) -> None:
    company = make_company()
    _taxed(company, stamp)
    long_ago = stamp.at.date() - timedelta(days=900)
    set_tax_rate("standard", region="", rate=Decimal("0.25"), valid_from=long_ago, stamp=stamp)

    within = make_order(company, {"APPLE": 2}, stamp=stamp)
    set_channel_tax("web", region="", prices_include_tax=False, stamp=stamp)
    site = replace(company.site, channel=get_channel("web"))
    on_top = place_order(replace(make_cart(company, {"APPLE": 2}), site=site), stamp=stamp)

    assert (within.net, within.tax, within.row.total) == (usd("4.00"), usd("1.00"), usd("5.00"))
    assert (on_top.net, on_top.tax, on_top.row.total) == (usd("5.00"), usd("1.25"), usd("6.25"))


def test_goods_whose_tax_nobody_knows_are_not_sold_untaxed(alpha: Scope, stamp: Stamp) -> None:
    company = make_company()
    _taxed(company, stamp)

    with pytest.raises(TaxRateMissing) as refused:
        make_order(company, {"APPLE": 1}, stamp=stamp)

    assert refused.value.facts == {"sku": "APPLE", "region": ""}
