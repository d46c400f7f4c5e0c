"""What Redis remembers of stock next to what the rows say."""

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Event
from uuid import UUID

from guildhall.inventory.queries.availability import truth_of
from guildhall.inventory.queries.hints import hints_of

LONG_ENOUGH = 0.2
"""Seconds by which a change has dropped its hint: the drop follows its commit."""


@dataclass(frozen=True, slots=True)
class WrongHint:
    """A hint that outlived its truth: asked in one way, what is told and what is so."""

    variant_id: UUID
    way: str
    kept: str
    proven: str


def wrong_hints(variants: Sequence[UUID]) -> tuple[int, list[WrongHint]]:
    """Return how many hints there are of these variants, and which of them are not so.

    A change commits before it drops its hint. What seems wrong is looked at once more, when
    that is done: it is wrong only if the same is still told.
    """
    count, seeming = _differing(variants)
    if not seeming:
        return count, []
    Event().wait(LONG_ENOUGH)
    _, still = _differing(list({each.variant_id for each in seeming}))
    told = {(each.variant_id, each.way, each.kept) for each in seeming}
    return count, [each for each in still if (each.variant_id, each.way, each.kept) in told]


def _differing(variants: Sequence[UUID]) -> tuple[int, list[WrongHint]]:
    hints = hints_of(variants)
    by_way: dict[str, list[UUID]] = {}
    for variant, told in hints.items():
        for way in told:
            by_way.setdefault(way, []).append(variant)
    wrong = []
    for way, those in sorted(by_way.items()):
        truth = truth_of(those, way=way)
        wrong += [
            WrongHint(variant, way, hints[variant][way], so)
            for variant, so in truth.items()
            if hints[variant][way] != so
        ]
    return sum(map(len, hints.values())), wrong
