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
    kind: str = ProductKind.GOODS
    origin: PriceOrigin | None = None


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
    source: PriceSource
    reference: str
    cost: Money | None

    @property
    def version(self) -> str:
        return price_version(self.id, self.price.amount)


NO_PRICE = "none"
"""The version of a place where no price stands."""


def price_version(row: UUID, amount: Decimal) -> str:
    """Return the name of a price as it is: another amount or another row is another version."""
    return f"{row.hex[-12:]}-{plain(amount)}"


def plain(number: Decimal) -> str:
    """Return a number without the zeros that say nothing."""
    return f"{number.normalize():f}"
