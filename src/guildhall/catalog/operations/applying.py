"""What becomes of proposed prices: written as one batch, or dropped."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from guildhall.approvals.types import Pending
from guildhall.catalog.errors import ProposalEmpty, ProposalNotFound
from guildhall.catalog.events import ProposalApplied, ProposalDropped
from guildhall.catalog.models import Price, PriceProposal, ProposedPrice, Variant
from guildhall.catalog.operations.price_batches import Because, write_prices
from guildhall.catalog.operations.price_limits import ask_twice, change_told
from guildhall.catalog.queries import EPOCH
from guildhall.catalog.queries.proposals import card_of
from guildhall.catalog.queries.slots import Slot, in_force, lock_prices
from guildhall.catalog.states import PROPOSAL, PriceSource, ProposalMove, ProposalState
from guildhall.catalog.types.prices import NewPrice
from guildhall.catalog.types.strategies import ProposalCard
from guildhall.kernel.conditions import WHATEVER, Expected
from guildhall.kernel.epochs import move_epoch_on_commit
from guildhall.kernel.events import record
from guildhall.kernel.money import Money
from guildhall.kernel.stamp import Stamp

APPLY = "catalog.apply_proposal"
AT_ONCE = 2_000
MOST_SHOWN = 50
NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Applied:
    """How many prices were written, and how many somebody else had changed meanwhile."""

    written: int
    left_out: int


@transaction.atomic
def apply_proposal(
    proposal: UUID, *, stamp: Stamp, expected: Expected = WHATEVER
) -> Applied | Pending:
    """Write a proposal's prices, from its moment on or now; or return what that waits for.

    A price that is not what it was when it was proposed stays as it is. Refuses with
    ProposalNotFound, NotPermitted, ChangedMeanwhile, ProposalEmpty or MoveNotAllowed.
    """
    row = _lock(proposal)
    card = card_of(row)
    stamp.by.must("prices:edit", scope=card.scopes)
    expected.must_be(card.version)
    state = PROPOSAL.after(card.state, ProposalMove.APPLY)
    if not row.lines:
        raise ProposalEmpty
    pending = _ask(row, card, stamp)
    if pending is not None:
        row.state = PROPOSAL.after(card.state, ProposalMove.ASK).value
        row.approval = pending.approval
        row.save(update_fields=["state", "approval"])
        return pending

    written = _write(row, stamp)
    row.state, row.decided_at, row.left_out = state.value, stamp.at, row.lines - written
    row.save(update_fields=["state", "decided_at", "left_out"])
    move_epoch_on_commit(EPOCH)
    done = Applied(written, row.left_out)
    record(
        ProposalApplied(
            proposal=proposal,
            price_list=card.price_list,
            written=done.written,
            left_out=done.left_out,
            stamp=stamp,
        )
    )
    return done


@transaction.atomic
def drop_proposal(proposal: UUID, *, stamp: Stamp, expected: Expected = WHATEVER) -> None:
    """Decide against a proposal: its prices are never written.

    Refuses with ProposalNotFound, NotPermitted, ChangedMeanwhile or MoveNotAllowed.
    """
    row = _lock(proposal)
    card = card_of(row)
    stamp.by.must("prices:edit", scope=card.scopes)
    expected.must_be(card.version)
    row.state = PROPOSAL.after(ProposalState(row.state), ProposalMove.DROP).value
    row.decided_at = stamp.at
    row.save(update_fields=["state", "decided_at"])
    record(ProposalDropped(proposal=proposal, price_list=card.price_list, stamp=stamp))


def _lock(proposal: UUID) -> PriceProposal:
    rows = PriceProposal.objects.select_related("price_list__channel__brand")
    row = rows.select_for_update(of=("self",)).filter(pk=proposal).first()
    if row is None:
        raise ProposalNotFound
    return row


def _ask(row: PriceProposal, card: ProposalCard, stamp: Stamp) -> Pending | None:
    first = ProposedPrice.objects.filter(proposal=row).select_related("variant")
    worst = first.order_by("-is_below_floor", "variant__sku")[:MOST_SHOWN]
    changes = tuple(
        change_told(_new(each, card.currency), where=card.price_list) for each in worst
    )
    wish = {
        "command": APPLY,
        "payload": {"proposal": str(row.id)},
        "scopes": card.scopes,
        "changes": changes,
    }
    below, change = row.deepest_margin or NOTHING, row.largest_change or NOTHING
    return ask_twice(wish, below=below, change=change, stamp=stamp)


def _new(line: ProposedPrice, currency: str) -> NewPrice:
    after = Money(line.after, currency)
    return NewPrice(line.variant_id, line.variant.sku, after, line.before)


def _write(row: PriceProposal, stamp: Stamp) -> int:
    """Write the lines whose price is still what it was; return how many those are."""
    held = row.price_list
    place = Slot(held.channel_id, held.currency, held.id)
    lock_prices(place)
    starts = row.valid_from if row.valid_from and row.valid_from > stamp.at else stamp.at
    because = Because(PriceSource.STRATEGY, f"{row.id} {row.source_reference}"[:80])
    written = 0
    for lines in _batches(row):
        standing = in_force(place, [line.variant_id for line in lines], at=starts)
        same = [line for line in lines if _amount(standing, line.variant_id) == line.before]
        changed = write_prices(
            place,
            {line.variant_id: line.after for line in same},
            because=because,
            starts=starts,
            costs={line.variant_id: line.cost for line in same if line.cost is not None},
        )
        Variant.objects.filter(pk__in=changed).update(updated_at=stamp.at)
        written += len(same)
    return written


def _batches(row: PriceProposal) -> Iterator[list[ProposedPrice]]:
    last: UUID | None = None
    lines = ProposedPrice.objects.filter(proposal=row).order_by("variant_id")
    while batch := list((lines.filter(variant_id__gt=last) if last else lines)[:AT_ONCE]):
        yield batch
        last = batch[-1].variant_id


def _amount(standing: dict[UUID, Price], variant: UUID) -> Decimal | None:
    row = standing.get(variant)
    return row.amount if row else None
