"""Counting facts into roll-ups, and counting them all anew."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from django.db import connection, transaction

from guildhall.hq import rules
from guildhall.hq.events import FiguresRebuilt
from guildhall.hq.models import DayFigure
from guildhall.hq.types import CountableFact, Entry, ReadFacts, Rebuilt
from guildhall.kernel.delivery.deliver import note_as_done, notes_on
from guildhall.kernel.events import record
from guildhall.kernel.ids import new_id
from guildhall.kernel.locking import lock_name, share_name
from guildhall.kernel.stamp import Stamp

_ADD = """
INSERT INTO hq_dayfigure AS kept (id, tenant_id, business_date, currency, as_of, orders, units,
    revenue, canceled_orders, canceled_revenue, shipped_orders)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (tenant_id, business_date, currency) DO UPDATE SET
    as_of = greatest(kept.as_of, excluded.as_of),
    orders = kept.orders + excluded.orders,
    units = kept.units + excluded.units,
    revenue = kept.revenue + excluded.revenue,
    canceled_orders = kept.canceled_orders + excluded.canceled_orders,
    canceled_revenue = kept.canceled_revenue + excluded.canceled_revenue,
    shipped_orders = kept.shipped_orders + excluded.shipped_orders
"""


@transaction.atomic
def count_fact(tenant_id: UUID, *, entry: Entry) -> None:
    """Add what one fact says to a tenant's day.

    Called once per fact: the delivery notes in the same transaction that it was counted.
    """
    share_name(_counting(tenant_id))
    row = (
        *(new_id(), tenant_id, entry.day, entry.currency, entry.as_of, entry.orders, entry.units),
        *(entry.revenue, entry.canceled_orders, entry.canceled_revenue, entry.shipped_orders),
    )
    with connection.cursor() as cursor:
        cursor.execute(_ADD, row)


@transaction.atomic
def rebuild_figures(tenant_id: UUID, *, read: ReadFacts, stamp: Stamp) -> Rebuilt:
    """Count a tenant's facts anew and replace its figures by what they add up to.

    No fact is missed or counted twice, though facts go on being recorded and delivered.
    First the name that counting shares is locked: whatever was counted is committed now,
    and whatever comes next waits. Only then are facts and notes read. So a fact with a
    note is counted here, and one without is counted by its delivery, after us. A fact
    whose delivery is over without a note (its roll-up came later, or `public` was restored
    from a backup) will not be delivered again: it is counted here and noted.

    `read` reads the tenant's facts on a connection of its own, since one transaction
    keeps to one scope. Refuses with NotPermitted.
    """
    lock_name(_counting(tenant_id))
    stamp.by.must("figures:edit")

    counted = 0
    sums: dict[tuple[date, str], Entry] = {}
    for page in _pages(read):
        entries = _counted(page)
        counted += len(entries)
        sums = rules.add_up([*sums.values(), *entries])
    corrected = _replace(tenant_id, sums)

    rebuilt = Rebuilt(facts=counted, days=len(sums), corrected=corrected)
    record(
        FiguresRebuilt(
            tenant_id=tenant_id, facts=counted, days=len(sums), corrected=corrected, stamp=stamp
        )
    )
    return rebuilt


def _counting(tenant_id: UUID) -> str:
    return f"hq.counting:{tenant_id}"


def _pages(read: ReadFacts) -> Iterator[tuple[CountableFact, ...]]:
    after = 0
    while page := read(after):
        yield page
        after = page[-1].sequence


def _counted(page: tuple[CountableFact, ...]) -> list[Entry]:
    """Return the entries of those facts that are counted, and note those that nobody noted."""
    notes = notes_on([fact.fact_id for fact in page])
    by_note = {fact.fact_id: notes.get((fact.fact_id, fact.reaction)) for fact in page}
    unnoted = [fact for fact in page if fact.delivered and by_note[fact.fact_id] is None]
    note_as_done((fact.fact_id, fact.reaction) for fact in unnoted)
    noted = [fact for fact in page if by_note[fact.fact_id] == ""]
    return [fact.entry for fact in (*noted, *unnoted)]


def _replace(tenant_id: UUID, sums: dict[tuple[date, str], Entry]) -> int:
    """Put these figures in the place of the tenant's, and return how many days differed."""
    rows = DayFigure.objects.filter(tenant_id=tenant_id)
    former = {(row.business_date, row.currency): _entry(row) for row in rows}
    rows.delete()
    DayFigure.objects.bulk_create(_row(tenant_id, entry) for entry in sums.values())
    return sum(former.get(key) != sums.get(key) for key in former.keys() | sums.keys())


def _entry(row: DayFigure) -> Entry:
    return Entry(
        day=row.business_date,
        currency=row.currency,
        as_of=row.as_of,
        orders=row.orders,
        units=row.units,
        revenue=row.revenue,
        canceled_orders=row.canceled_orders,
        canceled_revenue=row.canceled_revenue,
        shipped_orders=row.shipped_orders,
    )


def _row(tenant_id: UUID, entry: Entry) -> DayFigure:
    return DayFigure(
        tenant_id=tenant_id,
        business_date=entry.day,
        currency=entry.currency,
        as_of=entry.as_of,
        orders=entry.orders,
        units=entry.units,
        revenue=entry.revenue,
        canceled_orders=entry.canceled_orders,
        canceled_revenue=entry.canceled_revenue,
        shipped_orders=entry.shipped_orders,
    )
