"""Places of stock as their pages show them."""

from dataclasses import dataclass

from guildhall.console.shell.navigation import Text
from guildhall.console.warehouse.words import PLACE_KINDS, REMOVALS
from guildhall.inventory import queries
from guildhall.inventory.states import LocationKind
from guildhall.inventory.types import LocationCard
from guildhall.kernel.stamp import Actor
from guildhall.organization.queries import list_channels
from guildhall.organization.types import ChannelCard


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """A place of stock as people read it."""

    place: LocationCard
    kind: Text
    removal: Text


@dataclass(frozen=True, slots=True)
class PlaceList:
    """The places within reach. `can_open`: the reader may open another one."""

    lines: tuple[PlaceLine, ...]
    can_open: bool


@dataclass(frozen=True, slots=True)
class PlacePage:
    """A place, and the channels within the reader's sight that sell from it."""

    place: LocationCard
    kind: Text
    removal: Text
    channels: tuple[ChannelCard, ...]
    can_edit: bool


def get_place_list(actor: Actor) -> PlaceList:
    """Return the places within reach, closed ones last. Refuses with NotPermitted."""
    seen = queries.list_locations(scopes=actor.reach("stock:view"))
    places = [place for place in seen if place.kind != LocationKind.IN_TRANSIT]
    return PlaceList(
        tuple(
            PlaceLine(place, PLACE_KINDS[place.kind], REMOVALS[place.removal])
            for place in sorted(places, key=lambda place: not place.is_open)
        ),
        can_open=actor.may("stock:edit"),
    )


def get_place_page(code: str, actor: Actor) -> PlacePage:
    """Return a place. Refuses with NotPermitted or LocationNotFound."""
    seen = queries.scopes_of_location(code)
    actor.must("stock:view", scope=seen)
    place = queries.get_location(code)
    selling = queries.channels_at(code)
    return PlacePage(
        place=place,
        kind=PLACE_KINDS.get(place.kind, place.kind),
        removal=REMOVALS[place.removal],
        channels=tuple(
            each
            for each in list_channels()
            if each.code in selling and actor.may("stock:view", scope=each.scopes)
        ),
        can_edit=place.kind != LocationKind.IN_TRANSIT
        and actor.may("stock:edit", scope=queries.keepers_among(seen)),
    )


def get_kept_place(code: str, actor: Actor) -> PlacePage:
    """Return a place that is the reader's to change. Refuses with NotPermitted too."""
    actor.must("stock:edit", scope=queries.scopes_of_keeper(code))
    return get_place_page(code, actor)
