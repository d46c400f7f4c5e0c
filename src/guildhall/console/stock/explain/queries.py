"""The page that says why a number is what it is, as one read model."""

from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from guildhall.catalog.queries import find_variants, titles_of, variant_ids
from guildhall.console.papers import Paper, note_beside, paper_behind
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
    MovementKind.REPACK: _("Repacked"),
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


@dataclass(frozen=True, slots=True)
class Cause:
    """One line of the chain as people read it, with the paper behind it.

    What has no paper of its own leads to the activity, for those who may read that.
    """

    line: ChainLine
    kind: Text
    paper: Paper
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
    reads = actor.may("audit:view")
    cause_of = {line.id: _cause(line, names, reads_activity=reads) for line in losing}
    called = {channel.code: channel.name for channel in page.channels}
    return replace(
        page,
        found=found,
        causes=Page(
            tuple(_cause(line, names, reads_activity=reads) for line in found.lines),
            found.next_cursor,
        ),
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


def _cause(line: ChainLine, names: dict[str, str], *, reads_activity: bool) -> Cause:
    paper = paper_behind(line.reference, line.reason)
    if not paper.url and reads_activity:
        paper = replace(paper, url=_activity_behind(line))
    return Cause(
        line=line,
        kind=KINDS.get(line.kind, line.kind),
        paper=paper,
        note=note_beside(line.reference, line.reason),
        by=told_by(line.actor, names) if line.actor else "",
    )


def _activity_behind(line: ChainLine) -> str:
    """Return where what happened is kept: by the promise's reference, or the place's facts."""
    promised = line.kind in frozenset(Promise)
    query = {"q": f"stock:{line.reference}" if promised else f"location:{line.location}"}
    if line.request_id is not None:
        query["request"] = str(line.request_id)
    return f"{reverse('audit:list')}?{urlencode(query)}"
