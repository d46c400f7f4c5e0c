"""The world that machines of stock act in, and one thing that happens in it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from random import Random
from uuid import UUID

from guildhall.inventory.types import Demand, StockKey
from guildhall.kernel.stamp import Stamp, system_stamp

PLACES = ("S1", "S2")


@dataclass(slots=True)
class World:
    """A channel's SKUs in two places, what was asked of them, and what time it is.

    `box` is a bundle of these SKUs. `transfers` and `counts` are papers that were begun.
    """

    channel_id: UUID
    variants: Mapping[str, UUID]
    levels: Mapping[tuple[str, str], UUID]
    box: str
    now: datetime
    promised: dict[str, dict[str, int]] = field(default_factory=dict)
    touched: set[str] = field(default_factory=set)
    transfers: list[str] = field(default_factory=list)
    counts: list[str] = field(default_factory=list)

    @property
    def stamp(self) -> Stamp:
        return system_stamp("test", self.now)

    def wanted(self, random: Random) -> dict[str, int]:
        skus = random.sample(sorted(self.variants), random.randint(1, len(self.variants)))
        return {sku: random.randint(1, 5) for sku in skus}

    def demands(self, wanted: Mapping[str, int]) -> list[Demand]:
        return [Demand(self.variants[sku], sku, Decimal(n)) for sku, n in wanted.items()]

    def somewhere(self, random: Random) -> StockKey:
        return StockKey(random.choice(sorted(self.variants)), random.choice(PLACES))

    def older(self, act: "Act", random: Random) -> str:
        return random.choice(sorted(self.promised) or [act.reference])


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that happens; `seed` chooses the rest of it, the same in every run."""

    name: str
    reference: str
    seed: int


type Acting = Callable[[Act, World, Random], None]
