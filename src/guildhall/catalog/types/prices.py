"""What others may see of prices, and what they cost us."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from guildhall.catalog.states import CostBasis, PriceSource, ProductKind
from guildhall.kernel.money import Money


@dataclass(frozen=True, slots=True)
class PriceOrigin:
    """Where a price came from: its row, its list (empty: the channel's own) and its source.

    `reference` names the run or the file; `cost` is what the variant cost us when the price
    was made.
    """

    row: UUID
    price_list: str
    min_quantity: Decimal
    source: str
    reference: str
    cost: Decimal | None

    def kept(self) -> dict[str, str]:
        """Return what an order keeps of it, without what is empty."""
        told = {
            "row": str(self.row),
            "list": self.price_list,
            "from": plain(self.min_quantity) if self.min_quantity else "",
            "source": self.source,
            "reference": self.reference,
            "cost": plain(self.cost) if self.cost is not None else "",
        }
        return {name: value for name, value in told.items() if value}


@dataclass(frozen=True, slots=True)
class PricedVariant:
    """A variant with its price on one channel, as an order freezes it."""

    variant_id: UUID
    sku: str
    title: str
    unit: str
    price: Money
    tax_rate: Decimal
    kind: ProductKind
    origin: PriceOrigin


@dataclass(frozen=True, slots=True)
class NotedCost:
    """What one base unit of a variant costs us, on one basis."""

    variant_id: UUID
    basis: CostBasis
    amount: Money


@dataclass(frozen=True, slots=True)
class PriceSlot:
    """Where a price stands: on which list (empty: the channel's own), from how many on, and when.

    `valid_from` None is now.
    """

    price_list: str = ""
    min_quantity: Decimal = Decimal(0)
    valid_from: datetime | None = None


STANDING = PriceSlot()


@dataclass(frozen=True, slots=True)
class PriceLine:
    """One price as it stands on a list; `version` is for If-Match."""

    id: UUID
    sku: str
    channel: str
    price_list: str
    price: Money
    min_quantity: Decimal
    valid_from: datetime | None
    valid_to: datetime | None
    source: PriceSource
    reference: str
    cost: Money | None

    @property
    def version(self) -> str:
        return price_version(self.id, self.price.amount)

    @property
    def shown(self) -> str:
        """The amount as it is typed: without zeros that say nothing."""
        return plain(self.price.amount)

    @property
    def proposal(self) -> UUID | None:
        """The proposal that it was written by, if one did."""
        return UUID(self.reference[:36]) if self.source is PriceSource.STRATEGY else None

    @property
    def reference_told(self) -> str:
        return self.reference[37:] if self.source is PriceSource.STRATEGY else self.reference

    def has_begun(self, at: datetime) -> bool:
        return self.valid_from is None or self.valid_from <= at


NO_PRICE = "none"
"""The version of a place where no price stands."""


def price_version(row: UUID, amount: Decimal) -> str:
    """Return the name of a price as it is: another amount or another row is another version."""
    return f"{row.hex[-12:]}-{plain(amount)}"


def plain(number: Decimal) -> str:
    """Return a number without the zeros that say nothing."""
    return f"{number.normalize():f}"


@dataclass(frozen=True, slots=True)
class NewPrice:
    """What a variant is to cost, and what it costs where that is to be written."""

    variant_id: UUID
    sku: str
    price: Money
    before: Decimal | None

    @property
    def change(self) -> Decimal:
        """By how many of a hundred it moves, up or down; a first price moves nothing."""
        return change_of(self.before, self.price.amount)


MOST_POINTS = Decimal(1_000_000)
"""More of a hundred than that is told as that."""


def change_of(before: Decimal | None, after: Decimal) -> Decimal:
    """Return by how many of a hundred a price moves, up or down."""
    if before is None or before == after:
        return Decimal(0)
    if not before:
        return Decimal(100)
    moved = (abs(after - before) * 100 / before).quantize(Decimal("0.01"))
    return min(moved, MOST_POINTS)
