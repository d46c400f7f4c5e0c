"""Bundles: of what they consist, and what each part has of the revenue."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from guildhall.kernel.money import Money


@dataclass(frozen=True, slots=True)
class PartDraft:
    """How much of a component one bundle holds; without weights the quantities share revenue."""

    sku: str
    quantity: Decimal
    weight: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Part:
    """A component of a bundle as orders need it."""

    variant_id: UUID
    sku: str
    quantity: Decimal
    weight: Decimal


@dataclass(frozen=True, slots=True)
class Share:
    """What one component has of a bundle's revenue."""

    sku: str
    amount: Money
