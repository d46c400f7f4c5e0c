"""What others may see of a checkout."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from guildhall.checkout.states import CheckoutState, WaitsFor
from guildhall.kernel.money import Money
from guildhall.payments.states import Strategy


@dataclass(frozen=True, slots=True)
class Tender:
    """One way in which a part of a cart is paid: at which account, how, and how much.

    Without an amount it is what the others leave. `token` is what the way needs and stays
    with the call; it is kept nowhere here.
    """

    account: str
    way: str = ""
    amount: Money | None = None
    strategy: Strategy = Strategy.AUTHORIZE
    token: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class NewCheckout:
    """How a cart is to be bought: `total` is what the shopper saw and agreed to.

    `origin` is the address of the host that providers notify, `return_url` where a customer who
    pays elsewhere comes back to.
    """

    total: Money
    tenders: tuple[Tender, ...]
    return_url: str = ""
    origin: str = ""
    payer_ip: str = ""


@dataclass(frozen=True, slots=True)
class StepCard:
    """A step of a checkout, as it stands. `action` is what the customer needs to go on.

    `calls` are those to its provider that have no answer yet.
    """

    position: int
    kind: str
    state: str
    account: str
    way: str
    amount: Money | None
    payment: UUID | None
    attempts: int
    reason: str
    started_at: datetime | None
    ended_at: datetime | None
    stand: str = ""
    calls: tuple[UUID, ...] = ()
    action: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CheckoutRow:
    """A checkout in a list. `stuck`: nobody looked after it although it was due."""

    id: UUID
    order_number: str
    state: str
    waits_for: str
    reason: str
    total: Money
    attempts: int
    next_at: datetime | None
    deadline: datetime
    started_at: datetime
    ended_at: datetime | None
    updated_at: datetime
    stuck: bool


@dataclass(frozen=True, slots=True)
class CheckoutCard:
    """A checkout in full."""

    row: CheckoutRow
    token: str
    cart: UUID
    cart_token: str
    return_url: str
    scopes: tuple[str, ...]
    steps: tuple[StepCard, ...]
    lease_until: datetime | None

    @property
    def is_in_doubt(self) -> bool:
        """Whether nobody knows how it ends before a provider has answered."""
        waits = self.row.state == CheckoutState.WAITING and self.row.waits_for != WaitsFor.CUSTOMER
        return waits or self.row.state == CheckoutState.RUNNING

    @property
    def calls_for(self) -> tuple[StepCard, ...]:
        """What the customer has to do to go on."""
        return tuple(step for step in self.steps if step.action)


@dataclass(frozen=True, slots=True)
class CheckoutFilter:
    """What a list of checkouts shows. Empty fields do not narrow it."""

    text: str = ""
    state: str = ""
    waits_for: str = ""
    stuck: bool = False
    scopes: tuple[str, ...] = ()
