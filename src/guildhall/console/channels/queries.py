"""Each page of channels as one read model, in a constant number of statements."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from guildhall.catalog.queries import (
    candidates_for,
    count_by_channel,
    count_links,
    count_unmatched,
    get_link,
    get_unmatched,
    list_links,
    list_unmatched,
    suggest_for,
)
from guildhall.catalog.types import (
    LinkCard,
    LinkCounts,
    LinkFilter,
    Suggestion,
    UnmatchedCard,
    UnmatchedFilter,
)
from guildhall.console.people import told_by
from guildhall.identity.queries import names_of
from guildhall.kernel.paging import Page
from guildhall.kernel.stamp import Actor
from guildhall.organization.queries import get_channel, list_channels
from guildhall.organization.types import ChannelCard

VIEW, EDIT = "catalog:view", "catalog:edit"
EVER_ENDED = 2001
"""A link that begins before this year holds from ever on: see catalog.rules.links."""


@dataclass(frozen=True, slots=True)
class UnmatchedLine:
    """An SKU that means nothing yet, and the best guess at what it means."""

    card: UnmatchedCard
    guess: Suggestion | None


@dataclass(frozen=True, slots=True)
class LinkLine:
    """A link as people read it; without `since` it holds from ever on."""

    card: LinkCard
    since: datetime | None
    by: str


@dataclass(frozen=True, slots=True)
class UnmatchedPage:
    """What a channel shows that means nothing yet; `count` ends at 10,001."""

    channel: ChannelCard
    counts: LinkCounts
    page: Page[UnmatchedLine]
    count: int
    can_edit: bool
    sees_stock: bool
    sees_goods: bool = True
    can_set_payment: bool = False


@dataclass(frozen=True, slots=True)
class LinkPage:
    """What a channel's SKUs mean, and meant; `count` ends at 10,001."""

    channel: ChannelCard
    counts: LinkCounts
    page: Page[LinkLine]
    count: int
    can_edit: bool
    sees_stock: bool
    sees_goods: bool = True
    can_set_payment: bool = False


@dataclass(frozen=True, slots=True)
class FindPage:
    """One SKU that means nothing yet, and the variants that it could mean."""

    channel: ChannelCard
    card: UnmatchedCard
    guess: Suggestion | None
    candidates: tuple[Suggestion, ...]


def get_channel_list(*, actor: Actor) -> tuple[LinkCounts, ...]:
    """Return how far each channel within reach is mapped. Refuses with NotPermitted."""
    reach = actor.reach(VIEW)
    seen = [each for each in list_channels() if not reach or set(each.scopes) & set(reach)]
    return count_by_channel(seen)


def get_unmatched_page(
    code: str, chosen: UnmatchedFilter, *, cursor: str | None, actor: Actor
) -> UnmatchedPage:
    """Return a channel's unmatched SKUs, last met first.

    Refuses with ChannelNotFound, NotPermitted or CursorInvalid.
    """
    channel = get_channel_for(code, VIEW, actor=actor)
    page = list_unmatched(chosen, cursor=cursor)
    guesses = suggest_for(page.items)
    lines = tuple(UnmatchedLine(card, guesses.get(card.id)) for card in page.items)
    return UnmatchedPage(
        channel=channel,
        counts=count_by_channel([channel])[0],
        page=Page(lines, page.next_cursor),
        count=count_unmatched(chosen),
        can_edit=actor.may(EDIT, scope=channel.scopes),
        sees_stock=actor.may("stock:view", scope=channel.scopes),
        can_set_payment=actor.may("organization:edit", scope=channel.scopes),
    )


def get_link_page(code: str, chosen: LinkFilter, *, cursor: str | None, actor: Actor) -> LinkPage:
    """Return a channel's links, latest change first.

    Refuses with ChannelNotFound, NotPermitted or CursorInvalid.
    """
    channel = get_channel_for(code, VIEW, actor=actor)
    page = list_links(chosen, cursor=cursor)
    names = names_of(card.linked_by for card in page.items)
    lines = tuple(
        LinkLine(card, _since(card.window.start), told_by(card.linked_by, names))
        for card in page.items
    )
    return LinkPage(
        channel=channel,
        counts=count_by_channel([channel])[0],
        page=Page(lines, page.next_cursor),
        count=count_links(chosen),
        can_edit=actor.may(EDIT, scope=channel.scopes),
        sees_stock=actor.may("stock:view", scope=channel.scopes),
        can_set_payment=actor.may("organization:edit", scope=channel.scopes),
    )


def get_find_page(unmatched: UUID, *, text: str, actor: Actor) -> FindPage:
    """Return what an unmatched SKU could mean. Refuses with UnmatchedNotFound or NotPermitted."""
    card = get_unmatched(unmatched)
    channel = get_channel_for(card.channel, EDIT, actor=actor)
    sought = text.strip()
    guess = None if sought else suggest_for([card]).get(card.id)
    return FindPage(channel, card, guess, candidates_for(card, text=sought))


def get_link_for(link: UUID, *, actor: Actor) -> LinkCard:
    """Return a link that somebody may change. Refuses with LinkNotFound or NotPermitted."""
    card = get_link(link)
    actor.must(EDIT, scope=card.scopes)
    return card


def get_channel_for(code: str, permission: str, *, actor: Actor) -> ChannelCard:
    """Return a channel within somebody's reach. Refuses with ChannelNotFound or NotPermitted."""
    channel = get_channel(code)
    actor.must(permission, scope=channel.scopes)
    return channel


def sees_goods(channel: ChannelCard, *, actor: Actor) -> bool:
    return actor.may(VIEW, scope=channel.scopes)


def _since(start: datetime) -> datetime | None:
    return start if start.year >= EVER_ENDED else None
