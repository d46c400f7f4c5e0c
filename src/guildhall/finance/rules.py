"""What is to be written so that the papers say what an order comes to. Pure."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from guildhall.finance.states import IssueWhen
from guildhall.finance.types import PaperAmounts, PaperKey
from guildhall.kernel.money import Money

NOTHING = PaperAmounts(Decimal(0), Decimal(0), Decimal(0))
LINE = "line"
SHIPPING = "shipping"
GOODWILL = "goodwill"

type Amounts = Mapping[PaperKey, PaperAmounts]


def given_back(*, total: Money, charged: Money, refunded: Money) -> Money:
    """Return what of the refunds is for nothing that the order dropped.

    A refund of what was canceled is in the order already; what goes beyond it makes the order
    cheaper, up to all of it.
    """
    zero = Money.zero(total.currency)
    overpaid = max(zero, charged - total)
    return max(zero, min(total, refunded - overpaid))


def with_goodwill(booked: Amounts, goodwill: Money) -> dict[PaperKey, PaperAmounts]:
    """Return what an order comes to after what was given back, taken from each rate by its share.

    Tax goes back with the amounts at their rate, so that no rate's tax is guessed.
    """
    found = dict(booked)
    rates: dict[Decimal, PaperAmounts] = {}
    for key, amounts in booked.items():
        before = rates.get(key.tax_rate, NOTHING)
        rates[key.tax_rate] = PaperAmounts(
            Decimal(0), before.net + amounts.net, before.tax + amounts.tax
        )
    weights = [max(each.total, Decimal(0)) for each in rates.values()]
    if not goodwill or not any(weights):
        return found
    shares = goodwill.split(weights)
    for (rate, amounts), share in zip(rates.items(), shares, strict=True):
        if share:
            part = Money(share.amount * amounts.tax / amounts.total, share.currency)
            tax = part.rounded().amount
            given = PaperAmounts(Decimal(1), share.amount - tax, tax)
            found[PaperKey(None, GOODWILL, rate)] = -given
    return found


def due(target: Amounts, written: Amounts) -> tuple[Amounts, Amounts]:
    """Return what is to be invoiced, and what is to be credited, both as positive amounts."""
    invoiced: dict[PaperKey, PaperAmounts] = {}
    credited: dict[PaperKey, PaperAmounts] = {}
    for key in [*target, *(key for key in written if key not in target)]:
        differs = target.get(key, NOTHING) - written.get(key, NOTHING)
        if not differs:
            continue
        if (differs.total or differs.net) > 0:
            invoiced[key] = differs
        else:
            credited[key] = -differs
    return invoiced, credited


def as_first(invoiced: Amounts, credited: Amounts) -> tuple[Amounts, Amounts]:
    """Return what a first invoice holds: what was given back before is off its total."""
    if not invoiced:
        return {}, {}
    return {**invoiced, **{key: -each for key, each in credited.items()}}, {}


def total_of(amounts: Iterable[PaperAmounts]) -> PaperAmounts:
    """Return what amounts come to together."""
    net = tax = Decimal(0)
    for each in amounts:
        net += each.net
        tax += each.tax
    return PaperAmounts(Decimal(0), net, tax)


def by_rate(amounts: Amounts) -> dict[Decimal, PaperAmounts]:
    """Return what amounts come to at each rate of tax, the highest first."""
    rates = sorted({key.tax_rate for key in amounts}, reverse=True)
    return {
        rate: total_of(each for key, each in amounts.items() if key.tax_rate == rate)
        for rate in rates
    }


def is_due_now(when: IssueWhen, *, paid: bool, shipped: bool) -> bool:
    """Return whether an order gets its first invoice by itself now."""
    return (when is IssueWhen.WHEN_PAID and paid) or (when is IssueWhen.WHEN_SHIPPED and shipped)


def day_of(at: datetime, zone: str) -> date:
    """Return the day on which something is issued, on the entity's clock."""
    return at.astimezone(ZoneInfo(zone)).date()


def number_of(prefix: str, year: int, count: int) -> str:
    return f"{prefix}-{year}-{count:06d}"
