"""Reading the chain, comparing it with the facts, and showing the trail."""

import hmac
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

from django.db.models import Sum

from guildhall.audit import rules
from guildhall.audit.models import DaySeal, Seal, TrailCheck, TrailKey
from guildhall.audit.states import KEY_PURPOSE, Wrong
from guildhall.audit.types import Finding, Link, Print, SealState, Verdict
from guildhall.kernel.facts import (
    FactFilter,
    FactRow,
    columns_of_facts,
    count_facts_after,
    list_facts,
)
from guildhall.kernel.paging import Page
from guildhall.kernel.personal import reveal
from guildhall.kernel.vault import open_sealed

SEALS_AT_ONCE = 20


def list_trail(chosen: FactFilter, *, cursor: str | None, limit: int = 50) -> Page[FactRow]:
    """Return one page of the trail, newest first, with addresses as far as keys are left.

    Refuses with CursorInvalid. Two statements.
    """
    page = list_facts(chosen, cursor=cursor, limit=limit)
    said = reveal(row.address for row in page.items)
    rows = tuple(replace(row, address=said.get(row.address, "")) for row in page.items)
    return Page(rows, page.next_cursor)


def seal_state() -> SealState:
    """Return how far the trail is sealed and what its last check found."""
    last = Seal.objects.order_by("-number").defer("prints").first()
    check = TrailCheck.objects.order_by("-checked_at").first()
    until = last.until if last else rules.BEFORE_ALL
    return SealState(
        until=last.until if last else 0,
        sealed_at=last.sealed_at if last else None,
        waiting=count_facts_after(until),
        checked_at=check.checked_at if check else None,
        finding=check.finding if check else "",
        sequence=check.sequence if check else None,
    )


def last_checked_at() -> datetime | None:
    """Return when the whole chain was last compared with the facts."""
    order = TrailCheck.objects.order_by("-checked_at")
    return order.values_list("checked_at", flat=True).first()


def verify_chain() -> Verdict:
    """Compare every fact with its seal, every seal with the one before, and every day's end.

    The first thing that is wrong ends it: what follows cannot be told apart from it.
    """
    number, until, digest = 0, rules.BEFORE_ALL, rules.START
    facts = 0
    for link, sealed in _links():
        finding = rules.broken_link(link, sealed, before=(number, until, digest))
        finding = finding or rules.first_difference(link, prints_between(link.after, link.until))
        if finding is not None:
            return Verdict(number, facts, max(until, 0), digest.hex(), finding=finding)
        number, until, digest = link.number, link.until, sealed
        facts += len(link.prints)
    days, wrong = _check_days(last=number)
    return Verdict(number, facts, max(until, 0), digest.hex(), days=days, finding=wrong)


def prints_between(after: int, until: int, *, most: int | None = None) -> tuple[Print, ...]:
    """Return sequence and hash of the facts beyond `after` and up to `until`."""
    rows = columns_of_facts(after=after, until=until, most=most)
    return tuple(Print(row["sequence"], rules.fact_digest(row)) for row in rows)


def signing_key() -> bytes:
    """Return the key that signs days. Raises SealBroken or TrailKey.DoesNotExist."""
    return bytes.fromhex(open_sealed(TrailKey.objects.get(id=1).sealed, purpose=KEY_PURPOSE))


def facts_under(seal: int) -> int:
    """Return how many facts lie under the seals up to this one."""
    found = Seal.objects.filter(number__lte=seal).aggregate(all=Sum("facts"))
    return int(found["all"] or 0)


def _links() -> Iterator[tuple[Link, bytes]]:
    number = 0
    while rows := list(Seal.objects.filter(number__gt=number).order_by("number")[:SEALS_AT_ONCE]):
        for row in rows:
            yield link_of(row), bytes(row.digest)
        number = rows[-1].number


def link_of(row: Seal) -> Link:
    return Link(
        number=row.number,
        after=row.after,
        until=row.until,
        prints=rules.unpacked(bytes(row.prints)),
        previous=bytes(row.previous),
        sealed_at=row.sealed_at,
    )


def _check_days(*, last: int) -> tuple[int, Finding | None]:
    """Return how many days' ends are as they were signed, and what is wrong first."""
    days = list(DaySeal.objects.order_by("day"))
    if not days:
        return 0, None
    key = signing_key()
    digests = dict(
        Seal.objects.filter(number__in=[day.seal for day in days]).values_list("number", "digest")
    )
    for checked, day in enumerate(days):
        if day.seal > last:
            return checked, Finding(Wrong.SEAL_REMOVED, last + 1, day=day.day)
        digest = bytes(digests.get(day.seal, b""))
        due = rules.day_signature(key, day.day, seal=day.seal, digest=digest, facts=day.facts)
        if digest != bytes(day.digest) or not hmac.compare_digest(due, bytes(day.signature)):
            return checked, Finding(Wrong.DAY_CHANGED, day.seal, day=day.day)
    missing = _days_sealed(until=days[-1].day) - {day.day for day in days}
    if missing:
        return len(days), Finding(Wrong.DAY_REMOVED, 0, day=min(missing))
    return len(days), None


def _days_sealed(*, until: date) -> set[date]:
    """Return the days on which anything was sealed."""
    return set(
        Seal.objects.filter(sealed_at__date__lte=until)
        .order_by()
        .values_list("sealed_at__date", flat=True)
        .distinct()
    )
