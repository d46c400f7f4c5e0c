"""Deciding upon many requests at once, each for itself."""

from dataclasses import dataclass
from functools import partial
from uuid import UUID

from django.http import HttpRequest

from guildhall.approvals.operations import deny, grant
from guildhall.console.approvals.forms import GRANT, DecisionForm
from guildhall.console.shell.doors import act_once
from guildhall.kernel.conditions import Expected, quoted
from guildhall.kernel.refusals import N_, Invalid, Refusal

MOST = 100


class NoneSelected(Refusal):
    code = "console.none_selected"
    message = N_("Select at least one request, and at most {most}.")
    status = 422


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of one selected request; `name` is what the list called it."""

    approval: UUID
    name: str
    is_granted: bool
    refusal: Refusal | None


def decide_selected(request: HttpRequest) -> tuple[Decided, ...]:
    """Decide upon each selected request by itself; one no does not stop the others.

    A box holds the id and the version that was shown. Refuses with NoneSelected or Invalid.
    """
    chosen = dict.fromkeys(request.POST.getlist("request"))
    if not 1 <= len(chosen) <= MOST:
        raise NoneSelected(most=MOST)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        raise Invalid(
            errors={name: " ".join(map(str, faults)) for name, faults in form.errors.items()}
        )
    granted = form.cleaned_data["decision"] == GRANT
    return tuple(
        _decided(request, box, granted=granted, reason=form.cleaned_data["reason"])
        for box in chosen
    )


def _decided(request: HttpRequest, box: str, *, granted: bool, reason: str) -> Decided:
    ident, _, version = box.partition("@")
    try:
        approval = UUID(ident)
    except ValueError:
        raise NoneSelected(most=MOST) from None
    act = partial(
        grant if granted else deny,
        approval,
        reason=reason,
        expected=Expected((quoted(version),)),
    )
    name = request.POST.get(f"name-{ident}", ident)
    try:
        act_once(request, lambda stamp: act(stamp=stamp), key=f":{ident}")
    except Refusal as refusal:
        return Decided(approval, name, granted, refusal)
    return Decided(approval, name, granted, None)
