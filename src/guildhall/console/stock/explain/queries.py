"""The page that says why a number is what it is, as one read model."""

from dataclasses import dataclass, replace

from django.utils.translation import gettext_lazy as _

from guildhall.catalog.queries import find_variants, titles_of, variant_ids
from guildhall.console.people import told_by
from guildhall.console.shell.navigation import Text
from guildhall.identity.queries import names_of
from guildhall.inventory.queries import explain_number, list_locations, scopes_of_location
from guildhall.inventory.states import Behind, MovementKind, Promise
from guildhall.inventory.types import Asked, ChainLine, Explanation, LocationCard, Standing
from guildhall.kernel.paging import Page
from guildhall.kernel.stamp import Actor
from guildhall.organization.queries import list_channels
from guildhall.organization.types import ChannelCard

KINDS: dict[str, Text] = {
    MovementKind.RECEIPT: _("Received"),
    MovementKind.SHIPMENT: _("Shipped"),
    MovementKind.ADJUSTMENT: _("Adjusted"),
    MovementKind.BLOCK: _("Blocked"),
    MovementKind.UNBLOCK: _("Unblocked"),
    MovementKind.TRANSFER: _("Transferred"),
    MovementKind.COUNT: _("Counted"),
    MovementKind.WRITE_OFF: _("Written off"),
    MovementKind.REVERSAL: _("Reversed"),
    Promise.MADE: _("Promised"),
    Promise.SHIPPED: _("Promise kept"),
    Promise.RELEASED: _("Promise given back"),
    Promise.EXPIRED: _("Promise expired"),
}
BEHIND: dict[Behind, Text] = {
    Behind.PUSH: _("We have not told it our number yet."),
    Behind.ACKNOWLEDGEMENT: _("It has not confirmed what we told it."),
    Behind.CHANNEL: _("It shows something else than it confirmed."),
}
# What an order is the reason of; anything else names a paper or says its reason in words.
OF_AN_ORDER = frozenset({MovementKind.SHIPMENT, *Promise})


@dataclass(frozen=True, slots=True)
class Cause:
    """One line of the chain as people read it. `order` is set where an order caused it."""

    line: ChainLine
    kind: Text
    order: str
    note: str
    by: str


NO_CAUSES: Page[Cause] = Page((), None)


@dataclass(frozen=True, slots=True)
class ChannelLine:
    """How a channel stands, in words."""

    standing: Standing
    name: str
    behind: tuple[Text, ...]
    losing: Cause | None


@dataclass(frozen=True, slots=True)
class ExplainPage:
    """A number and what led to it; without a number, only what can be asked for."""

    locations: tuple[LocationCard, ...]
    channels: tuple[ChannelCard, ...]
    found: Explanation | None = None
    causes: Page[Cause] = NO_CAUSES
    standings: tuple[ChannelLine, ...] = ()
    losing: Cause | None = None

    @property
    def differs(self) -> bool:
        return self.found is not None and any(place.differs for place in self.found.places)


def get_explain_page(asked: Asked, *, cursor: str | None, actor: Actor) -> ExplainPage:
    """Return the page. Refuses with StockNotFound, NotPermitted or CursorInvalid."""
    page = ExplainPage(list_locations(scopes=asked.scopes), list_channels())
    if not asked.sku:
        return page
    if asked.location:
        actor.must("stock:view", scope=scopes_of_location(asked.location))
    found = explain_number(replace(asked, sku=_sku(asked.sku)), cursor=cursor)
    losing = [x for x in (found.losing, *(s.losing for s in found.standings)) if x is not None]
    names = names_of(line.actor for line in (*found.lines, *losing) if line.actor)
    cause_of = {line.id: _cause(line, names) for line in losing}
    called = {channel.code: channel.name for channel in page.channels}
    return replace(
        page,
        found=found,
        causes=Page(tuple(_cause(line, names) for line in found.lines), found.next_cursor),
        standings=tuple(
            ChannelLine(
                standing=each,
                name=called.get(each.channel, each.channel),
                behind=tuple(BEHIND[who] for who in each.behind),
                losing=cause_of[each.losing.id] if each.losing else None,
            )
            for each in found.standings
        ),
        losing=cause_of[found.losing.id] if found.losing else None,
    )


def _sku(text: str) -> str:
    """Return the SKU that was typed, or the one whose barcode was scanned."""
    if variant_ids([text]):
        return text
    found = titles_of(find_variants(text)[:2])
    return next(iter(found.values()))[0] if len(found) == 1 else text


def _cause(line: ChainLine, names: dict[str, str]) -> Cause:
    of_an_order = line.kind in OF_AN_ORDER
    return Cause(
        line=line,
        kind=KINDS.get(line.kind, line.kind),
        order=line.reference if of_an_order else "",
        note=" · ".join(dict.fromkeys(filter(None, (line.reference, line.reason)))),
        by=told_by(line.actor, names) if line.actor else "",
    )
