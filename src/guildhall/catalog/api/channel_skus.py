"""What channels call variants, for programs. Whoever maps SKUs edits the catalogue."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Status

from guildhall.catalog import operations, queries
from guildhall.catalog.api.link_schemas import (
    ChannelIn,
    EndIn,
    LinkIn,
    LinkOut,
    LinkPageOut,
    LinkQuery,
    LinksIn,
    OutcomeOut,
    SeenIn,
    UnmatchedOut,
    UnmatchedPageOut,
    UnmatchedQuery,
)
from guildhall.catalog.states import LinkState
from guildhall.catalog.types import (
    LinkFilter,
    LinkOutcome,
    UnmatchedFilter,
)
from guildhall.kernel.bulk import COST, BulkOut, each_once
from guildhall.kernel.conditions import CONDITIONAL, IF_MATCH, expected_of, sealed
from guildhall.kernel.credentials import Needs
from guildhall.kernel.http import stamp_of
from guildhall.kernel.idempotency import idempotent
from guildhall.kernel.stamp import Stamp
from guildhall.organization.queries import get_channel
from guildhall.organization.types import ChannelCard

EDIT = "catalog:edit"
router = Router(tags=["channel SKUs"])


@router.get("", response=LinkPageOut, auth=Needs(EDIT), operation_id="list_channel_skus")
def list_links(request: HttpRequest, query: Query[LinkQuery]) -> LinkPageOut:
    """List what channels call variants, latest change first, within the caller's reach."""
    chosen = LinkFilter(
        channel=_named(query.channel),
        text=query.text,
        state=LinkState(query.state) if query.state else None,
        updated_since=query.updated_since,
        scopes=stamp_of(request).by.reach(EDIT),
    )
    page = queries.list_links(chosen, cursor=query.cursor, limit=query.limit)
    return LinkPageOut(items=[LinkOut.of(c) for c in page.items], next_cursor=page.next_cursor)


@router.post("", response={201: LinkOut}, auth=Needs(EDIT), operation_id="link_channel_sku")
@idempotent(status=201)
def link(request: HttpRequest, body: LinkIn) -> LinkOut:
    """Say what a channel's SKU means. What is said already is answered as it is."""
    return _linked(request, body)


# Before the addresses of single links: they would be taken for one.
@router.post(
    "/bulk-linking",
    response={200: BulkOut, 207: BulkOut},
    auth=Needs(EDIT, cost=COST),
    operation_id="link_channel_skus",
)
def link_many(request: HttpRequest, body: LinksIn) -> Status[BulkOut]:
    """Say what many SKUs of channels mean, each by itself."""
    asked = {each.named: each for each in body.links}
    return each_once(request, asked, lambda name: _linked(request, asked[name]))


@router.get(
    "/unmatched",
    response=UnmatchedPageOut,
    auth=Needs(EDIT),
    operation_id="list_unmatched_skus",
)
def list_unmatched(request: HttpRequest, query: Query[UnmatchedQuery]) -> UnmatchedPageOut:
    """List the SKUs that mean nothing yet, last met first, within the caller's reach."""
    chosen = UnmatchedFilter(
        channel=_named(query.channel),
        text=query.text,
        aside=query.aside,
        scopes=stamp_of(request).by.reach(EDIT),
    )
    page = queries.list_unmatched(chosen, cursor=query.cursor, limit=query.limit)
    return UnmatchedPageOut(
        items=[UnmatchedOut.of(card) for card in page.items], next_cursor=page.next_cursor
    )


@router.post(
    "/unmatched", response={200: OutcomeOut}, auth=Needs(EDIT), operation_id="note_unmatched_skus"
)
@idempotent(status=200)
def note(request: HttpRequest, body: SeenIn) -> OutcomeOut:
    """Tell of SKUs that meant nothing when they were met: they wait for somebody to map them."""
    stamp, channel = _for(request, body.channel)
    met = [each.met() for each in body.skus]
    waiting = operations.note_unmatched(met, channel=channel, stamp=stamp)
    return OutcomeOut.of(LinkOutcome(unmatched=waiting))


@router.post(
    "/sync", response={200: OutcomeOut}, auth=Needs(EDIT), operation_id="sync_channel_skus"
)
@idempotent(status=200)
def sync(request: HttpRequest, body: SeenIn) -> OutcomeOut:
    """Tell what a channel lists: the same SKUs are linked, but never what a person unlinked."""
    stamp, channel = _for(request, body.channel)
    listed = [each.met() for each in body.skus]
    return OutcomeOut.of(operations.sync_listings(listed, channel=channel, stamp=stamp))


@router.post(
    "/link-all", response={200: OutcomeOut}, auth=Needs(EDIT), operation_id="link_all_by_sku"
)
@idempotent(status=200)
def link_all(request: HttpRequest, body: ChannelIn) -> OutcomeOut:
    """Link each unmatched SKU that is the SKU of a variant, at most a thousand in one call."""
    stamp, channel = _for(request, body.channel)
    return OutcomeOut.of(operations.link_all_by_sku(channel=channel, stamp=stamp))


@router.get(
    "/{link}",
    response=LinkOut,
    auth=Needs(EDIT),
    operation_id="get_channel_sku",
    openapi_extra=CONDITIONAL,
)
def get_link(request: HttpRequest, link: UUID) -> HttpResponse:
    """Show one link."""
    card = queries.get_link(link)
    stamp_of(request).by.must(EDIT, scope=card.scopes)
    return sealed(request, LinkOut.of(card), version=card.version)


@router.post(
    "/{link}/unlinking",
    response={200: LinkOut},
    auth=Needs(EDIT),
    operation_id="unlink_channel_sku",
    openapi_extra=IF_MATCH,
)
@idempotent(status=200)
def unlink(request: HttpRequest, link: UUID) -> LinkOut:
    """Take away a link that was wrong. It stays away, whatever a sync finds."""
    operations.unlink_sku(link, stamp=stamp_of(request), expected=expected_of(request))
    return LinkOut.of(queries.get_link(link))


@router.post(
    "/{link}/end",
    response={200: LinkOut},
    auth=Needs(EDIT),
    operation_id="end_channel_sku",
    openapi_extra=IF_MATCH,
)
@idempotent(status=200)
def end(request: HttpRequest, link: UUID, body: EndIn) -> LinkOut:
    """Let a link hold no longer than to a moment; what was sold before keeps its meaning."""
    stamp, expected = stamp_of(request), expected_of(request)
    operations.end_link(link, at=body.at, stamp=stamp, expected=expected)
    return LinkOut.of(queries.get_link(link))


def _linked(request: HttpRequest, body: LinkIn) -> LinkOut:
    stamp, channel = _for(request, body.channel)
    made = operations.link_sku(body.sku, channel=channel, link=body.new(), stamp=stamp)
    return LinkOut.of(queries.get_link(made))


def _for(request: HttpRequest, code: str) -> tuple[Stamp, ChannelCard]:
    return stamp_of(request), get_channel(code)


def _named(code: str) -> str:
    """Return the code of a channel that there is, or none. Refuses with ChannelNotFound."""
    return get_channel(code).code if code else ""
