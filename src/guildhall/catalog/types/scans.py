"""What a warehouse sees of variants: what it is, how it is counted, whether lots are kept."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from guildhall.catalog.states import Tracking


@dataclass(frozen=True, slots=True)
class VariantWord:
    """A variant as a paper of the warehouse names it."""

    id: UUID
    sku: str
    title: str
    unit: str
    tracking: Tracking


@dataclass(frozen=True, slots=True)
class ScannedVariant:
    """The variant behind a code that a scanner read: one of it, or a package of `factor`."""

    variant: VariantWord
    code: str
    factor: Decimal
