"""When a link may hold, what a sync may link, and what looks alike. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from guildhall.catalog.types import LinkPlan, MetSku, Window

EVER = datetime(2000, 1, 1, tzinfo=UTC)
"""From when on a link holds that follows no other: before anything was sold on a channel."""


def free_window(at: datetime, taken: Iterable[Window]) -> Window | None:
    """Return the longest window around a moment that touches none of these; None if one has it."""
    start, end = min(EVER, at), None
    for window in taken:
        if window.covers(at):
            return None
        if window.end is not None and window.end <= at:
            start = max(start, window.end)
        if window.start > at:
            end = window.start if end is None else min(end, window.start)
    return Window(start, end)


def overlaps(one: Window, other: Window) -> bool:
    before = one.end is not None and one.end <= other.start
    after = other.end is not None and other.end <= one.start
    return not (before or after)


def plan_of(
    listed: Iterable[MetSku],
    *,
    links: Mapping[str, Sequence[tuple[str, bool]]],
    skus: Iterable[str],
) -> LinkPlan:
    """Return what a sync does with what a channel lists.

    `links` has, by external SKU, each link that there ever was: (storefront, in force now). What
    was linked once, and is not now, was taken away or ended by a person: it is left to a person.
    """
    own = set(skus)
    plan = LinkPlan()
    for met in listed:
        history = [
            now
            for storefront, now in links.get(met.external_sku, ())
            if storefront in {met.storefront, ""}
        ]
        if any(history):
            plan.known.append(met)
        elif history:
            plan.kept_away.append(met)
        elif met.external_sku in own:
            plan.new.append(met)
        else:
            plan.unmatched.append(met)
    return plan


def spellings_of_sku(sku: str) -> tuple[str, ...]:
    """Return how else a shop may have typed an SKU: another case, blanks around it."""
    bare = sku.strip()
    return tuple(dict.fromkeys((bare, bare.upper(), bare.lower())))


def likeness(one: str, other: str) -> int:
    """Return how alike two titles are, from 0 to 100: pairs of letters that both have.

    Pairs of letters also compare what is written without blanks, as Chinese is.
    """
    first, second = _pairs(one), _pairs(other)
    if not first or not second:
        return 0
    return 200 * len(first & second) // (len(first) + len(second))


def _pairs(text: str) -> set[str]:
    words = "".join(each if each.isalnum() else " " for each in text.casefold()).split()
    return {word[i : i + 2] for word in words for i in range(max(1, len(word) - 1))}
