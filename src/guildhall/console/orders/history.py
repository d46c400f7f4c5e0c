"""The history of an order, told by what it is about."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from guildhall.console.shell.navigation import Text
from guildhall.orders.types import TimelineEntry

ALL = ""
TOLD: dict[str, tuple[Text, tuple[str, ...]]] = {
    "order": (_("Order"), ("order.",)),
    "money": (_("Money"), ("payment.", "order.payment_", "order.paid_")),
    "goods": (_("Goods and parcels"), ("stock.", "fulfillment.", "parcel.", "carrier.")),
    "people": (_("People"), ("order.note_", "order.customer_", "order.tagged", "notification.")),
}


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the history: how many facts it has, and whether it is what is shown."""

    name: str
    label: Text
    count: int
    is_shown: bool


def part_of(fact: TimelineEntry) -> str:
    """Return what a fact is about: the most exact beginning of its name decides."""
    found = [
        (len(start), name)
        for name, (_label, starts) in TOLD.items()
        for start in starts
        if fact.type.startswith(start)
    ]
    return max(found)[1] if found else "order"


def parts_of(history: Sequence[TimelineEntry], shown: str) -> tuple[Part, ...]:
    """Return the parts of a history that have something to tell, the whole of it first."""
    counts = dict.fromkeys(TOLD, 0)
    for fact in history:
        counts[part_of(fact)] += 1
    whole = Part(ALL, _("Everything"), len(history), is_shown=shown not in TOLD)
    some = (
        Part(name, TOLD[name][0], count, is_shown=name == shown)
        for name, count in counts.items()
        if count or name == shown
    )
    return (whole, *some)


def told_of(history: Iterable[TimelineEntry], shown: str) -> tuple[TimelineEntry, ...]:
    return tuple(fact for fact in history if shown not in TOLD or part_of(fact) == shown)
