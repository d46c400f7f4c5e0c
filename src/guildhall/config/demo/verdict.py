"""Whether a day at the shops adds up: a judgement on counted numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Count:
    """What was counted in one company's schema, and what HQ says about the company."""

    slug: str
    orders: int
    unshipped: int
    facts: int
    undelivered: int
    ledger_differs: int
    reserved_differs: int
    oversold: int
    hq_orders: int


def problems_of(count: Count) -> list[str]:
    """Return what does not add up, a sentence each, in the words of whoever must look."""
    told = (
        (count.oversold, "levels oversold"),
        (count.ledger_differs, "levels unlike the sum of their movements"),
        (count.reserved_differs, "levels unlike the sum of their open reservations"),
        (count.undelivered, "facts undelivered"),
    )
    found = [f"{count.slug}: {what}: {number}" for number, what in told if number]
    if count.hq_orders != count.orders:
        found.append(f"{count.slug}: {count.orders} orders, but HQ knows {count.hq_orders}")
    if not count.orders:
        found.append(f"{count.slug}: no orders at all")
    return found


def verdict(
    counts: Sequence[Count], *, platform_undelivered: int, seconds: float
) -> dict[str, Any]:
    """Return the verdict over all companies as one document; it has problems only if not ok."""
    problems = [problem for count in counts for problem in problems_of(count)]
    if platform_undelivered:
        problems.append(f"public: facts undelivered: {platform_undelivered}")
    if not counts:
        problems.append("there are no companies: run load_journey first")
    told = {
        "ok": not problems,
        "tenants": len(counts),
        "orders": sum(count.orders for count in counts),
        "oversold": sum(count.oversold for count in counts),
        "unshipped": sum(count.unshipped for count in counts),
        "facts": sum(count.facts for count in counts),
        "undelivered_facts": sum(count.undelivered for count in counts) + platform_undelivered,
        "hq_orders": sum(count.hq_orders for count in counts),
        "seconds": round(seconds, 1),
    }
    return told | ({"problems": problems} if problems else {})
