"""What changes the catalogue."""

from dataclasses import replace
from decimal import Decimal

import pytest

from guildhall.catalog.errors import (
    CurrencyNotSold,
    PriceInvalid,
    ProductInvalid,
    ProductNotFound,
    UnknownSku,
)
from guildhall.catalog.models import Category
from guildhall.catalog.operations import change_price, take_products, write_copy
from guildhall.catalog.queries import (
    find_variants,
    get_product,
    list_products,
    price_variants,
    variant_ids,
)
from guildhall.catalog.types import CopyText, NewProduct
from guildhall.kernel import clock
from guildhall.kernel.facts import facts_about
from guildhall.kernel.money import Money
from guildhall.kernel.refusals import NotPermitted, Refusal
from guildhall.kernel.stamp import Actor, Grant, Stamp
from guildhall.kernel.tenancy import Scope, enter
from guildhall.orders.queries import get_order
from guildhall.organization.operations import open_channel, open_site
from guildhall.organization.queries import get_channel, get_site
from tests.factories.company import make_company, make_order, make_product
from tests.harness.counts import row_counts

APPLE = make_product("APPLE")


def _usd(amount: str) -> Money:
    return Money(Decimal(amount), "USD")


def _price(sku: str) -> Money:
    channel = get_channel("web")
    asked = [(sku, Decimal(1))]
    return price_variants(asked, channel=channel, currency="USD", at=clock.now())[sku].price


def test_products_taken_twice_are_there_once(committed: dict[str, Scope], stamp: Stamp) -> None:
    scope = committed["alpha"]
    with enter(scope):
        company = make_company(stock=Decimal(0))
        products = [replace(make_product(sku), barcode=f"40{sku}") for sku in company.variants]
        take_products(products, channel=company.site.channel, stamp=stamp)
        before, ids = row_counts(scope), variant_ids(company.variants)

        taken = take_products(products, channel=company.site.channel, stamp=stamp)

        assert taken == 5
        assert variant_ids(company.variants) == ids == dict(company.variants)
        after = row_counts(scope)
    assert {table: after[table] - before[table] for table in after if after != before} == {
        table: int(table == "kernel_fact") for table in after
    }


def test_what_is_taken_again_is_brought_up_to_date(alpha: Scope, stamp: Stamp) -> None:
    company = make_company()
    newer = replace(APPLE, title="Red apple", price=_usd("3.00"), category="Fruit")

    take_products([newer], channel=company.site.channel, stamp=stamp)

    card = get_product("APPLE", site=company.site)
    assert (card.title, card.price, card.category) == ("Red apple", _usd("3.00"), "Fruit")


def test_what_is_taken_opens_its_way_through_the_tree_once(alpha: Scope, stamp: Stamp) -> None:
    company = make_company()
    ways = {"APPLE": "Food > Fruit", "DATES": "food > fruit > Dried", "BREAD": ""}
    bread = replace(make_product("BREAD"), category="Food")
    taken = [replace(make_product(sku), category=way) for sku, way in ways.items()]

    take_products([bread], channel=company.site.channel, stamp=stamp)
    take_products(taken, channel=company.site.channel, stamp=stamp)

    places = dict(Category.objects.order_by("path").values_list("path", "title"))
    assert places == {"/food/": "Food", "/food/fruit/": "Fruit", "/food/fruit/dried/": "Dried"}
    shown = {sku: get_product(sku, site=company.site).category for sku in ways}
    assert shown == {"APPLE": "Fruit", "DATES": "Dried", "BREAD": "Food"}


@pytest.mark.parametrize(
    ("bad", "refusal"),
    [
        (replace(APPLE, sku=""), ProductInvalid),
        (replace(APPLE, sku="A" * 65), ProductInvalid),
        (replace(APPLE, title=""), ProductInvalid),
        (replace(APPLE, price=_usd("-0.01")), PriceInvalid),
        (replace(APPLE, price=_usd("NaN")), PriceInvalid),
        (replace(APPLE, price=_usd("1e10")), PriceInvalid),
        (replace(APPLE, price=Money(Decimal(1), "EUR")), CurrencyNotSold),
    ],
)
def test_one_bad_product_keeps_its_whole_batch_out(
    alpha: Scope, stamp: Stamp, bad: NewProduct, refusal: type[Refusal]
) -> None:
    company = make_company()

    with pytest.raises(refusal):
        take_products([make_product("NEW"), bad], channel=company.site.channel, stamp=stamp)

    assert variant_ids(["NEW"]) == {}


def test_no_products_are_no_fact(alpha: Scope, stamp: Stamp) -> None:
    company = make_company()
    before = len(facts_about(["channel:web"]))

    assert take_products([], channel=company.site.channel, stamp=stamp) == 0
    assert len(facts_about(["channel:web"])) == before


