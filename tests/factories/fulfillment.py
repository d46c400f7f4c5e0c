"""Orders that are confirmed, and what is to leave of them."""

from collections.abc import Mapping
from decimal import Decimal

from guildhall.fulfillment.operations import follow_order
from guildhall.fulfillment.queries import get_work, works_of_order
from guildhall.fulfillment.types import Part, WorkCard
from guildhall.kernel.stamp import Stamp
from guildhall.orders.operations import confirm_order
from tests.factories.company import Company, make_order


def make_works(
    company: Company, lines: Mapping[str, int | str] | None = None, *, stamp: Stamp
) -> tuple[WorkCard, ...]:
    """Return what is to leave of a new, confirmed order."""
    number = make_order(company, lines or {"APPLE": 2}, stamp=stamp).row.number
    confirm_order(number, stamp=stamp)
    follow_order(number, stamp=stamp)
    return works_of_order(number)


def make_work(
    company: Company, lines: Mapping[str, int | str] | None = None, *, stamp: Stamp
) -> WorkCard:
    """Return the one fulfillment order of a new order."""
    (work,) = make_works(company, lines, stamp=stamp)
    return work


def part_of(number: str, sku: str, quantity: int | str) -> Part:
    """Return so much of an SKU on a fulfillment order."""
    line = next(each for each in get_work(number).lines if each.sku == sku)
    return Part(line.id, Decimal(quantity))
