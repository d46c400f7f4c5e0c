"""Pages on which people say what a channel's SKUs mean."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from guildhall.catalog.operations import link_sku, note_unmatched
from guildhall.catalog.queries import list_links, list_unmatched, resolve_external
from guildhall.catalog.states import LinkState
from guildhall.catalog.types import LinkFilter, MetSku, NewLink, UnmatchedCard, UnmatchedFilter
from guildhall.identity.states import Role
from guildhall.kernel.ids import new_id
from guildhall.kernel.stamp import Stamp
from tests.console.reading import rows_of, statements_of, text_of, tiles_of, token_of
from tests.factories.company import Company

type SignIn = Callable[..., Client]


@pytest.fixture
def waiting(shop: Company, stamp: Stamp) -> dict[str, UnmatchedCard]:
    """Three SKUs that mean nothing yet; of one we have the very SKU, of one the title."""
    met = [MetSku("APPLE"), MetSku("X-1", title="Bread of the house"), MetSku("X-2", "de")]
    note_unmatched(met, channel=shop.site.channel, stamp=stamp)
    return {card.external_sku: card for card in list_unmatched(UnmatchedFilter()).items}


def _means(shop: Company, sku: str, stamp: Stamp) -> str:
    found = resolve_external(shop.site.channel, "", [sku], at=stamp.at)
    return found[sku].sku if sku in found else ""


def _post(client: Client, url: str, **fields: object) -> int:
    return client.post(url, {"token": str(new_id()), **fields}).status_code


def test_what_waits_is_shown_with_what_it_could_mean(
    shop: Company, sign_in: SignIn, waiting: dict[str, UnmatchedCard]
) -> None:
    page = sign_in(Role.OWNER).get("/channels/web")

    told = text_of(page)
    assert rows_of(page) == 3
    assert "APPLE Apple of the house: the same SKU" in told
    assert "BREAD Bread of the house: the same title" in told
    assert tiles_of(page) == {
        "/channels/web": 3,
        "/channels/web/links?state=linked": 0,
        "/channels/web/links?state=unlinked": 0,
        "/channels/web?aside=1": 0,
    }


def test_the_field_of_the_first_line_waits_for_keys_and_holds_the_guess(
    shop: Company, sign_in: SignIn, waiting: dict[str, UnmatchedCard]
) -> None:
    page = sign_in(Role.OWNER).get("/channels/web").content.decode()

    fields = re.findall(r'<input class="form-control"\s+form="map-[^>]+>', page)
    assert ["autofocus" in field for field in fields] == [True, False, False]
    values = [value for field in fields for value in re.findall(r'value="([^"]*)"', field)]
    assert sorted(values) == ["", "APPLE", "BREAD"]


def test_a_mapped_sku_waits_no_more(
    shop: Company, sign_in: SignIn, waiting: dict[str, UnmatchedCard], stamp: Stamp
) -> None:
    client = sign_in(Role.OWNER)

    answer = client.post(
        f"/channels/unmatched/{waiting['X-2'].id}/map",
        {"token": str(new_id()), "sku": "CHEESE"},
        follow=True,
    )

    assert "X-2 means CHEESE now." in text_of(answer)
    assert rows_of(answer) == 2
    found = resolve_external(shop.site.channel, "de", ["X-2"], at=stamp.at)
    assert found["X-2"].sku == "CHEESE"


def test_what_cannot_be_mapped_stays_where_it_was_typed(
    shop: Company, sign_in: SignIn, waiting: dict[str, UnmatchedCard]
) -> None:
    answer = sign_in(Role.OWNER).post(
        f"/channels/unmatched/{waiting['X-2'].id}/map", {"token": str(new_id()), "sku": "NOPE"}
    )

    assert answer.status_code == 404
    assert "There is no product NOPE here." in text_of(answer)
    assert 'value="NOPE"' in answer.content.decode()


def test_what_is_agreed_with_is_mapped_in_one_go_each_by_itself(
    shop: Company, sign_in: SignIn, waiting: dict[str, UnmatchedCard], stamp: Stamp
) -> None:
    client = sign_in(Role.OWNER)
    guesses = [
        f"{waiting['APPLE'].id}|APPLE|APPLE",
        f"{waiting['X-1'].id}|BREAD|X-1",
        "nonsense|BREAD|X-9",
    ]

    page = client.post("/channels/web/map-selected", {"token": str(new_id()), "guess": guesses})

    told = text_of(page)
    assert "X-1 Linked BREAD" in told
    assert "X-9 Not mapped" in told
    assert (_means(shop, "APPLE", stamp), _means(shop, "X-1", stamp)) == ("APPLE", "BREAD")
    assert _post(client, "/channels/web/map-selected") == 422


def test_linking_all_by_sku_tells_how_many(
    shop: Company, sign_in: SignIn, waiting: dict[str, UnmatchedCard]
) -> None:
    client = sign_in(Role.OWNER)
    token = token_of(client.get("/channels/web/link-all"))

    answer = client.post("/channels/web/link-all", {"token": token}, follow=True)

    assert "1 SKU is linked." in text_of(answer)
    assert rows_of(answer) == 2


def test_an_unlinked_sku_waits_again_and_says_why(
    shop: Company, sign_in: SignIn, stamp: Stamp
) -> None:
    link = link_sku("APPLE", channel=shop.site.channel, link=NewLink("A-1"), stamp=stamp)
    client = sign_in(Role.OWNER)
    asked = client.get(f"/channels/links/{link}/unlink")
    version = re.search(r'name="version" value="([^"]+)"', asked.content.decode())
    assert version

    sent = {"token": token_of(asked), "version": version[1]}
    answer = client.post(f"/channels/links/{link}/unlink", sent)
    stale = _post(client, f"/channels/links/{link}/end", version="0", at="")

    assert (answer.status_code, stale) == (302, 412)
    assert "It was linked once, and somebody took that back." in text_of(
        client.get("/channels/web")
    )
    assert rows_of(client.get("/channels/web/links?state=unlinked")) == 1


def test_a_link_is_made_by_hand_and_ended(shop: Company, sign_in: SignIn, stamp: Stamp) -> None:
    client = sign_in(Role.OWNER)
    made = _post(client, "/channels/web/link", external_sku="A-1", sku="APPLE")
    taken = _post(client, "/channels/web/link", external_sku="A-1", sku="BREAD")
    empty = _post(client, "/channels/web/link", external_sku="", sku="BREAD")
    (link,) = list_links(LinkFilter(state=LinkState.LINKED)).items

    ended = _post(client, f"/channels/links/{link.id}/end", version=link.version, at="")

    assert (made, taken, empty, ended) == (302, 409, 422, 302)
    (link,) = list_links(LinkFilter()).items
    assert link.window.end is not None


def test_what_is_none_of_ours_is_set_aside_and_taken_up(
    shop: Company, sign_in: SignIn, waiting: dict[str, UnmatchedCard]
) -> None:
    client = sign_in(Role.OWNER)
    url = f"/channels/unmatched/{waiting['X-2'].id}/aside"

    _post(client, url, aside="1")
    rows = [rows_of(client.get(f"/channels/web{query}")) for query in ("", "?aside=1")]
    _post(client, url, aside="0")

    assert rows == [2, 1]
    assert rows_of(client.get("/channels/web")) == 3


def test_candidates_are_searched_for(
    shop: Company, sign_in: SignIn, waiting: dict[str, UnmatchedCard]
) -> None:
    client = sign_in(Role.OWNER)
    url = f"/channels/unmatched/{waiting['X-1'].id}"

    assert "BREAD" in text_of(client.get(url))
    assert "EGGS Eggs of the house" in text_of(client.get(f"{url}?q=eggs"))
    assert "Nothing looks like it" in text_of(client.get(f"{url}?q=zebra"))


def test_a_long_list_takes_no_more_statements_than_a_short_one(
    shop: Company, sign_in: SignIn, stamp: Stamp
) -> None:
    client = sign_in(Role.OWNER)
    channel = shop.site.channel
    counts: list[int] = []
    for size in (1, 40):
        note_unmatched([MetSku(f"X-{n}") for n in range(size)], channel=channel, stamp=stamp)
        for number in range(size):
            link = NewLink(f"A-{size}-{number}")
            link_sku("APPLE", channel=channel, link=link, stamp=stamp)
        counts += [statements_of(client, f"/channels/web{end}") for end in ("", "/links")]

    assert counts[:2] == counts[2:]


def test_who_works_for_another_channel_sees_nothing_of_this_one(
    shop: Company, sign_in: SignIn, waiting: dict[str, UnmatchedCard]
) -> None:
    client = sign_in(Role.OPERATIONS, scope="channel:other")

    assert rows_of(client.get("/channels")) == 0
    assert client.get("/channels/web").status_code == 403
    assert client.get("/channels/web/links").status_code == 403
    assert client.get(f"/channels/unmatched/{waiting['X-1'].id}").status_code == 403
