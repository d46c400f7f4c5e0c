"""From one unit to another and back, exactly or not at all. Pure."""

from decimal import Decimal

from guildhall.catalog.types import EACH

STEP = Decimal("0.001")


def is_countable(quantity: Decimal, *, unit: str) -> bool:
    """Return whether stock can count this: pieces as whole numbers, the rest to three decimals."""
    if not quantity.is_finite():
        return False
    if unit == EACH:
        return quantity == quantity.to_integral_value()
    return quantity == quantity.quantize(STEP)


def to_base(quantity: Decimal, *, factor: Decimal, base: str) -> Decimal | None:
    """Return a quantity in the base unit; None where that cannot be counted exactly."""
    found = quantity * factor
    return found if is_countable(found, unit=base) else None


def from_base(quantity: Decimal, *, factor: Decimal, unit: str) -> Decimal | None:
    """Return a base quantity in another unit; None where that would have to be rounded."""
    found = quantity / factor
    if found * factor != quantity or not is_countable(found, unit=unit):
        return None
    return found
