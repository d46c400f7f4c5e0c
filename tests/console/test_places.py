"""The pages on which people open places, put them on the map, and let channels sell from them."""

import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client

from guildhall.identity.states import Role
from guildhall.inventory.operations import open_location, set_sourcing
from guildhall.inventory.queries import get_location, get_sources
from guildhall.inventory.states import AllocationOrder, LocationKind
from guildhall.inventory.types import Point, Sourcing
from guildhall.kernel.ids import new_id
from guildhall.kernel.stamp import Stamp
from tests.console.reading import text_of
from tests.factories.company import Company
from tests.factories.warehouse import open_warehouse

type SignIn = Callable[..., Client]
NEW = "/warehouse/new-place"
PLACE = "/warehouse/places/W1"
CHANNEL = "/stock/channels/web"
HALL = {"code": "W1", "name": "Hall", "kind": "warehouse"}


def _post(client: Client, url: str, **fields: object) -> int:
    return client.post(url, {"token": str(new_id()), **fields}).status_code


def _version(client: Client, url: str) -> str:
    found = re.search(r'name="version" value="([^"]+)"', client.get(url).content.decode())
    assert found
    return found[1]


def _sell(client: Client, shop: Company, code: str, act: str) -> tuple[str, ...]:
    """Do one thing to one place of the channel's list; return the list."""
    version = get_sources(shop.site.channel).version
    assert _post(client, f"{CHANNEL}/sources", code=code, act=act, version=version) == 302
    return get_sources(shop.site.channel).codes


def test_a_place_is_opened_once_and_shown(shop: Company, sign_in: SignIn) -> None:
    clerk = sign_in()

    opened = _post(clerk, NEW, **HALL, latitude="52.52", longitude="13.405")
    taken = clerk.post(NEW, {"token": str(new_id()), **HALL, "code": "S1"})
    page = text_of(clerk.get(PLACE))

    assert opened == 302
    assert get_location("W1").point == Point(Decimal("52.52000"), Decimal("13.40500"))
    assert (taken.status_code, "Choose another code" in text_of(taken)) == (409, True)
    assert "W1 · Warehouse" in page
    assert "None yet. Choose the channel" in page
    assert "Hall" in text_of(clerk.get("/warehouse/places"))


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"code": "a b"}, "Use up to 40 letters"),
        ({"latitude": "52.5"}, "Name both, or neither."),
        ({"latitude": "91", "longitude": "0"}, "less than or equal to 90"),
        ({"kind": "in_transit"}, "is not one of the available choices"),
    ],
)
def test_what_cannot_be_a_place_is_refused_at_its_field(
    shop: Company, sign_in: SignIn, fields: dict[str, str], told: str
) -> None:
    answer = sign_in().post(NEW, {"token": str(new_id()), **HALL, **fields})

    assert answer.status_code == 422
    assert told in text_of(answer)


def test_a_place_is_renamed_and_a_late_change_is_not_written_over(
    shop: Company, sign_in: SignIn, stamp: Stamp
) -> None:
    open_warehouse("W1", stamp=stamp)
    clerk = sign_in()
    seen = _version(clerk, PLACE)

    kept = _post(clerk, PLACE, name="Berlin", latitude="52.52", longitude="13.4", version=seen)
    late = _post(clerk, PLACE, name="Munich", version=seen)

    assert (kept, late) == (302, 412)
    assert get_location("W1").name == "Berlin"


def test_a_place_is_closed_when_nothing_lies_there_and_opened_again(
    shop: Company, sign_in: SignIn, stamp: Stamp
) -> None:
    open_warehouse("W1", stamp=stamp)
    clerk = sign_in()

    full = clerk.post("/warehouse/places/S1/closing", {"token": str(new_id())})
    asked = clerk.get(f"{PLACE}/closing").status_code
    closed = _post(clerk, f"{PLACE}/closing")
    page, receiving = clerk.get(PLACE), clerk.get("/warehouse/receive").content.decode()
    opened = _post(clerk, f"{PLACE}/reopening")

    assert (full.status_code, "Transfer them to another place" in text_of(full)) == (409, True)
    assert (asked, closed, opened) == (200, 302, 302)
    assert "Open it again" in text_of(page)
    assert 'value="W1"' not in receiving
    assert get_location("W1").is_open


def test_a_channel_sells_from_another_place_in_another_order(
    shop: Company, sign_in: SignIn, stamp: Stamp
) -> None:
    open_warehouse("W1", stamp=stamp)
    open_location("Q1", name="Aside", kind=LocationKind.QUARANTINE, stamp=stamp)
    clerk = sign_in()
    offered = clerk.get(CHANNEL).content.decode()

    added = _sell(clerk, shop, "W1", "add")
    earlier = _sell(clerk, shop, "W1", "up")
    later = _sell(clerk, shop, "S1", "down")
    dropped = _sell(clerk, shop, "S2", "drop")

    assert ('value="W1"' in offered, 'value="Q1"' in offered) == (True, False)
    assert added == ("S1", "S2", "W1")
    assert earlier == ("S1", "W1", "S2")
    assert later == ("W1", "S1", "S2")
    assert dropped == ("W1", "S1")


def test_a_list_that_somebody_changed_meanwhile_is_not_written_over(
    shop: Company, sign_in: SignIn
) -> None:
    clerk, seen = sign_in(), get_sources(shop.site.channel).version
    _sell(clerk, shop, "S2", "up")

    late = _post(clerk, f"{CHANNEL}/sources", code="S1", act="drop", version=seen)

    assert late == 412
    assert get_sources(shop.site.channel).codes == ("S2", "S1")


def test_a_channel_that_takes_from_the_nearest_says_which_place_is_not_on_the_map(
    shop: Company, sign_in: SignIn, stamp: Stamp
) -> None:
    clerk = sign_in()
    by_rank = text_of(clerk.get(CHANNEL))

    set_sourcing("web", Sourcing(AllocationOrder.NEAREST), stamp=stamp)

    told = "A place without coordinates is asked last."
    assert told not in by_rank
    assert told in text_of(clerk.get(CHANNEL))


def test_who_works_for_a_channel_alone_is_shown_nothing_that_they_may_not_do(
    shop: Company, sign_in: SignIn, stamp: Stamp
) -> None:
    """A right at a channel orders its places; what lies there is for who keeps it."""
    open_warehouse("W1", stamp=stamp)
    clerk = sign_in(Role.OPERATIONS, scope="channel:web")

    hall = clerk.get("/warehouse").content.decode()
    places = clerk.get("/warehouse/places").content.decode()
    place = clerk.get("/warehouse/places/S1").content.decode()
    channel = clerk.get(CHANNEL).content.decode()

    assert "/warehouse/receive" not in hall
    assert "/warehouse/counts/start" not in hall
    assert NEW not in places
    assert "/warehouse/places/S1/closing" not in place
    assert 'value="W1"' not in channel
    assert 'value="down"' in channel
    assert _post(clerk, "/warehouse/receive", location="S1") == 403
    assert _post(clerk, "/warehouse/places/S1/closing") == 403


def test_who_keeps_one_place_begins_nothing_at_another(shop: Company, sign_in: SignIn) -> None:
    clerk = sign_in(Role.OPERATIONS, scope="location:S2")

    pages = [clerk.get(f"/warehouse/{each}").content.decode() for each in ("send", "counts/start")]
    rule = clerk.get("/stock/reorder/rule").content.decode()

    assert all('value="S2"' in page for page in [*pages, rule])
    assert all('value="S1"' not in page for page in [pages[1], rule])
