"""Whether to buy again, how much, and for when."""

from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal

from guildhall.inventory.types import Projection, ReorderTerms


def wanted(terms: ReorderTerms, projected: Decimal) -> Decimal:
    """Return how much to buy: zero while more than the level is projected."""
    if projected > terms.level:
        return Decimal(0)
    needed = max(terms.quantity, terms.level - projected)
    if needed <= 0:
        return Decimal(0)
    needed = max(needed, terms.least_order)
    if terms.multiple > 0:
        times = (needed / terms.multiple).to_integral_value(ROUND_CEILING)
        needed = times * terms.multiple
    return needed


def proposed(terms: ReorderTerms, found: Projection) -> Decimal | None:
    """Return what is to be proposed in place of what is open now; None leaves it as it is."""
    if found.open:
        if found.certain > terms.level:
            return Decimal(0)
        return None if found.total > terms.level else wanted(terms, found.certain)
    return wanted(terms, found.total) or None


def due_on(terms: ReorderTerms, today: date) -> date:
    """Return when goods that are ordered today are here."""
    return today + timedelta(days=terms.lead_days)
