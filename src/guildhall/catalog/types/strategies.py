"""How prices are made from costs: steps, what they are applied to, what comes of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Self
from uuid import UUID

from guildhall.catalog.states import (
    CostBasis,
    PricingFault,
    ProposalState,
    StepKind,
    Toward,
    WhenStale,
)
from guildhall.catalog.types.prices import plain
from guildhall.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what it needs besides its kind stands in `NEEDS`.

    `value` is of a hundred (percent, margin), a sum (sum, least, most), a sum per kilogram
    (freight), what to round to (round) or what a price ends in (ending, `every` so much).
    """

    kind: StepKind
    value: Decimal | None = None
    every: Decimal | None = None
    toward: Toward = Toward.NEAREST
    source: str = ""
    days: int | None = None
    when_stale: WhenStale = WhenStale.REFUSE

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Self:
        """Return a step as it was kept. Raises ValueError or KeyError where it is none."""
        days = kept.get("days")
        return cls(
            kind=StepKind(kept["kind"]),
            value=_number(kept.get("value")),
            every=_number(kept.get("every")),
            toward=Toward(kept.get("toward", Toward.NEAREST)),
            source=str(kept.get("source", "")),
            days=None if days is None else int(days),
            when_stale=WhenStale(kept.get("when_stale", WhenStale.REFUSE)),
        )

    def kept(self) -> dict[str, Any]:
        """Return the step as it is kept: what its kind needs, and nothing else."""
        told: dict[str, Any] = {"kind": self.kind.value}
        for name in NEEDS[self.kind]:
            value = getattr(self, name)
            told[name] = plain(value) if isinstance(value, Decimal) else value
        return told


NEEDS: dict[StepKind, tuple[str, ...]] = {
    StepKind.CONVERT: ("source", "days", "when_stale"),
    StepKind.PERCENT: ("value",),
    StepKind.MARGIN: ("value",),
    StepKind.SUM: ("value",),
    StepKind.FREIGHT: ("value",),
    StepKind.TAX: (),
    StepKind.ROUND: ("value", "toward"),
    StepKind.ENDING: ("value", "every", "toward"),
    StepKind.LEAST: ("value",),
    StepKind.MOST: ("value",),
}


@dataclass(frozen=True, slots=True)
class About:
    """For which goods a strategy is: each narrows it to any of its values; empty does not."""

    categories: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    skus: tuple[str, ...] = ()

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Self:
        return cls(
            categories=tuple(kept.get("categories", ())),
            brands=tuple(kept.get("brands", ())),
            skus=tuple(kept.get("skus", ())),
        )

    def kept(self) -> dict[str, list[str]]:
        told = {"categories": self.categories, "brands": self.brands, "skus": self.skus}
        return {name: list(values) for name, values in told.items() if values}


@dataclass(frozen=True, slots=True)
class Goods:
    """What a strategy has to know of a variant. `tax_rate` None: its class has none there."""

    cost: Money | None
    weight_grams: int | None = None
    tax_rate: Decimal | None = Decimal(0)


@dataclass(frozen=True, slots=True)
class Rate:
    """How much of another currency one unit was worth, on the day that was last noted."""

    rate: Decimal
    day: date


@dataclass(frozen=True, slots=True)
class Market:
    """Where a price is to be good: its currency, whether it holds the tax, and the day."""

    currency: str
    includes_tax: bool
    day: date
    rates: Mapping[tuple[str, str, str], Rate]
    """By (base, quote, source)."""


@dataclass(frozen=True, slots=True)
class Stage:
    """What a step made of it."""

    kind: StepKind
    amount: Money


@dataclass(frozen=True, slots=True)
class Worked:
    """What a strategy made of a cost: a price, or why there is none.

    `cost` is in the currency of the price; `margin` is a part of the price without its tax.
    """

    price: Money | None = None
    cost: Money | None = None
    margin: Decimal | None = None
    stages: tuple[Stage, ...] = ()
    fault: PricingFault | None = None
    warnings: tuple[PricingFault, ...] = ()


def _number(kept: Any) -> Decimal | None:
    return None if kept in (None, "") else Decimal(str(kept))


@dataclass(frozen=True, slots=True)
class StrategyDraft:
    """A strategy as a company says it. `margin_floor` is a part of the price without its tax."""

    title: str
    price_list: str
    basis: CostBasis
    steps: tuple[Step, ...]
    about: About = About()
    margin_floor: Decimal | None = None
    position: int = 0
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class StrategyCard:
    """A strategy as it is kept."""

    id: UUID
    code: str
    draft: StrategyDraft
    channel: str
    currency: str
    scopes: tuple[str, ...]
    number: int
    updated_at: datetime

    @property
    def version(self) -> str:
        return f"{self.id.hex[-12:]}-{self.number}"


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """What a strategy would make of one variant."""

    sku: str
    title: str
    before: Money | None
    worked: Worked
    below_floor: Decimal


@dataclass(frozen=True, slots=True)
class Preview:
    """Some of a strategy's goods with their prices, and how many goods there are."""

    lines: tuple[PreviewLine, ...]
    goods: int


@dataclass(frozen=True, slots=True)
class ProposalCard:
    """A batch of new prices that waits to be applied."""

    id: UUID
    price_list: str
    channel: str
    currency: str
    source: str
    reference: str
    state: ProposalState
    valid_from: datetime | None
    lines: int
    below_floor: int
    largest_change: Decimal | None
    deepest_margin: Decimal | None
    faults: Mapping[str, int]
    left_out: int
    approval: UUID | None
    proposed_by: str
    created_at: datetime
    decided_at: datetime | None
    scopes: tuple[str, ...]

    @property
    def version(self) -> str:
        return f"{self.id.hex[-12:]}-{self.state}"


@dataclass(frozen=True, slots=True)
class ProposedLine:
    """One price of a proposal: what it was, what it would be, and what it leaves."""

    id: UUID
    sku: str
    title: str
    before: Money | None
    after: Money
    cost: Money | None
    margin: Decimal | None
    is_below_floor: bool
