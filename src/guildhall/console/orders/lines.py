"""An order's lines as a person reads them: what became of each, and where its goods are held."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from guildhall.console.shell.navigation import Text
from guildhall.inventory.types import HeldAt
from guildhall.orders.types import OrderLineCard

NOTHING = Decimal(0)

COUNTED: tuple[tuple[str, Text, str], ...] = (
    ("canceled", _("Called off"), "neutral"),
    ("packed", _("Packed"), "info"),
    ("shipped", _("Shipped"), "busy"),
    ("delivered", _("Delivered"), "good"),
    ("return_requested", _("Return asked for"), "warn"),
    ("return_received", _("Came back"), "neutral"),
    ("return_dismissed", _("Return refused"), "neutral"),
    ("written_off", _("Written off"), "bad"),
)


@dataclass(frozen=True, slots=True)
class Count:
    """So many units of a line that went some way."""

    label: Text
    number: Decimal
    tone: str


@dataclass(frozen=True, slots=True)
class Held:
    """So much of an SKU that lies ready for a line; `waits` of it has yet to arrive."""

    location: str
    sku: str
    quantity: Decimal
    waits: Decimal


@dataclass(frozen=True, slots=True)
class LineShown:
    card: OrderLineCard
    counts: tuple[Count, ...]
    held: tuple[Held, ...]

    @property
    def is_gone(self) -> bool:
        return self.card.counts.get("canceled", NOTHING) >= self.card.quantity


def lines_shown(lines: Iterable[OrderLineCard], held: Sequence[HeldAt]) -> tuple[LineShown, ...]:
    """Return lines with what is held for each: where two want the same, for the first one."""
    rest = {(each.location, each.sku): (each.quantity, each.backordered) for each in held}
    return tuple(LineShown(line, _counts(line), _held(line, rest)) for line in lines)


def _counts(line: OrderLineCard) -> tuple[Count, ...]:
    numbers = dict(line.counts)
    numbers["packed"] = numbers.get("fulfilled", NOTHING) - numbers.get("shipped", NOTHING)
    return tuple(
        Count(label, numbers[name], tone) for name, label, tone in COUNTED if numbers.get(name)
    )


def _held(
    line: OrderLineCard, rest: dict[tuple[str, str], tuple[Decimal, Decimal]]
) -> tuple[Held, ...]:
    found = []
    for sku, wanted in _goods(line):
        lacks = wanted
        for location, other in list(rest):
            quantity, waits = rest[location, other]
            taken = min(lacks, quantity)
            if other != sku or not taken:
                continue
            late = min(taken, waits)
            rest[location, other] = (quantity - taken, waits - late)
            found.append(Held(location, sku, taken, late))
            lacks -= taken
    return tuple(found)


def _goods(line: OrderLineCard) -> list[tuple[str, Decimal]]:
    """Return what has still to leave for a line: of a bundle its parts."""
    if not line.parts:
        return [(line.sku, line.to_leave)]
    return [(part.sku, part.quantity * line.to_leave / line.quantity) for part in line.parts]
