"""What codes and states are called on these pages."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guildhall.kernel.limits import NAMES, WORDS
from tenants.openings.states import Step
from tenants.openings.types import SlugState
from tenants.types import PlanCard

STORAGE = "storage"
GIGABYTE = 1024**3

SLUG_WORDS: dict[SlugState, str | Promise] = {
    SlugState.FREE: _("is free."),
    SlugState.TAKEN: _("is taken. Choose another one."),
    SlugState.RESERVED: _("is kept for the platform itself. Choose another one."),
    SlugState.INVALID: _(
        "is not possible: 3 to 40 lower-case letters, digits and single hyphens, a letter first."
    ),
}
STEP_WORDS: dict[Step, str | Promise] = {
    Step.RESERVE: _("Take the address"),
    Step.PROVISION: _("Build the company's own database schema"),
    Step.SUBSCRIBE: _("Start the plan"),
    Step.INVITE: _("Prepare your way in"),
}
ERROR_WORDS: dict[str, str | Promise] = {
    "": "",
    "tenants.slug_taken": _(
        "Somebody else was given this address meanwhile. Start anew with another one."
    ),
    "tenants.domain_taken": _(
        "This address leads to somebody else already. Start anew with another one."
    ),
}
OTHER_ERROR = _("This did not work. We try again by ourselves; nothing is lost.")


@dataclass(frozen=True, slots=True)
class LimitLine:
    """One limit of a plan: `2 stores`; without an amount there is no limit."""

    amount: int | None
    words: str
    size: str = ""


def limits_of(plan: PlanCard) -> tuple[LimitLine, ...]:
    """Return what a plan allows, in the order of the kernel's names."""
    return tuple(
        LimitLine(
            plan.limits.get(name),
            gettext("storage") if name == STORAGE else gettext(WORDS[name]),
            f"{plan.limits[name] / GIGABYTE:g} GB"
            if name == STORAGE and name in plan.limits
            else "",
        )
        for name in NAMES
        if name != "boxes"
    )
