"""From a cost to a price, step by step, as a company defines it. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from guildhall.catalog.rules.pricing import ending_in, margin_of, rounded_to
from guildhall.catalog.states import PricingFault, StepKind, WhenStale
from guildhall.catalog.types.prices import MOST_POINTS
from guildhall.catalog.types.strategies import NEEDS, Goods, Market, Rate, Stage, Step, Worked
from guildhall.kernel.money import Money
from guildhall.kernel.refusals import N_

HIGHEST = Decimal(10) ** 10
MOST_STEPS = 20
LARGEST_PERCENT = Decimal(10_000)


class _Stop(Exception):
    def __init__(self, fault: PricingFault) -> None:
        self.fault = fault


@dataclass(slots=True)
class _Run:
    """A sum on its way, and what it is about."""

    amount: Money
    cost: Money
    goods: Goods
    market: Market
    warnings: list[PricingFault] = field(default_factory=list)

    def set(self, amount: Decimal, currency: str = "") -> None:
        if abs(amount) >= HIGHEST:
            raise _Stop(PricingFault.OUT_OF_RANGE)
        self.amount = Money(amount, currency or self.amount.currency)


def work_out(steps: Sequence[Step], goods: Goods, *, market: Market) -> Worked:
    """Return the price that the steps make of a variant's cost, or why they make none."""
    if goods.cost is None:
        return Worked(fault=PricingFault.NO_COST)
    run = _Run(goods.cost, goods.cost, goods, market)
    stages: list[Stage] = []
    try:
        for step in steps:
            _STEPS[step.kind](run, step)
            stages.append(Stage(step.kind, run.amount))
        price = _finished(run)
    except _Stop as stop:
        return Worked(stages=tuple(stages), fault=stop.fault, warnings=tuple(run.warnings))
    tax_rate = (goods.tax_rate or Decimal(0)) if market.includes_tax else Decimal(0)
    return Worked(
        price=price,
        cost=run.cost,
        margin=margin_of(price.amount, run.cost.amount, tax_rate=tax_rate),
        stages=tuple(stages),
        warnings=tuple(run.warnings),
    )


def _finished(run: _Run) -> Money:
    """Return the price in whole minor units of the market's currency."""
    if run.amount.currency != run.market.currency:
        raise _Stop(PricingFault.OTHER_CURRENCY)
    price = run.amount.rounded()
    if not 0 <= price.amount < HIGHEST:
        raise _Stop(PricingFault.OUT_OF_RANGE)
    return price


def _convert(run: _Run, step: Step) -> None:
    base, quote = run.amount.currency, run.market.currency
    if base == quote:
        return
    rate = _rate(run.market, (base, quote), source=step.source)
    if rate is None:
        raise _Stop(PricingFault.NO_EXCHANGE_RATE)
    if step.days is not None and (run.market.day - rate.day).days > step.days:
        if step.when_stale is WhenStale.REFUSE:
            raise _Stop(PricingFault.STALE_RATE)
        run.warnings.append(PricingFault.STALE_RATE)
    run.set(run.amount.amount * rate.rate, quote)
    run.cost = Money(run.cost.amount * rate.rate, quote)


def _rate(market: Market, pair: tuple[str, str], *, source: str) -> Rate | None:
    """Return a rate as it was noted, or the other way round; never by a third currency."""
    base, quote = pair
    direct = market.rates.get((base, quote, source))
    if direct is not None:
        return direct
    other = market.rates.get((quote, base, source))
    return Rate(1 / other.rate, other.day) if other else None


def _percent(run: _Run, step: Step) -> None:
    run.set(run.amount.amount * (1 + _value(step) / 100))


def _margin(run: _Run, step: Step) -> None:
    run.set(run.amount.amount / (1 - _value(step) / 100))


def _sum(run: _Run, step: Step) -> None:
    run.set(run.amount.amount + _value(step))


def _freight(run: _Run, step: Step) -> None:
    if run.goods.weight_grams is None:
        raise _Stop(PricingFault.NO_WEIGHT)
    run.set(run.amount.amount + _value(step) * run.goods.weight_grams / 1000)


def _tax(run: _Run, step: Step) -> None:  # noqa: ARG001 - as all steps are called
    """Put the tax on top where prices hold it; elsewhere it comes on top by itself."""
    if not run.market.includes_tax:
        return
    if run.goods.tax_rate is None:
        raise _Stop(PricingFault.NO_TAX_RATE)
    run.set(run.amount.amount * (1 + run.goods.tax_rate))


