"""SKUs that channels show: linked by themselves once, and what waits for somebody."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guildhall.catalog.errors import (
    LinkTaken,
    TooManySkus,
)
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
    candidates_for,
    count_by_channel,
    get_unmatched,
    list_links,
    list_unmatched,
    resolve_external,
    suggest_for,
)
from guildhall.catalog.states import LinkState
from guildhall.catalog.types import (
    LinkFilter,
    LinkOutcome,
    MetSku,
    NewLink,
    UnmatchedFilter,
)
from guildhall.kernel.facts import facts_about
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope, enter
from guildhall.kernel.tenancy.units import unit
from guildhall.organization.types import ChannelCard
from tests.factories import links
from tests.factories.company import Company, make_company, make_product
from tests.harness.crowds import crowd
from tests.harness.sizes import size_of

DAY = timedelta(days=1)


@pytest.fixture
def shop(alpha: Scope) -> Company:
    return make_company(skus=("APPLE", "BREAD"))


@pytest.fixture
def web(shop: Company) -> ChannelCard:
    return shop.site.channel


def test_what_a_person_unlinked_no_sync_links_again(web: ChannelCard, stamp: Stamp) -> None:
    """Linnworks links a listing again at the next sync when its SKU or title matches.

    features.md 2.2, assets.linnworks.com/support/settings/channel-integration/inventory-mapping.
    """
    listed = [MetSku("APPLE", title="Apple of the house")]
    first = sync_listings(listed, channel=web, stamp=stamp)
    (link,) = list_links(LinkFilter(channel="web")).items

    unlink_sku(link.id, stamp=stamp)
    later = [sync_listings(listed, channel=web, stamp=stamp) for _ in range(3)]

    assert first == LinkOutcome(linked=1)
    assert later == [LinkOutcome(kept_away=1, unmatched=1)] * 3
    assert links.meaning(web, "APPLE", stamp) == ""
    assert link_all_by_sku(channel=web, stamp=stamp) == LinkOutcome(kept_away=1, unmatched=1)
    (waiting,) = links.waiting()
    assert (waiting.external_sku, waiting.was_linked) == ("APPLE", True)


def test_a_link_that_was_ended_no_sync_makes_again(web: ChannelCard, stamp: Stamp) -> None:
    sync_listings([MetSku("APPLE")], channel=web, stamp=stamp)
    (link,) = list_links(LinkFilter(channel="web")).items
    end_link(link.id, stamp=stamp)
    later = replace(stamp, at=stamp.at + DAY)

    outcome = sync_listings([MetSku("APPLE")], channel=web, stamp=later)

    assert outcome == LinkOutcome(kept_away=1, unmatched=1)
    assert links.meaning(web, "APPLE", later) == ""
    assert links.meaning(web, "APPLE", replace(stamp, at=stamp.at - DAY)) == "APPLE"


def test_an_unknown_sku_is_on_the_list_once_however_often_it_is_met(
    web: ChannelCard, stamp: Stamp
) -> None:
    met = [MetSku("X-1", title="Some apple"), MetSku("X-1"), MetSku("X-2", "de")]

    note_unmatched(met, channel=web, stamp=stamp)
    note_unmatched([MetSku("X-1")], channel=web, stamp=replace(stamp, at=stamp.at + DAY))

    told = {(c.external_sku, c.storefront): (c.times, c.title) for c in links.waiting()}
    assert told == {("X-1", ""): (3, "Some apple"), ("X-2", "de"): (1, "")}
    assert get_unmatched(links.waiting("X-1")[0].id).last_seen_at == stamp.at + DAY
    types = [fact.type for fact in facts_about(["channel:web"])]
    assert types.count("catalog.skus_unmatched") == 1


def test_what_was_met_yesterday_is_mapped_from_before_then(web: ChannelCard, stamp: Stamp) -> None:
    yesterday = stamp.at - DAY
    note_unmatched([MetSku("X-1", at=yesterday)], channel=web, stamp=stamp)

    map_unmatched(links.waiting()[0].id, sku="APPLE", stamp=stamp)

    assert resolve_external(web, "", ["X-1"], at=yesterday)["X-1"].sku == "APPLE"
    assert not links.waiting()


def test_an_order_older_than_a_link_waits_though_the_sku_means_something_now(
    web: ChannelCard, stamp: Stamp
) -> None:
    since = NewLink("X-1", valid_from=stamp.at)
    link_sku("BREAD", channel=web, link=since, stamp=stamp)
    note_unmatched([MetSku("X-1", at=stamp.at - DAY)], channel=web, stamp=stamp)

    map_unmatched(links.waiting()[0].id, sku="APPLE", stamp=stamp)

    assert links.meaning(web, "X-1", replace(stamp, at=stamp.at - DAY)) == "APPLE"
    assert links.meaning(web, "X-1", stamp) == "BREAD"


def test_what_is_linked_never_waits(web: ChannelCard, stamp: Stamp) -> None:
    links.link(web, "A-1", "APPLE", stamp)

    assert note_unmatched([MetSku("A-1"), MetSku("A-1", "de")], channel=web, stamp=stamp) == 0
    assert not links.waiting()


def test_a_link_of_the_channel_settles_its_storefronts(web: ChannelCard, stamp: Stamp) -> None:
    note_unmatched([MetSku("X-1", "de"), MetSku("X-1", "fr")], channel=web, stamp=stamp)

    links.link(web, "X-1", "APPLE", stamp)

    assert not links.waiting()


def test_linking_all_by_sku_links_all_of_ours_and_nothing_else(
    web: ChannelCard, stamp: Stamp
) -> None:
    met = [MetSku("APPLE"), MetSku("BREAD", "de"), MetSku("bread"), MetSku("X-1")]
    note_unmatched(met, channel=web, stamp=stamp)

    outcome = link_all_by_sku(channel=web, stamp=stamp)

    assert outcome == LinkOutcome(linked=2, unmatched=2)
    assert links.meaning(web, "APPLE", stamp) == "APPLE"
    assert links.meaning(web, "BREAD", stamp, storefront="de") == "BREAD"
    assert {card.external_sku for card in links.waiting()} == {"bread", "X-1"}
    (counts,) = count_by_channel([web])
    assert (counts.linked, counts.unlinked, counts.unmatched, counts.aside) == (2, 0, 2, 0)


def test_what_was_set_aside_does_not_wait_until_it_is_taken_up(
    web: ChannelCard, stamp: Stamp
) -> None:
    note_unmatched([MetSku("X-1")], channel=web, stamp=stamp)
    (card,) = links.waiting()

    set_unmatched_aside(card.id, aside=True, stamp=stamp)
    note_unmatched([MetSku("X-1")], channel=web, stamp=stamp)
    aside = list_unmatched(UnmatchedFilter(aside=True)).items
    waiting = links.waiting()
    set_unmatched_aside(card.id, aside=False, stamp=stamp)

    assert ([each.times for each in aside], waiting) == ([2], [])
    assert [each.id for each in links.waiting()] == [card.id]


def test_the_best_guess_is_the_barcode_then_the_sku_then_the_title(
    web: ChannelCard, stamp: Stamp
) -> None:
    coded = replace(make_product("APPLE"), barcode="4006381333931")
    take_products([coded, make_product("CAKE")], channel=web, stamp=stamp)
    met = [
        MetSku("X-1", title="bread of the house", barcode="04006381333931"),
        MetSku("bread", title="Apple of the house"),
        MetSku("X-2", title="BREAD OF THE HOUSE"),
        MetSku("4006381333931"),
        MetSku("X-3", title="Something else"),
    ]
    note_unmatched(met, channel=web, stamp=stamp)
    waiting = links.waiting()

    with CaptureQueriesContext(connection) as captured:
        guesses = suggest_for(waiting)

    told = {
        card.external_sku: (guesses[card.id].sku, guesses[card.id].because.value)
        for card in waiting
        if card.id in guesses
    }
    assert told == {
        "X-1": ("APPLE", "barcode"),
        "bread": ("BREAD", "sku"),
        "X-2": ("BREAD", "title"),
        "4006381333931": ("APPLE", "barcode"),
    }
    assert len(captured) == 1


def test_a_title_that_two_variants_have_is_no_guess(web: ChannelCard, stamp: Stamp) -> None:
    twins = [replace(make_product(sku), title="The twin") for sku in ("ONE", "TWO")]
    take_products(twins, channel=web, stamp=stamp)
    note_unmatched([MetSku("X-1", title="The twin")], channel=web, stamp=stamp)
    (card,) = links.waiting()

    assert suggest_for([card]) == {}
    assert {each.sku for each in candidates_for(card)[:2]} == {"ONE", "TWO"}


def test_candidates_are_found_by_what_is_typed(web: ChannelCard, stamp: Stamp) -> None:
    note_unmatched([MetSku("X-1", title="Apple, green, of a house")], channel=web, stamp=stamp)
    (card,) = links.waiting()

    assert candidates_for(card)[0].sku == "APPLE"
    assert [each.sku for each in candidates_for(card, text="bread")] == ["BREAD"]


def test_a_call_with_too_many_skus_is_refused(web: ChannelCard, stamp: Stamp) -> None:
    met = [MetSku(f"X-{number}") for number in range(1_001)]

    with pytest.raises(TooManySkus):
        note_unmatched(met, channel=web, stamp=stamp)
    with pytest.raises(TooManySkus):
        sync_listings(met, channel=web, stamp=stamp)


def test_a_crowd_that_maps_and_meets_an_sku_leaves_one_meaning_and_nothing_waiting(
    committed: dict[str, Scope], stamp: Stamp
) -> None:
    """Whoever maps and whoever meets wait for each other: nothing waits that means something."""
    scope = committed["alpha"]
    with enter(scope), unit():
        web = make_company(skus=("APPLE", "BREAD")).site.channel
        note_unmatched([MetSku("APPLE")], channel=web, stamp=stamp)

    def act(number: int, _random: object) -> str:
        with enter(scope), unit():
            try:
                if number % 3 == 0:
                    links.link(web, "APPLE", ("APPLE", "BREAD")[number % 2], stamp)
                elif number % 3 == 1:
                    sync_listings([MetSku("APPLE")], channel=web, stamp=stamp)
                else:
                    note_unmatched([MetSku("APPLE")], channel=web, stamp=stamp)
            except LinkTaken:
                return "taken"
            finally:
                connection.close()
        return "done"

    crowd(size_of("mapping", small=12, soak=60), act)

    with enter(scope), unit():
        found = list_links(LinkFilter(channel="web", state=LinkState.LINKED)).items
        assert len(found) == 1
        assert not links.waiting()
