"""What is to be bought again: the rules judged one by one, and what people decide about it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

import structlog
from django.db import DatabaseError, transaction

from guildhall.inventory import rules
from guildhall.inventory.errors import (
    LocationIsClosed,
    ReorderProposalNotFound,
    VariantArchived,
)
from guildhall.inventory.events import ReorderDecided, ReorderProposed, ReorderRunEnded
from guildhall.inventory.models import ReorderProposal, ReorderRule
from guildhall.inventory.queries.places import scopes_of_keeper
from guildhall.inventory.queries.replenishment import (
    on_the_way_by,
    projections_of,
    rules_to_judge,
    terms_of,
)
from guildhall.inventory.states import PROPOSAL, ProposalMove, ProposalState
from guildhall.inventory.types import Projection, ReorderRun
from guildhall.kernel.events import record
from guildhall.kernel.fault_points import reached
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import Stamp

CHUNK = 200

log = structlog.get_logger(__name__)


def run_reorder_rules(*, location: str = "", stamp: Stamp) -> ReorderRun:
    """Judge every rule that is awake. What is wrong with one of them stops no other.

    Each proposal is a transaction of its own; run twice, or killed and run again, the same need
    is proposed once. Refuses with NotPermitted.
    """
    stamp.by.must("stock:edit", scope=scopes_of_keeper(location) if location else ())
    judged = proposed = failed = 0
    after: UUID | None = None
    while rows := rules_to_judge(after, at=stamp.at, location=location, most=CHUNK):
        problems, count = _judge(rows, stamp)
        judged, proposed, failed = judged + len(rows), proposed + count, failed + len(problems)
        after = rows[-1].id
        reached("inventory.rules_judged")
    with transaction.atomic():
        record(ReorderRunEnded(judged=judged, proposed=proposed, failed=failed, stamp=stamp))
    return ReorderRun(judged, proposed, failed)


def _judge(rows: Sequence[ReorderRule], stamp: Stamp) -> tuple[dict[UUID, str], int]:
    found = projections_of(rows)
    problems: dict[UUID, str] = {}
    count = 0
    for row in rows:
        try:
            count += _judge_one(row, found[row.id], stamp)
        except Refusal as refusal:
            problems[row.id] = refusal.code
        except DatabaseError as error:
            log.exception("reorder_rule_failed", rule=str(row.id))
            problems[row.id] = type(error).__name__
    for row in rows:
        row.judged_at, row.problem = stamp.at, problems.get(row.id, "")[:80]
    ReorderRule.objects.bulk_update(rows, ["judged_at", "problem"])
    return problems, count


def _judge_one(row: ReorderRule, found: Projection, stamp: Stamp) -> int:
    """Propose what one rule wants; return how many proposals came of it."""
    if row.location.closed_at is not None:
        raise LocationIsClosed(location=row.location.code)
    if row.variant.archived_at is not None or not row.variant.is_active:
        raise VariantArchived(sku=row.variant.sku)
    if rules.proposed(terms_of(row), found) is None:
        return 0
    return _propose(row, found, stamp)


@transaction.atomic
def _propose(row: ReorderRule, found: Projection, stamp: Stamp) -> int:
    """Put a new proposal in place of an open one, from what is on its way now."""
    ReorderRule.objects.select_for_update().get(id=row.id)
    way = on_the_way_by([row.id]).get(row.id, (Decimal(0), Decimal(0)))
    found = Projection(found.available, found.inbound, *way)
    quantity = rules.proposed(terms_of(row), found)
    if quantity is None:
        return 0
    ReorderProposal.objects.filter(rule=row, state=ProposalState.OPEN).update(
        state=ProposalState.OVERTAKEN, decided_at=stamp.at, decided_by=stamp.by.name
    )
    if not quantity:
        return 0
    proposal = ReorderProposal.objects.create(
        rule=row,
        quantity=quantity,
        projected=found.certain,
        due_on=rules.due_on(terms_of(row), stamp.at.date()),
        created_at=stamp.at,
    )
    record(
        ReorderProposed(
            proposal=str(proposal.id),
            sku=row.variant.sku,
            location=row.location.code,
            quantity=quantity,
            due_on=proposal.due_on.isoformat(),
            stamp=stamp,
        )
    )
    if row.is_automatic:
        _move(proposal, row, ProposalMove.ACCEPT, stamp=stamp)
    return 1


@transaction.atomic
def decide_reorder(proposal: UUID, move: ProposalMove, *, stamp: Stamp) -> None:
    """Accept or dismiss a proposal. Purchasing, once it exists, buys what is accepted.

    Refuses with ReorderProposalNotFound, NotPermitted or MoveNotAllowed.
    """
    row, rule = _locked(proposal, stamp)
    _move(row, rule, move, stamp=stamp)


@transaction.atomic
def snooze_reorder(proposal: UUID, *, days: int, stamp: Stamp) -> None:
    """Dismiss a proposal and let its rule rest for some days. Refuses as `decide_reorder`."""
    row, rule = _locked(proposal, stamp)
    _move(row, rule, ProposalMove.DISMISS, stamp=stamp)
    rule.snoozed_until = _later(stamp.at, days)
    rule.updated_at = stamp.at
    rule.save(update_fields=["snoozed_until", "updated_at"])


def _later(at: datetime, days: int) -> datetime:
    return at + timedelta(days=max(1, min(days, 366)))


def _locked(proposal: UUID, stamp: Stamp) -> tuple[ReorderProposal, ReorderRule]:
    row = ReorderProposal.objects.select_for_update().filter(id=proposal).first()
    if row is None:
        raise ReorderProposalNotFound
    rule = ReorderRule.objects.select_related("variant", "location").get(id=row.rule_id)
    stamp.by.must("stock:edit", scope=scopes_of_keeper(rule.location.code))
    return row, rule


def _move(row: ReorderProposal, rule: ReorderRule, move: ProposalMove, *, stamp: Stamp) -> None:
    row.state = PROPOSAL.after(ProposalState(row.state), move)
    row.decided_at, row.decided_by = stamp.at, stamp.by.name
    row.save(update_fields=["state", "decided_at", "decided_by"])
    record(
        ReorderDecided(
            proposal=str(row.id),
            sku=rule.variant.sku,
            location=rule.location.code,
            quantity=row.quantity,
            state=row.state,
            stamp=stamp,
        )
    )
