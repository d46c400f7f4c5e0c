"""What channels call variants: linked, met, taken away, and never linked again by itself."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from guildhall.catalog.errors import (
    LinkInvalid,
    LinkNotFound,
    LinkTaken,
    ProductNotFound,
    UnmatchedNotFound,
)
from guildhall.catalog.models import ChannelSku
from guildhall.catalog.operations import (
    end_link,
    link_all_by_sku,
    link_sku,
    map_unmatched,
    note_unmatched,
    set_unmatched_aside,
    sync_listings,
    take_products,
    unlink_sku,
)
from guildhall.catalog.queries import (
    get_link,
    list_links,
    list_unmatched,
    resolve_external,
)
from guildhall.catalog.rules.links import EVER
from guildhall.catalog.states import LinkState
from guildhall.catalog.types import (
    LinkFilter,
    MetSku,
    NewLink,
    UnmatchedFilter,
)
from guildhall.kernel.conditions import ChangedMeanwhile, Expected
from guildhall.kernel.facts import facts_about
from guildhall.kernel.refusals import NotPermitted
from guildhall.kernel.stamp import Actor, Grant, Stamp
from guildhall.kernel.tenancy import Scope
from guildhall.organization.operations import open_channel
from guildhall.organization.queries import get_channel
from guildhall.organization.types import ChannelCard
from tests.factories import links
from tests.factories.company import Company, make_company, make_product

DAY = timedelta(days=1)


@pytest.fixture
def shop(alpha: Scope) -> Company:
    return make_company(skus=("APPLE", "BREAD"))


@pytest.fixture
def web(shop: Company) -> ChannelCard:
    return shop.site.channel


def test_what_a_person_unlinked_a_person_links_again(web: ChannelCard, stamp: Stamp) -> None:
    unlink_sku(links.link(web, "A-1", "APPLE", stamp), stamp=stamp)

    (waiting,) = links.waiting()
    map_unmatched(waiting.id, sku="BREAD", stamp=stamp)

    assert links.meaning(web, "A-1", stamp) == "BREAD"
    assert not links.waiting()
    states = {card.sku: card.state for card in list_links(LinkFilter(channel="web")).items}
    assert states == {"APPLE": LinkState.UNLINKED, "BREAD": LinkState.LINKED}


def test_an_sku_used_for_something_else_means_what_it_meant_at_the_time(
    web: ChannelCard, stamp: Stamp
) -> None:
    end_link(links.link(web, "GIFT", "APPLE", stamp), stamp=stamp)
    links.link(web, "GIFT", "BREAD", stamp)

    assert links.meaning(web, "GIFT", replace(stamp, at=stamp.at - DAY)) == "APPLE"
    assert links.meaning(web, "GIFT", stamp) == "BREAD"


def test_an_sku_means_one_thing_at_a_time(web: ChannelCard, stamp: Stamp) -> None:
    links.link(web, "A-1", "APPLE", stamp)

    with pytest.raises(LinkTaken) as refused:
        links.link(web, "A-1", "BREAD", stamp)

    assert refused.value.facts == {"external_sku": "A-1", "sku": "APPLE"}
    assert links.meaning(web, "A-1", stamp) == "APPLE"


def test_the_database_itself_keeps_two_meanings_apart(
    shop: Company, web: ChannelCard, stamp: Stamp
) -> None:
    links.link(web, "A-1", "APPLE", stamp)

    with pytest.raises(IntegrityError, match="catalog_one_link_at_a_time"), transaction.atomic():
        ChannelSku.objects.create(
            variant_id=shop.variants["BREAD"],
            channel_id=web.id,
            external_sku="A-1",
            valid_from=stamp.at,
            linked_by="test",
        )


def test_a_variant_has_as_many_names_as_channels_give_it(web: ChannelCard, stamp: Stamp) -> None:
    for name in ("A-1", "A-1-FBA", "APPLE (old)"):
        links.link(web, name, "APPLE", stamp)

    found = resolve_external(web, "", ["A-1", "A-1-FBA", "APPLE (old)", "A-2"], at=stamp.at)

    assert {each.sku for each in found.values()} == {"APPLE"}
    assert set(found) == {"A-1", "A-1-FBA", "APPLE (old)"}


def test_a_storefront_goes_before_its_channel(web: ChannelCard, stamp: Stamp) -> None:
    links.link(web, "A-1", "APPLE", stamp)
    links.link(web, "A-1", "BREAD", stamp, storefront="de")

    assert links.meaning(web, "A-1", stamp, storefront="de") == "BREAD"
    assert links.meaning(web, "A-1", stamp, storefront="fr") == "APPLE"
    assert links.meaning(web, "A-1", stamp) == "APPLE"


def test_another_channel_has_names_of_its_own(web: ChannelCard, stamp: Stamp) -> None:
    open_channel("b2b", name="B2B", brand=("house", "House"), currency="USD", stamp=stamp)
    links.link(web, "A-1", "APPLE", stamp)
    links.link(get_channel("b2b"), "A-1", "BREAD", stamp)

    assert links.meaning(web, "A-1", stamp) == "APPLE"
    assert links.meaning(get_channel("b2b"), "A-1", stamp) == "BREAD"


def test_any_number_of_skus_is_resolved_in_one_statement(web: ChannelCard, stamp: Stamp) -> None:
    for number in range(20):
        links.link(web, f"A-{number}", "APPLE", stamp)

    with CaptureQueriesContext(connection) as captured:
        found = resolve_external(web, "de", [f"A-{n}" for n in range(30)], at=stamp.at)

    assert (len(found), len(captured)) == (20, 1)


def test_a_link_made_twice_is_there_once(web: ChannelCard, stamp: Stamp) -> None:
    first = links.link(web, "A-1", "APPLE", stamp)
    before = len(facts_about(["sku:APPLE"]))

    again = links.link(web, "A-1", "APPLE", stamp)
    unlink_sku(first, stamp=stamp)
    unlink_sku(first, stamp=stamp)

    assert again == first
    assert [fact.type for fact in facts_about(["sku:APPLE"])].count("catalog.sku_linked") == before
    assert len(facts_about(["sku:APPLE"])) == before + 1


@pytest.mark.parametrize(
    ("link", "field"),
    [
        (NewLink(" "), "external_sku"),
        (NewLink("A" * 121), "external_sku"),
        (NewLink("A-1", storefront="s" * 81), "storefront"),
    ],
)
def test_a_link_that_cannot_be_is_refused(
    web: ChannelCard, stamp: Stamp, link: NewLink, field: str
) -> None:
    with pytest.raises(LinkInvalid) as refused:
        link_sku("APPLE", channel=web, link=link, stamp=stamp)

    assert set(refused.value.errors) == {field}


def test_a_window_that_ends_before_it_begins_is_refused(web: ChannelCard, stamp: Stamp) -> None:
    backwards = NewLink("A-1", valid_from=stamp.at, valid_to=stamp.at - DAY)
    link = links.link(web, "A-2", "APPLE", stamp)

    with pytest.raises(LinkInvalid):
        link_sku("APPLE", channel=web, link=backwards, stamp=stamp)
    with pytest.raises(LinkInvalid):
        end_link(link, at=EVER, stamp=stamp)


def test_what_is_not_there_is_neither_linked_nor_unlinked(web: ChannelCard, stamp: Stamp) -> None:
    nobody = UUID(int=7)

    with pytest.raises(ProductNotFound):
        links.link(web, "A-1", "NOPE", stamp)
    with pytest.raises(LinkNotFound):
        unlink_sku(nobody, stamp=stamp)
    with pytest.raises(UnmatchedNotFound):
        map_unmatched(nobody, sku="APPLE", stamp=stamp)


def test_a_barcode_maps_as_well_as_an_sku(web: ChannelCard, stamp: Stamp) -> None:
    coded = replace(make_product("APPLE"), barcode="4006381333931")
    take_products([coded], channel=web, stamp=stamp)

    links.link(web, "A-1", "4006381333931", stamp)

    assert links.meaning(web, "A-1", stamp) == "APPLE"


def test_a_link_changed_meanwhile_is_not_unlinked(web: ChannelCard, stamp: Stamp) -> None:
    link = links.link(web, "A-1", "APPLE", stamp)
    seen = Expected((f'"{get_link(link).version}"',))
    links.link(web, "A-1", "APPLE", replace(stamp, at=stamp.at + DAY), title="Now with a title")

    with pytest.raises(ChangedMeanwhile):
        unlink_sku(link, stamp=stamp, expected=seen)

    assert links.meaning(web, "A-1", stamp) == "APPLE"


def test_a_right_in_another_channel_maps_nothing_here(web: ChannelCard, stamp: Stamp) -> None:
    link = links.link(web, "A-1", "APPLE", stamp)
    note_unmatched([MetSku("X-1")], channel=web, stamp=stamp)
    (card,) = links.waiting()
    elsewhere = Actor("staff", "staff:x", (Grant("catalog:edit", "channel:other"),))
    theirs = Stamp(elsewhere, stamp.at, stamp.request_id)

    for attempt in (
        lambda: links.link(web, "A-2", "APPLE", theirs),
        lambda: unlink_sku(link, stamp=theirs),
        lambda: end_link(link, stamp=theirs),
        lambda: map_unmatched(card.id, sku="APPLE", stamp=theirs),
        lambda: set_unmatched_aside(card.id, aside=True, stamp=theirs),
        lambda: note_unmatched([MetSku("X-2")], channel=web, stamp=theirs),
        lambda: sync_listings([MetSku("APPLE")], channel=web, stamp=theirs),
        lambda: link_all_by_sku(channel=web, stamp=theirs),
    ):
        with pytest.raises(NotPermitted):
            attempt()

    assert links.meaning(web, "A-1", stamp) == "APPLE"


def test_lists_show_what_lies_within_a_reach(web: ChannelCard, stamp: Stamp) -> None:
    links.link(web, "A-1", "APPLE", stamp)
    note_unmatched([MetSku("X-1")], channel=web, stamp=stamp)

    for scopes, count in ((("channel:web",), 1), (("brand:house",), 1), (("channel:x",), 0)):
        assert len(list_links(LinkFilter(scopes=scopes)).items) == count
        assert len(list_unmatched(UnmatchedFilter(scopes=scopes)).items) == count