def _round(run: _Run, step: Step) -> None:
    run.set(rounded_to(run.amount.amount, _value(step), step.toward))


def _ending(run: _Run, step: Step) -> None:
    every = step.every or Decimal(1)
    run.set(ending_in(run.amount.amount, _value(step), every=every, toward=step.toward))


def _least(run: _Run, step: Step) -> None:
    run.set(max(run.amount.amount, _value(step)))


def _most(run: _Run, step: Step) -> None:
    run.set(min(run.amount.amount, _value(step)))


_STEPS: dict[StepKind, Callable[[_Run, Step], None]] = {
    StepKind.CONVERT: _convert,
    StepKind.PERCENT: _percent,
    StepKind.MARGIN: _margin,
    StepKind.SUM: _sum,
    StepKind.FREIGHT: _freight,
    StepKind.TAX: _tax,
    StepKind.ROUND: _round,
    StepKind.ENDING: _ending,
    StepKind.LEAST: _least,
    StepKind.MOST: _most,
}


def _value(step: Step) -> Decimal:
    return step.value if step.value is not None else Decimal(0)


def points_below(
    price: Money, goods: Goods, *, steps: Sequence[Step], market: Market, floor: Decimal
) -> Decimal:
    """Return by how many points of a hundred a price leaves less than its floor; 0 where not.

    The cost is taken in the currency that the steps convert it to. A price whose cost is not
    known is not below anything.
    """
    converts = [step for step in steps if step.kind is StepKind.CONVERT]
    cost = work_out(converts, goods, market=market).cost
    if cost is None:
        return Decimal(0)
    tax_rate = (goods.tax_rate or Decimal(0)) if market.includes_tax else Decimal(0)
    margin = margin_of(price.amount, cost.amount, tax_rate=tax_rate)
    return below(margin, floor)


def below(margin: Decimal | None, floor: Decimal | None) -> Decimal:
    """Return how many points of a hundred are missing; something given away misses them all."""
    if floor is None:
        return Decimal(0)
    missing = floor - (margin if margin is not None else Decimal(0))
    return min(max((missing * 100).quantize(Decimal("0.01")), Decimal(0)), MOST_POINTS)


def faults_of(steps: Sequence[Step]) -> dict[str, str]:
    """Return what is wrong with steps, by field; empty when all is well."""
    found: dict[str, str] = {}
    if not steps:
        found["steps"] = N_("Add at least one step.")
    if len(steps) > MOST_STEPS:
        found["steps"] = N_("Use at most 20 steps.")
    for i, step in enumerate(steps):
        for name, message in _faults(step):
            found[f"steps.{i}.{name}"] = message
    return found


def _faults(step: Step) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    needs = NEEDS[step.kind]
    if "value" in needs and not _is_good_value(step):
        found.append(("value", _RANGES[step.kind]))
    if step.kind is StepKind.ENDING and not _is_good_ending(step):
        found.append(("every", N_("Let it be more than what prices end in.")))
    if step.kind is StepKind.CONVERT and not step.source:
        found.append(("source", N_("Name the source of the exchange rate.")))
    if "days" in needs and step.days is not None and not 0 <= step.days <= 366:
        found.append(("days", N_("Use 0 to 366 days.")))
    return found


def _is_good_value(step: Step) -> bool:
    value = step.value
    if value is None or not value.is_finite() or abs(value) >= HIGHEST:
        return False
    good = {
        StepKind.PERCENT: -100 < value <= LARGEST_PERCENT,
        StepKind.MARGIN: 0 <= value < 100,
        StepKind.ROUND: value > 0,
        StepKind.SUM: True,
    }
    return good.get(step.kind, value >= 0)


def _is_good_ending(step: Step) -> bool:
    every = step.every if step.every is not None else Decimal(1)
    return every.is_finite() and 0 < every < HIGHEST and (step.value or 0) < every


_RANGES = {
    StepKind.PERCENT: N_("Use more than -100 and at most 10,000 percent."),
    StepKind.MARGIN: N_("Use 0 to less than 100 percent of the price."),
    StepKind.SUM: N_("Use a sum; with a minus it is taken off."),
    StepKind.FREIGHT: N_("Use a sum per kilogram, zero or more."),
    StepKind.ROUND: N_("Use what to round to, such as 0.05 or 10."),
    StepKind.ENDING: N_("Use what prices end in, such as 0.99."),
    StepKind.LEAST: N_("Use the lowest price, zero or more."),
    StepKind.MOST: N_("Use the highest price, zero or more."),
}
