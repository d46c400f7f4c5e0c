"""Proposed prices."""

from uuid import UUID

from django.db.models import QuerySet

from guildhall.catalog.errors import ProposalNotFound
from guildhall.catalog.models import PriceProposal, ProposedPrice
from guildhall.catalog.queries.price_lists import card_of as list_card
from guildhall.catalog.queries.price_lists import lies_within
from guildhall.catalog.states import ProposalState
from guildhall.catalog.types.strategies import ProposalCard, ProposedLine
from guildhall.kernel.money import Money
from guildhall.kernel.paging import Page, page_of


def list_proposals(
    *,
    state: str = "",
    scopes: tuple[str, ...] = (),
    cursor: str | None = None,
    limit: int = 50,
) -> Page[ProposalCard]:
    """Return one page of proposals within reach, newest first. Refuses with CursorInvalid."""
    rows = _rows().filter(lies_within(scopes, channel="price_list__channel"))
    if state:
        rows = rows.filter(state=state)
    return page_of(rows, key=("created_at", "id"), cursor=cursor, limit=limit, to=card_of)


def count_open_proposals(*, scopes: tuple[str, ...] = ()) -> int:
    """Return how many proposals nobody has decided upon."""
    rows = PriceProposal.objects.filter(
        lies_within(scopes, channel="price_list__channel"), state=ProposalState.OPEN
    )
    return rows.count()


def get_proposal(proposal: UUID) -> ProposalCard:
    """Return one proposal. Refuses with ProposalNotFound."""
    row = _rows().filter(pk=proposal).first()
    if row is None:
        raise ProposalNotFound
    return card_of(row)


def list_proposed(
    proposal: ProposalCard,
    *,
    below_floor: bool = False,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[ProposedLine]:
    """Return one page of a proposal's prices. Refuses with CursorInvalid."""
    rows = ProposedPrice.objects.select_related("variant").filter(proposal=proposal.id)
    if below_floor:
        rows = rows.filter(is_below_floor=True)

    def line(row: ProposedPrice) -> ProposedLine:
        return _line(row, proposal.currency)

    return page_of(
        rows, key=("variant_id", "id"), cursor=cursor, limit=limit, to=line, newest_first=False
    )


def _rows() -> QuerySet[PriceProposal]:
    return PriceProposal.objects.select_related("price_list__channel__brand")


def _line(row: ProposedPrice, currency: str) -> ProposedLine:
    return ProposedLine(
        id=row.id,
        sku=row.variant.sku,
        title=row.variant.title,
        before=Money(row.before, currency) if row.before is not None else None,
        after=Money(row.after, currency),
        cost=Money(row.cost, currency) if row.cost is not None else None,
        margin=row.margin,
        is_below_floor=row.is_below_floor,
    )


def card_of(row: PriceProposal) -> ProposalCard:
    held = list_card(row.price_list)
    return ProposalCard(
        id=row.id,
        price_list=held.code,
        channel=held.channel,
        currency=held.currency,
        source=row.source,
        reference=row.source_reference,
        state=ProposalState(row.state),
        valid_from=row.valid_from,
        lines=row.lines,
        below_floor=row.below_floor,
        largest_change=row.largest_change,
        deepest_margin=row.deepest_margin,
        faults=row.faults or {},
        left_out=row.left_out,
        approval=row.approval,
        proposed_by=row.proposed_by,
        created_at=row.created_at,
        decided_at=row.decided_at,
        scopes=held.scopes,
    )
