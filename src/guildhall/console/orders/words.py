"""What can be done with an order, and why not, in words."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guildhall.console.inbox.words import HELD_FOR
from guildhall.console.shell.navigation import Text
from guildhall.console.shell.statuses import status_of
from guildhall.orders.states import DeltaReason, Visibility
from guildhall.orders.types import ActionCard
from guildhall.payments.states import Method


@dataclass(frozen=True, slots=True)
class Deed:
    """How an action is shown; `name` is its address, too, and `main` stands above all others."""

    name: str
    label: Text
    icon: str
    main: bool = False

    @property
    def address(self) -> str:
        return f"orders:{self.name}"


@dataclass(frozen=True, slots=True)
class Action:
    """An action of one order: possible now, or why not."""

    deed: Deed
    possible: bool
    why: str


DEEDS = {
    deed.name: deed
    for deed in (
        Deed("confirm", _("Confirm"), "circle-check", main=True),
        Deed("ship", _("Ship"), "truck", main=True),
        Deed("pay", _("Record payment"), "cash", main=True),
        Deed("edit", _("Edit"), "edit"),
        Deed("cancel_part", _("Cancel a part"), "package-off"),
        Deed("cancel", _("Cancel order"), "ban"),
        Deed("hold", _("Put on hold"), "lock"),
        Deed("release", _("Let it go on"), "arrow-right"),
        Deed("review", _("Ask for a fraud review"), "shield-lock"),
        Deed("judge", _("Judge the fraud review"), "shield-check"),
    )
}

IS_SO = "states.move_not_allowed"
NOT_NOW: dict[tuple[str, str], Text] = {
    ("judge", IS_SO): _("Nobody has asked for a review."),
    ("review", IS_SO): _("Somebody is looking at it already."),
    ("release", "orders.not_on_hold"): _("It is not on hold."),
    ("edit", "orders.edit_open"): _("An edit is open already: go on with it."),
}
"""Why not, where an action's own words say it better than its refusal."""

GREW_BY: dict[str, Text] = {
    DeltaReason.PLACED: _("When it was placed"),
    DeltaReason.EDITED: _("Edited"),
    DeltaReason.CANCELED: _("Called off"),
    DeltaReason.SHORT: _("Sent short"),
    DeltaReason.EXPIRED: _("Expired"),
    DeltaReason.REOPENED: _("Taken up again"),
}

BY_HAND: dict[str, Text] = {
    Method.MANUAL: _("By hand"),
    Method.CASH: _("Cash"),
    Method.BANK_TRANSFER: _("Bank transfer"),
}

SEEN_BY: dict[str, Text] = {
    Visibility.TEAM: _("Everybody who may see this order"),
    Visibility.BRAND: _("Only people of its brand"),
}


def action_of(card: ActionCard) -> Action:
    """Return an action with the reason against it, in the reader's words."""
    return Action(DEEDS[card.name], card.possible, "" if card.possible else _why(card))


def _why(card: ActionCard) -> str:
    own = NOT_NOW.get((card.name, card.code))
    if own:
        return str(own)
    if card.code == IS_SO:
        axis = "fulfillment" if card.name in {"ship", "cancel"} else ""
        state = str(status_of(card.facts["state"], axis=axis).label)
        return gettext("It is so already, or too late for it: {state}.").format(state=state)
    return gettext(card.message).format_map(_plain(card.facts))


def _plain(facts: Mapping[str, str]) -> dict[str, str]:
    """Return the facts of a refusal as people say them."""
    told = dict(facts)
    if "state" in told:
        told["state"] = str(status_of(told["state"]).label).lower()
    if "reasons" in told:
        held = told["reasons"].split(", ")
        told["reasons"] = ", ".join(str(HELD_FOR.get(each, each)) for each in held)
    return told
