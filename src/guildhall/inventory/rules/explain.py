"""Who is behind: our number, what a channel was told, what it acknowledged and what it shows."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from guildhall.inventory.states import Behind
from guildhall.inventory.types import ChainLine, Figures


def behind(
    ours: Decimal, *, pushed: Decimal | None, acknowledged: Decimal | None, seen: Decimal | None
) -> tuple[Behind, ...]:
    """Return where the way of a number to a channel is broken, from our end to theirs."""
    found = []
    if pushed is None or pushed != ours:
        found.append(Behind.PUSH)
    if pushed is not None and acknowledged != pushed:
        found.append(Behind.ACKNOWLEDGEMENT)
    if seen is not None and acknowledged is not None and seen != acknowledged:
        found.append(Behind.CHANNEL)
    return tuple(found)


def told_back(lines: Iterable[ChainLine], closing: Figures) -> tuple[ChainLine, ...]:
    """Return the lines, newest first, each with the figures after it."""
    after = closing
    told = []
    for line in lines:
        told.append(replace(line, after=after))
        after -= line.change
    return tuple(told)


def opening_of(told: Sequence[ChainLine], closing: Figures) -> Figures:
    """Return the figures before the oldest of these lines."""
    return told[-1].after - told[-1].change if told else closing
