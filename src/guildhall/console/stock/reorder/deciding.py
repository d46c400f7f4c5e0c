"""Deciding about many proposals, each by itself."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from django.http import HttpRequest

from guildhall.console.shell.doors import act_once
from guildhall.inventory.operations import decide_reorder, snooze_reorder
from guildhall.inventory.states import ProposalMove
from guildhall.inventory.types import ProposalCard
from guildhall.kernel.paging import MAX_LIMIT
from guildhall.kernel.refusals import N_, Refusal
from guildhall.kernel.stamp import Stamp

SNOOZE_DAYS = 7


class NoneSelected(Refusal):
    code = "console.no_proposal_selected"
    message = N_("Select from one to {most} proposals first.")
    status = 422


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of one proposal."""

    proposal: UUID
    refusal: Refusal | None
    card: ProposalCard | None = None


def decide_selected(request: HttpRequest) -> tuple[Decided, ...]:
    """Decide each proposal; one no does not stop the others. Refuses with NoneSelected."""
    chosen = tuple(dict.fromkeys(filter(None, map(_uuid, request.POST.getlist("proposal")))))
    act = _act(request.POST.get("move", ""))
    if act is None or not 1 <= len(chosen) <= MAX_LIMIT:
        raise NoneSelected(most=MAX_LIMIT)
    return tuple(Decided(each, _decide(request, each, act)) for each in chosen)


def _act(move: str) -> Callable[[UUID, Stamp], None] | None:
    if move == "snooze":
        return lambda proposal, stamp: snooze_reorder(proposal, days=SNOOZE_DAYS, stamp=stamp)
    if move in set(ProposalMove):
        return lambda proposal, stamp: decide_reorder(proposal, ProposalMove(move), stamp=stamp)
    return None


def _decide(
    request: HttpRequest, proposal: UUID, act: Callable[[UUID, Stamp], None]
) -> Refusal | None:
    try:
        act_once(request, partial(act, proposal), key=f":{proposal}")
    except Refusal as refusal:
        return refusal
    return None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
