"""What happens to checkouts. Nobody's name, address or token in any of them.

What a shopper does to a cart is no fact: carts are thrown away by the thousand
(docs/decisions/0040).
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from guildhall.kernel.events import Event, fact
from guildhall.kernel.money import Money


@fact("checkout.started", subject="checkout:{checkout}")
@dataclass(frozen=True, kw_only=True, slots=True)
class CheckoutStarted(Event):
    checkout: UUID
    number: str
    total: Money
    tenders: int


@fact("checkout.completed", subject="checkout:{checkout}")
@dataclass(frozen=True, kw_only=True, slots=True)
class CheckoutCompleted(Event):
    checkout: UUID
    number: str


@fact("checkout.undoing", subject="checkout:{checkout}")
@dataclass(frozen=True, kw_only=True, slots=True)
class CheckoutUndoing(Event):
    checkout: UUID
    number: str
    reason: str


@fact("checkout.failed", subject="checkout:{checkout}")
@dataclass(frozen=True, kw_only=True, slots=True)
class CheckoutFailed(Event):
    checkout: UUID
    number: str
    reason: str


@fact("checkout.draft_made", subject="draft:{draft}")
@dataclass(frozen=True, kw_only=True, slots=True)
class DraftMade(Event):
    draft: UUID
    channel: str
    lines: int


@fact("checkout.draft_changed", subject="draft:{draft}")
@dataclass(frozen=True, kw_only=True, slots=True)
class DraftChanged(Event):
    draft: UUID
    lines: int


@fact("checkout.link_made", subject="draft:{draft}")
@dataclass(frozen=True, kw_only=True, slots=True)
class PaymentLinkMade(Event):
    draft: UUID
    link: UUID
    expires_at: datetime


@fact("checkout.link_revoked", subject="draft:{draft}")
@dataclass(frozen=True, kw_only=True, slots=True)
class PaymentLinkRevoked(Event):
    draft: UUID
    link: UUID


@fact("shipping.zone_kept", subject="shipping:{code}")
@dataclass(frozen=True, kw_only=True, slots=True)
class ShippingZoneKept(Event):
    code: str


@fact("shipping.zone_dropped", subject="shipping:{code}")
@dataclass(frozen=True, kw_only=True, slots=True)
class ShippingZoneDropped(Event):
    code: str


@fact("shipping.method_kept", subject="shipping:{code}")
@dataclass(frozen=True, kw_only=True, slots=True)
class ShippingMethodKept(Event):
    code: str
    is_active: bool
