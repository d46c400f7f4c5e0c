"""What sites say of products, and where products are shown."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product as every
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from guildhall.catalog.errors import CopyInvalid, ProductNotFound, SlugTaken
from guildhall.catalog.operations import (
    publish_product,
    take_products,
    withdraw_product,
    write_copy,
)
from guildhall.catalog.queries import (
    get_product,
    list_changed_products,
    list_products,
    listings_of,
    products_by_slug,
)
from guildhall.catalog.rules.copies import meet, shown_copy, variant_title
from guildhall.catalog.types import COPY_FIELDS, CopyCard, CopyText, ProductCard
from guildhall.kernel.facts import facts_about
from guildhall.kernel.refusals import NotPermitted
from guildhall.kernel.stamp import Actor, Grant, Stamp
from guildhall.kernel.tenancy import Scope
from guildhall.organization.operations import open_site
from guildhall.organization.queries import get_site
from guildhall.organization.types import SiteCard
from tests.factories.company import Company, make_company, make_product

HERE, THERE = UUID(int=1), UUID(int=2)
DAY = timedelta(days=1)
_AT = datetime(2026, 1, 1, tzinfo=UTC)
words = st.sampled_from(["", "a", "b", "c"])
texts = st.builds(CopyText, title=words, description=words, slug=words)
PLACES = [(site, locale) for site, locale in every((HERE, THERE, None), ("de", "zh", ""))]


@pytest.fixture
def shop(alpha: Scope, stamp: Stamp) -> Company:
    company = make_company(skus=("APPLE", "BREAD"))
    open_site(102, name="Other", channel="web", locale="zh-hans", stamp=stamp)
    return company


def _shown(sku: str = "APPLE", *, site: int = 101, locale: str = "") -> ProductCard:
    where = get_site(site)
    return get_product(sku, site=replace(where, locale=locale or where.locale))


def _say(stamp: Stamp, *, site: SiteCard | None = None, locale: str = "", **words: str) -> None:
    write_copy("APPLE", site=site, locale=locale, text=CopyText(**words), stamp=stamp)


@given(st.dictionaries(st.sampled_from(PLACES), texts, max_size=9))
def test_each_field_comes_from_the_most_particular_place_that_says_it(
    said: dict[tuple[UUID | None, str], CopyText],
) -> None:
    from_first_to_last = [(HERE, "de"), (HERE, ""), (None, "de"), (None, "")]
    at = [CopyCard(site, locale, text, _AT) for (site, locale), text in said.items()]

    shown = shown_copy(at, site=HERE, locale="de")

    for name in COPY_FIELDS:
        spoken = [getattr(said[place], name) for place in from_first_to_last if place in said]
        assert getattr(shown.text, name) == next(filter(None, spoken), "")


def test_copy_falls_back_field_by_field(shop: Company, stamp: Stamp) -> None:
    chinese = get_site(102)
    _say(stamp, site=chinese, locale="zh-hans", title="苹果")
    _say(stamp, site=chinese, title="Apple of the other site", description="Crisp.")
    _say(stamp, locale="zh-hans", title="不是这个", seo_title="苹果 - 店")
    _say(stamp, slug="apple", description="For all.")

    card = _shown(site=102)

    assert (card.title, card.description) == ("苹果", "Crisp.")
    assert (card.seo_title, card.slug, card.seo_description) == ("苹果 - 店", "apple", "")
    assert (_shown().title, _shown().description) == ("Apple of the house", "For all.")
    assert _shown(locale="zh-hans").title == "不是这个"


def test_words_taken_back_fall_back_again(shop: Company, stamp: Stamp) -> None:
    _say(stamp, title="Red apple")
    _say(stamp)

    assert _shown().title == "Apple of the house"
    types = [fact.type for fact in facts_about(["product:APPLE"])]
    assert types.count("catalog.copy_changed") == 2


def test_the_same_words_again_are_no_change(shop: Company, stamp: Stamp) -> None:
    for _ in range(2):
        _say(stamp, title="Red apple")

    types = [fact.type for fact in facts_about(["product:APPLE"])]
    assert types.count("catalog.copy_changed") == 1


@pytest.mark.parametrize(
    ("own", "title"),
    [("Mug", "Cup"), ("Mug, red", "Cup, red"), ("Something else", "Cup")],
)
def test_a_variant_keeps_what_it_adds_to_its_product(own: str, title: str) -> None:
    assert variant_title(own, product="Mug", copy="Cup") == title
    assert variant_title(own, product="Mug", copy="") == own


@pytest.mark.parametrize("slug", ["Red-Apple", "red apple", "-red", "red--apple", "a/b", "a_b"])
def test_what_is_no_part_of_an_address_is_refused(shop: Company, stamp: Stamp, slug: str) -> None:
    with pytest.raises(CopyInvalid) as refused:
        _say(stamp, slug=slug)

    assert set(refused.value.errors) == {"slug"}


def test_an_address_leads_to_one_product_on_a_site(shop: Company, stamp: Stamp) -> None:
    _say(stamp, site=shop.site, slug="fresh")

    with pytest.raises(SlugTaken):
        write_copy("BREAD", site=None, locale="", text=CopyText(slug="fresh"), stamp=stamp)
    write_copy("BREAD", site=get_site(102), locale="", text=CopyText(slug="fresh"), stamp=stamp)

    assert [card.sku for card in products_by_slug("fresh", site=shop.site)] == ["APPLE"]
    assert [card.sku for card in products_by_slug("fresh", site=get_site(102))] == ["BREAD"]


def test_an_address_that_a_site_has_replaced_leads_nowhere_there(
    shop: Company, stamp: Stamp
) -> None:
    _say(stamp, slug="apple")
    _say(stamp, site=shop.site, slug="red-apple")

    assert products_by_slug("apple", site=shop.site) == ()
    assert [card.sku for card in products_by_slug("apple", site=get_site(102))] == ["APPLE"]


@given(st.sampled_from(PLACES), st.sampled_from(PLACES))
def test_places_meet_where_one_site_in_one_language_hears_both(
    one: tuple[UUID | None, str], other: tuple[UUID | None, str]
) -> None:
    heard_by = [
        {place for place in PLACES if place[0] in {site, None} and place[1] in {locale, ""}}
        for site, locale in every((HERE, THERE), ("de", "zh"))
    ]

    assert meet(one, other) == any({one, other} <= heard for heard in heard_by)


def test_who_works_for_a_channel_writes_for_its_sites_alone(shop: Company, stamp: Stamp) -> None:
    theirs = replace(stamp, by=Actor("staff", "staff:x", (Grant("catalog:edit", "channel:web"),)))
    _say(theirs, site=shop.site, title="Ours")

    with pytest.raises(NotPermitted):
        _say(theirs, title="Everybody's")
    elsewhere = replace(
        stamp, by=Actor("staff", "staff:y", (Grant("catalog:edit", "channel:other"),))
    )
    with pytest.raises(NotPermitted):
        _say(elsewhere, site=shop.site, title="Theirs")
    with pytest.raises(NotPermitted):
        withdraw_product("APPLE", channel=shop.site.channel, stamp=elsewhere)
    assert _shown().title == "Ours"


def test_words_for_what_is_not_there_are_refused(shop: Company, stamp: Stamp) -> None:
    with pytest.raises(ProductNotFound):
        write_copy("NOPE", site=None, locale="", text=CopyText(title="x"), stamp=stamp)
    with pytest.raises(ProductNotFound):
        publish_product("NOPE", channel=shop.site.channel, stamp=stamp)


def _listed(shop: Company) -> set[str]:
    return {card.sku for card in list_products(site=shop.site).items}


def test_what_is_withdrawn_is_shown_nowhere_and_told_as_gone(shop: Company, stamp: Stamp) -> None:
    withdraw_product("APPLE", channel=shop.site.channel, stamp=stamp)

    assert _listed(shop) == {"BREAD"}
    with pytest.raises(ProductNotFound):
        _shown()
    changed = list_changed_products(stamp.at - DAY, site=shop.site).items
    assert {item.sku: hasattr(item, "price") for item in changed} == {
        "APPLE": False,
        "BREAD": True,
    }
    publish_product("APPLE", channel=shop.site.channel, stamp=stamp)
    assert _listed(shop) == {"APPLE", "BREAD"}


def test_what_is_published_later_is_shown_later(shop: Company, stamp: Stamp) -> None:
    channel = shop.site.channel
    publish_product("APPLE", channel=channel, at=stamp.at + DAY, stamp=stamp)
    publish_product("BREAD", channel=channel, at=stamp.at - DAY, stamp=stamp)

    assert _listed(shop) == {"BREAD"}
    told = {card.channel: card for card in listings_of("APPLE", channels=[channel])}["web"]
    assert not told.is_shown(stamp.at)
    assert told.is_shown(stamp.at + DAY)


def test_what_opens_by_itself_is_told_to_who_follows_changes(shop: Company, stamp: Stamp) -> None:
    early = replace(stamp, at=stamp.at - 2 * DAY)
    take_products([make_product("APPLE")], channel=shop.site.channel, stamp=early)
    opened = stamp.at - DAY
    publish_product("APPLE", channel=shop.site.channel, at=opened, stamp=early)

    changed = list_changed_products(opened, site=shop.site).items

    assert "APPLE" in {item.sku for item in changed}


def test_a_page_of_products_takes_the_same_statements_with_and_without_words(
    shop: Company, stamp: Stamp
) -> None:
    with CaptureQueriesContext(connection) as bare:
        list_products(site=shop.site)
    _say(stamp, title="One")
    _say(stamp, site=shop.site, title="Two")

    with CaptureQueriesContext(connection) as full:
        list_products(site=shop.site)

    assert len(bare) == len(full) <= 5
