"""Checks of stock as pages show them."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from guildhall.console.people import told_by
from guildhall.console.shell.navigation import Text
from guildhall.identity.queries import names_of
from guildhall.inventory.queries import (
    get_check,
    list_checks,
    list_locations,
    scopes_of_location,
)
from guildhall.inventory.states import Damage
from guildhall.inventory.types import CheckCard, Finding, LocationCard
from guildhall.kernel.stamp import Actor

DAMAGES: dict[Damage, Text] = {
    Damage.ON_HAND: _("On hand is not the sum of its movements"),
    Damage.RESERVED: _("Reserved is not the sum of the open promises"),
    Damage.UNAVAILABLE: _("Unavailable is not the sum of its movements"),
    Damage.INBOUND: _("Inbound is not the sum of what is expected"),
    Damage.OVERSOLD: _("More is promised than there is"),
    Damage.BLOCKS: _("The blocks do not add up to unavailable"),
    Damage.LOTS: _("The lots do not add up to their movements"),
    Damage.UNTOLD_LOTS: _("Some of it lies here without a lot"),
    Damage.SNAPSHOT: _("A snapshot disagrees with the lines before it"),
    Damage.VALUE: _("Its value is not the sum of its entries"),
    Damage.LAYERS: _("Its cost layers do not add up"),
    Damage.UNVALUED: _("Movements have not been valued"),
    Damage.HINT: _("Shops are shown another number than ours"),
}


@dataclass(frozen=True, slots=True)
class CheckLine:
    """A check as a list shows it, and by whom."""

    check: CheckCard
    by: str


@dataclass(frozen=True, slots=True)
class ChecksPage:
    lines: tuple[CheckLine, ...]
    locations: tuple[LocationCard, ...]
    can_repair: bool


@dataclass(frozen=True, slots=True)
class FindingLine:
    """One finding in words."""

    found: Finding
    damage: Text


@dataclass(frozen=True, slots=True)
class CheckPage:
    """One check and its findings; `more` are counted and not kept."""

    line: CheckLine
    findings: tuple[FindingLine, ...]
    more: int
    can_repair: bool


def get_checks_page(actor: Actor) -> ChecksPage:
    """Return the last checks. They are of the whole company. Refuses with NotPermitted."""
    actor.must("stock:view")
    return ChecksPage(
        lines=_lines(list_checks()),
        locations=list_locations(),
        can_repair=actor.may("stock:approve"),
    )


def get_check_page(check: UUID, actor: Actor) -> CheckPage:
    """Return one check in full. Refuses with CheckNotFound or NotPermitted."""
    card = get_check(check)
    actor.must("stock:view", scope=scopes_of_location(card.location) if card.location else ())
    return CheckPage(
        line=_lines((card,))[0],
        findings=tuple(FindingLine(each, DAMAGES[each.damage]) for each in card.findings),
        more=card.found - len(card.findings),
        can_repair=actor.may("stock:approve"),
    )


def _lines(cards: tuple[CheckCard, ...]) -> tuple[CheckLine, ...]:
    names = names_of(card.started_by for card in cards)
    return tuple(CheckLine(card, told_by(card.started_by, names)) for card in cards)
