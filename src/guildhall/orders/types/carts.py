"""What is ordered, and what it costs."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from guildhall.catalog.types import Part, PricedVariant
from guildhall.inventory.types import Demand, Point
from guildhall.kernel.masks import mask_address, mask_email, mask_name, mask_phone
from guildhall.kernel.money import Money
from guildhall.organization.types import SiteCard, StoreCard


@dataclass(frozen=True, slots=True)
class Discount:
    """What one rule takes off a line, frozen with it: a later rule changes nothing."""

    rule: str
    version: str
    amount: Money

    @property
    def kept(self) -> dict[str, str]:
        return {"rule": self.rule, "version": self.version, "amount": str(self.amount.amount)}


@dataclass(frozen=True, slots=True)
class CartLine:
    """What a customer asks for, and what was granted off price times quantity."""

    sku: str
    quantity: Decimal
    discounts: tuple[Discount, ...] = ()


@dataclass(frozen=True, slots=True)
class ShippingCharge:
    """How an order goes to its customer, and what that costs: `net + tax = total`."""

    code: str
    name: str
    net: Money
    tax: Money
    tax_rate: Decimal = Decimal(0)

    @property
    def total(self) -> Money:
        return self.net + self.tax


@dataclass(frozen=True, slots=True)
class Customer:
    """Who buys. Personal: kept on the order's row, never in facts or logs.

    What queries return is masked; operations.show_customer returns it as it is, and is kept.
    """

    name: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""

    @property
    def masked(self) -> "Customer":
        """Who buys, for those who need not know it."""
        return Customer(
            mask_name(self.name),
            mask_email(self.email),
            mask_phone(self.phone),
            mask_address(self.address),
        )


@dataclass(frozen=True, slots=True)
class Cart:
    """An order as it is asked for.

    `hold` names what a checkout holds for it, which becomes the order's. `near` is where it goes,
    for a channel that takes stock from the nearest location. `customer_group` is whose prices
    count, as a server of ours says that has signed the customer in. `customer_id` is who they
    are, where that is known. One that `awaits_payment` is confirmed by its checkout, then.
    """

    site: SiteCard
    currency: str
    lines: tuple[CartLine, ...]
    customer: Customer
    store: StoreCard | None = None
    channel_reference: str = ""
    customer_group: str = ""
    hold: str = ""
    near: Point | None = None
    shipping: ShippingCharge | None = None
    customer_id: UUID | None = None
    awaits_payment: bool = False


@dataclass(frozen=True, slots=True)
class LineAmounts:
    """What one line costs: `net + tax = total`, to the cent."""

    net: Money
    tax: Money
    total: Money


@dataclass(frozen=True, slots=True)
class PricedLine:
    """A line with its price and tax, and what it consists of if it is a bundle."""

    quantity: Decimal
    variant: PricedVariant
    amounts: LineAmounts
    parts: tuple[Part, ...] = ()
    discounts: tuple[Discount, ...] = ()

    @property
    def demands(self) -> Iterator[Demand]:
        """What stock has to give for this line: of a bundle its parts."""
        if not self.parts:
            yield Demand(self.variant.variant_id, self.variant.sku, self.quantity)
        for part in self.parts:
            yield Demand(part.variant_id, part.sku, part.quantity * self.quantity)
