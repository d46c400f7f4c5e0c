"""Replenishment as pages show it."""

from dataclasses import asdict, dataclass

from django.utils.translation import gettext_lazy as _

from guildhall.console.shell.navigation import Text
from guildhall.inventory.queries import (
    count_reorder,
    get_reorder_rule,
    list_locations,
    list_reorder_proposals,
    list_reorder_rules,
    scopes_of_location,
)
from guildhall.inventory.types import (
    LocationCard,
    ProposalCard,
    ReorderFilter,
    RuleCard,
)
from guildhall.kernel.paging import Page
from guildhall.kernel.stamp import Actor

PROBLEMS: dict[str, Text] = {
    "inventory.location_is_closed": _("The location is closed."),
    "inventory.variant_archived": _("The SKU is archived."),
}
SOMETHING = _("It could not be judged. The next run tries again.")


@dataclass(frozen=True, slots=True)
class RuleLine:
    rule: RuleCard
    problem: Text


@dataclass(frozen=True, slots=True)
class ReorderPage:
    """A page of proposals or of rules; `open` and `troubled` count both."""

    locations: tuple[LocationCard, ...]
    open: int
    troubled: int
    can_edit: bool
    proposals: Page[ProposalCard] | None = None
    rules: Page[RuleLine] | None = None


def get_proposals_page(chosen: ReorderFilter, *, cursor: str | None, actor: Actor) -> ReorderPage:
    """Return one page of proposals. Refuses with CursorInvalid."""
    open_ones, troubled = count_reorder(chosen.scopes)
    return ReorderPage(
        locations=list_locations(scopes=chosen.scopes),
        open=open_ones,
        troubled=troubled,
        can_edit=_may_edit(actor),
        proposals=list_reorder_proposals(chosen, cursor=cursor),
    )


def get_rules_page(chosen: ReorderFilter, *, cursor: str | None, actor: Actor) -> ReorderPage:
    """Return one page of rules. Refuses with CursorInvalid."""
    found = list_reorder_rules(chosen, cursor=cursor)
    open_ones, troubled = count_reorder(chosen.scopes)
    lines = tuple(
        RuleLine(rule, PROBLEMS.get(rule.problem, SOMETHING) if rule.problem else "")
        for rule in found.items
    )
    return ReorderPage(
        locations=list_locations(scopes=chosen.scopes),
        open=open_ones,
        troubled=troubled,
        can_edit=_may_edit(actor),
        rules=Page(lines, found.next_cursor),
    )


def rule_values(sku: str, location: str, actor: Actor) -> dict[str, object]:
    """Return what a form about a rule begins with. Refuses with ReorderRuleNotFound."""
    actor.must("stock:view", scope=scopes_of_location(location))
    rule = get_reorder_rule(sku, location)
    return {"sku": rule.sku, "location": rule.location, **asdict(rule.terms)}


def _may_edit(actor: Actor) -> bool:
    return any(grant.capability in {"stock:edit", "*"} for grant in actor.grants)