def test_a_changed_price_holds_for_the_next_order_alone(alpha: Scope, stamp: Stamp) -> None:
    company = make_company()
    earlier = make_order(company, {"APPLE": 1}, stamp=stamp)

    change_price("APPLE", price=_usd("4.00"), channel=company.site.channel, stamp=stamp)
    later = make_order(company, {"APPLE": 1}, stamp=stamp)

    assert get_order(earlier.row.number).row.total == _usd("2.50")
    assert later.row.total == _usd("4.00")
    assert [fact.type for fact in facts_about(["sku:APPLE"])] == ["catalog.price_changed"]


@pytest.mark.parametrize(
    ("sku", "price", "refusal"),
    [
        ("NOPE", _usd("1"), ProductNotFound),
        ("APPLE", Money(Decimal(1), "EUR"), CurrencyNotSold),
        ("APPLE", _usd("-1"), PriceInvalid),
        ("APPLE", _usd("NaN"), PriceInvalid),
    ],
)
def test_a_price_that_cannot_be_is_refused(
    alpha: Scope, stamp: Stamp, sku: str, price: Money, refusal: type[Refusal]
) -> None:
    company = make_company()

    with pytest.raises(refusal):
        change_price(sku, price=price, channel=company.site.channel, stamp=stamp)

    assert _price("APPLE") == _usd("2.50")


def test_a_price_of_one_channel_is_no_price_of_another(alpha: Scope, stamp: Stamp) -> None:
    make_company()
    open_channel("b2b", name="B2B", brand=("house", "House"), currency="USD", stamp=stamp)

    with pytest.raises(UnknownSku):
        price_variants(
            [("APPLE", Decimal(1))], channel=get_channel("b2b"), currency="USD", at=stamp.at
        )


def test_the_copy_of_a_site_is_shown_on_that_site_alone(alpha: Scope, stamp: Stamp) -> None:
    company = make_company()
    open_site(102, name="Other", channel="web", locale="zh-hans", stamp=stamp)

    words = CopyText(title="苹果", description="脆")
    write_copy("APPLE", site=get_site(102), locale="", text=words, stamp=stamp)

    here, there = get_product("APPLE", site=company.site), get_product("APPLE", site=get_site(102))
    assert (here.title, there.title) == ("Apple of the house", "苹果")
    assert (here.description, there.description) == ("", "脆")


def test_copy_for_a_product_that_is_not_there_is_refused(alpha: Scope, stamp: Stamp) -> None:
    company = make_company()

    with pytest.raises(ProductNotFound):
        write_copy("NOPE", site=company.site, locale="", text=CopyText(title="x"), stamp=stamp)


def test_a_variant_is_found_by_each_of_its_names(alpha: Scope, stamp: Stamp) -> None:
    company = make_company()
    named = replace(APPLE, barcode="4006381333931")
    take_products([named], channel=company.site.channel, stamp=stamp)

    for text in ("apple", "APPLE", "of the house", "4006381333931"):
        assert company.variants["APPLE"] in find_variants(text)
    assert not find_variants("4006381333930").exists()


@pytest.mark.parametrize(
    ("text", "category", "brand", "skus"),
    [
        ("read", "", "", {"BREAD"}),
        ("BREAD", "Food", "House", {"BREAD"}),
        ("", "Food", "", {"APPLE", "BREAD"}),
        ("", "Fo", "", set()),
        ("", "", "House", {"APPLE", "BREAD"}),
        ("%", "", "", set()),
    ],
)
def test_a_list_shows_what_is_asked_for(
    alpha: Scope, stamp: Stamp, *, text: str, category: str, brand: str, skus: set[str]
) -> None:
    company = make_company(skus=("APPLE", "BREAD"))
    food = [replace(make_product(sku), category="Food") for sku in ("APPLE", "BREAD")]
    take_products(food, channel=company.site.channel, stamp=stamp)

    found = list_products(site=company.site, text=text, category=category, brand=brand)

    assert {card.sku for card in found.items} == skus


def test_a_right_in_another_channel_changes_no_prices_here(alpha: Scope, stamp: Stamp) -> None:
    company = make_company()
    elsewhere = Actor("staff", "staff:x", (Grant("catalog:edit", "channel:other"),))
    theirs = Stamp(elsewhere, stamp.at, stamp.request_id)
    channel = company.site.channel

    with pytest.raises(NotPermitted):
        change_price("APPLE", price=_usd("1"), channel=channel, stamp=theirs)
    with pytest.raises(NotPermitted):
        take_products([APPLE], channel=channel, stamp=theirs)
    with pytest.raises(NotPermitted):
        write_copy("APPLE", site=company.site, locale="", text=CopyText(title="x"), stamp=theirs)
