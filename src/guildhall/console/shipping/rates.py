"""What a way of shipping costs, one line a zone and currency: read, and written as it is read.

us USD: 0 = 5.90, 100 = 0
eu EUR by weight: 0 = 4.90, 1000 = 7.90; free from 200; 2-5 days
"""

import re
from decimal import Decimal, InvalidOperation

from guildhall.checkout.states import RateBasis
from guildhall.checkout.types import RateTerms, ShippingStep

BY_WEIGHT = " by weight"
_LINE = re.compile(
    r"(?P<zone>[a-z0-9_-]+) +(?P<currency>[A-Za-z]{3})(?P<weight> by weight)? *:"
    r"(?P<steps>[^;]+)(?:; *free from (?P<free>[\d.]+) *)?"
    r"(?:; *(?P<least>\d{1,3})(?:-(?P<most>\d{1,3}))? days *)?"
)


class LineUnreadable(ValueError):
    """A line that says nothing of a price."""


def read_rate(line: str) -> RateTerms:
    """Return a rate. Raises LineUnreadable."""
    found = _LINE.fullmatch(line.strip())
    if found is None:
        raise LineUnreadable(line)
    least, most = found["least"], found["most"] or found["least"]
    try:
        return RateTerms(
            zone=found["zone"],
            currency=found["currency"].upper(),
            steps=tuple(_step(each) for each in found["steps"].split(",")),
            basis=RateBasis.WEIGHT if found["weight"] else RateBasis.TOTAL,
            free_from=Decimal(found["free"]) if found["free"] else None,
            least_days=int(least) if least else None,
            most_days=int(most) if most else None,
        )
    except InvalidOperation as error:
        raise LineUnreadable(line) from error


def write_rate(rate: RateTerms) -> str:
    """Return a rate as it is read."""
    weight = BY_WEIGHT if rate.basis is RateBasis.WEIGHT else ""
    steps = ", ".join(f"{_plain(step.at_least)} = {_plain(step.price)}" for step in rate.steps)
    told = f"{rate.zone} {rate.currency}{weight}: {steps}"
    if rate.free_from is not None:
        told += f"; free from {_plain(rate.free_from)}"
    if rate.least_days is not None:
        told += f"; {rate.least_days}-{rate.most_days or rate.least_days} days"
    return told


def _step(text: str) -> ShippingStep:
    low, equals, price = text.partition("=")
    if not equals:
        raise LineUnreadable(text)
    step = ShippingStep(Decimal(low.strip()), Decimal(price.strip()))
    if not (step.at_least.is_finite() and step.price.is_finite()):
        raise LineUnreadable(text)
    return step


def _plain(amount: Decimal) -> str:
    plain = f"{amount.normalize():f}"
    whole, dot, cents = plain.partition(".")
    return f"{whole}.{cents.ljust(2, '0')}" if dot else whole
