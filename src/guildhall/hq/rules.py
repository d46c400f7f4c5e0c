"""Which days to show, and how figures are shared out and added up. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from guildhall.hq.errors import SpanInvalid
from guildhall.hq.types import Asked, Entry, Preset, Span
from guildhall.kernel.refusals import N_

MOST_DAYS = 366
# A day runs somewhere on Earth from 14 hours before UTC's until 12 hours after it.
AHEAD = timedelta(hours=14)
BEHIND = timedelta(hours=12)
TENTHS_OF_PERCENT = 1000


def first_running(at: datetime) -> date:
    """Return the oldest business day that is still running somewhere.

    Subsidiaries keep their own zones, so a group has no midnight of its own.
    """
    return (at - BEHIND).date()


def today_of(at: datetime, latest: date | None) -> date:
    """Return the newest day that somebody has sold on today, or else UTC's date."""
    if latest is not None and first_running(at) <= latest <= (at + AHEAD).date():
        return latest
    return at.date()


def span_of(asked: Asked, *, today: date, latest: date | None) -> tuple[Span, Preset | None]:
    """Return the days that were asked for, and the preset that they come from, if any.

    Refuses with SpanInvalid.
    """
    since, until = asked.since or asked.until, asked.until or asked.since
    if since is None or until is None:
        preset = asked.preset or asked.otherwise
        return _preset(preset, today=today, latest=latest), preset
    if since > until:
        raise SpanInvalid(errors={"until": N_("The last day lies before the first.")})
    if (until - since).days >= MOST_DAYS:
        raise SpanInvalid(errors={"since": N_("Show at most 366 days at a time.")})
    return Span(since, until), None


def _preset(preset: Preset, *, today: date, latest: date | None) -> Span:
    match preset:
        case Preset.LATEST:
            return Span(latest or today, latest or today)
        case Preset.TODAY:
            return Span(today, today)
        case Preset.WEEK:
            return Span(today - timedelta(days=6), today)
        case Preset.MONTH:
            return Span(today - timedelta(days=29), today)


def percents(amounts: Sequence[Decimal]) -> tuple[Decimal | None, ...]:
    """Return each amount's share of their sum in percent, to a tenth; they add up to 100.0.

    Largest remainder first; equal remainders go to the earlier one. Without a sum to share
    there are no shares.
    """
    total = sum(amounts, Decimal(0))
    if total <= 0 or min(amounts) < 0:
        return tuple(None for _ in amounts)
    exact = [amount * TENTHS_OF_PERCENT / total for amount in amounts]
    tenths = [int(share) for share in exact]
    by_remainder = sorted(range(len(exact)), key=lambda i: tenths[i] - exact[i])
    for i in by_remainder[: TENTHS_OF_PERCENT - sum(tenths)]:
        tenths[i] += 1
    return tuple(Decimal(share).scaleb(-1) for share in tenths)


def most_used(counts: Mapping[str, int]) -> str:
    """Return what counts most, the first in the alphabet of several such; nothing of nothing."""
    return min(counts, key=lambda name: (-counts[name], name), default="")


def plain(units: Decimal) -> Decimal:
    """Return a quantity without the zeros that its column adds: 3, not 3.000."""
    whole = units.to_integral_value()
    return whole if whole == units else units.normalize()


def add_up(entries: Iterable[Entry]) -> dict[tuple[date, str], Entry]:
    """Return what facts add up to, per day and currency."""
    sums: dict[tuple[date, str], Entry] = {}
    for entry in entries:
        key = (entry.day, entry.currency)
        sums[key] = sums[key] + entry if key in sums else entry
    return sums
