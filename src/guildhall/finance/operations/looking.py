"""What is to be written of an order: what it comes to, less what is written already."""

from dataclasses import dataclass

from guildhall.finance import rules
from guildhall.finance.errors import EntityNotFound
from guildhall.finance.models import LegalEntity
from guildhall.finance.queries.books import written_of
from guildhall.finance.rules import Amounts
from guildhall.finance.types import PaperAmounts, PaperKey
from guildhall.kernel.locking import lock_name
from guildhall.kernel.money import Money
from guildhall.kernel.stamp import Stamp
from guildhall.orders.queries.books import BookedLine, BookedOrder, booked_order
from guildhall.payments.queries import totals_of


@dataclass(frozen=True, slots=True)
class Looked:
    """An order, what is to be written about it, how much was before, and who writes."""

    booked: BookedOrder
    entity: LegalEntity
    invoiced: Amounts
    credited: Amounts
    before: int
    paid: bool


def look(number: str, stamp: Stamp) -> Looked:
    """Return what is to be written of an order. Nobody else writes of it meanwhile.

    Refuses with OrderNotFound, NotPermitted or EntityNotFound.
    """
    lock_name(f"finance.papers:{number}")
    booked = booked_order(number)
    stamp.by.must("invoices:edit", scope=booked.scopes)
    entity = _entity(booked.brand)
    totals = totals_of(number, currency=booked.currency)
    amounts = {key_of(line): _amounts(line) for line in booked.lines}
    total = Money(rules.total_of(amounts.values()).total, booked.currency)
    back = rules.given_back(total=total, charged=totals.charged, refunded=totals.refunded)
    target = rules.with_goodwill(amounts, back)
    written, before = written_of(number)
    invoiced, credited = rules.due(target, written)
    if not before:
        invoiced, credited = rules.as_first(invoiced, credited)
    paid = bool(total) and totals.charged >= total
    return Looked(booked, entity, invoiced, credited, before, paid)


def key_of(line: BookedLine) -> PaperKey:
    return PaperKey(line.line, rules.LINE if line.line else rules.SHIPPING, line.tax_rate)


def _amounts(line: BookedLine) -> PaperAmounts:
    return PaperAmounts(line.quantity, line.net.amount, line.tax.amount)


def _entity(brand: str) -> LegalEntity:
    """Return who writes for a brand: its own legal entity, or the one for all the rest."""
    rows = LegalEntity.objects.select_related("brand")
    found = rows.filter(brand__code=brand).first() or rows.filter(brand=None).first()
    if found is None:
        raise EntityNotFound(entity=brand)
    return found
