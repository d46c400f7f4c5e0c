"""Which rule is followed, and who may decide. Pure."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from guildhall.approvals.errors import (
    ActionUnknown,
    DelegationInvalid,
    OwnRequest,
    PeopleDecide,
    RuleInvalid,
)
from guildhall.approvals.states import (
    ACTIONS,
    LONGEST_DELEGATION,
    NARROWEST_FIRST,
    ActionCode,
)
from guildhall.approvals.types import Asker, Deciding, RuleTerms
from guildhall.kernel.refusals import N_, NotPermitted

MOST_HOURS = 24 * 90
LARGEST = Decimal(10) ** 13


class Limit(Protocol):
    """A rule, as far as judging by it goes."""

    @property
    def scope(self) -> str: ...

    @property
    def threshold(self) -> Decimal: ...


def rule_followed[R: Limit](rules: Iterable[R], *, scopes: tuple[str, ...]) -> R | None:
    """Return the rule of the narrowest place among these; of several there, the strictest.

    What is nowhere in particular is judged by the rule of the whole company alone.
    """
    fitting = [rule for rule in rules if rule.scope == "all" or rule.scope in scopes]
    return min(fitting, key=lambda rule: (_rank(rule.scope), rule.threshold), default=None)


def capability_for(action: str) -> str:
    """Return the right that deciding upon an action takes. Refuses with ActionUnknown."""
    if action not in ActionCode:
        raise ActionUnknown(action=action)
    return ACTIONS[ActionCode(action)].capability


def stands_in_for(
    deciding: Deciding, asker: Asker, *, permission: str, scopes: tuple[str, ...], four_eyes: bool
) -> UUID | None:
    """Return for whom somebody decides: None in their own right, else who lets them stand in.

    Refuses with PeopleDecide, OwnRequest or NotPermitted. With four eyes nobody decides upon
    what they asked for, themselves, by a key or an app of theirs, or by whoever stands in
    for them: a right that is lent does not reach further than it does in its owner's hands.
    """
    person = deciding.actor
    if person.kind != "staff":
        raise PeopleDecide
    if four_eyes and person.id == asker.behind:
        raise OwnRequest
    if person.may(permission, scope=scopes):
        return None
    able = [giver for giver in deciding.givers if giver.may(permission, scope=scopes)]
    lent = [giver.id for giver in able if not four_eyes or giver.id != asker.behind]
    if lent:
        return lent[0]
    if able:
        raise OwnRequest
    raise NotPermitted(permission=permission)


def must_be_good(terms: RuleTerms) -> None:
    """Refuse with ActionUnknown, or with RuleInvalid naming each field at fault."""
    capability_for(terms.action)
    errors = {}
    if not (terms.threshold.is_finite() and 0 <= terms.threshold < LARGEST):
        errors["threshold"] = N_("Enter a figure from 0 on.")
    elif terms.threshold != round(terms.threshold, 4):
        errors["threshold"] = N_("Enter at most four decimals.")
    if not 1 <= terms.hours <= MOST_HOURS:
        errors["hours"] = N_("Enter between 1 hour and 90 days.")
    kind, _, code = terms.scope.partition(":")
    if terms.scope != "all" and not (kind in NARROWEST_FIRST[:-1] and code):
        errors["scope"] = N_("Choose the whole company, or one place.")
    if errors:
        raise RuleInvalid(errors=errors)


def must_be_lendable(*, days: float, is_over: bool, to_self: bool, knows_taker: bool) -> None:
    """Refuse with DelegationInvalid unless somebody else stands in, for a time that ends."""
    errors = {}
    if to_self or not knows_taker:
        errors["taker"] = N_("Choose somebody else who works here.")
    if days <= 0 or is_over:
        errors["ends_at"] = N_("Choose an end that is still to come, after the beginning.")
    elif days > LONGEST_DELEGATION.days:
        errors["ends_at"] = N_("Nobody stands in for longer than 90 days.")
    if errors:
        raise DelegationInvalid(errors=errors)


def _rank(scope: str) -> int:
    return NARROWEST_FIRST.index(scope.partition(":")[0])
