"""Bills of providers, and shares of a charge."""

from dataclasses import dataclass, field
from datetime import datetime

from guildhall.kernel.money import Money
from guildhall.payments.states import Outcome, Reason
from guildhall.payments.types.vendors import Answer


@dataclass(frozen=True, slots=True)
class BillLine:
    """One line of a provider's bill, in the money that it names.

    `kind` is `charge`, `refund`, `charge_back`, `fee` or `payout`; `key` is our key of the payment
    or of the refund, `psp_reference` the vendor's. `net` is what reached or left our balance, in
    the balance's money, where the vendor tells it.
    """

    kind: str
    key: str
    psp_reference: str
    amount: Money
    fee: Money
    occurred_at: datetime
    batch: str = ""
    net: Money | None = None


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who may be given a share: a merchant, or a person by a vendor's id of them."""

    code: str
    kind: str
    account: str
    name: str = field(default="", repr=False)
    relation: str = ""


@dataclass(frozen=True, slots=True)
class Leg:
    """A share of a charge, by amount, for one receiver."""

    key: str
    receiver: Receiver
    amount: Money
    description: str


@dataclass(frozen=True, slots=True)
class SplitOrder:
    """Shares of one charge. With `final`, the rest goes to the merchant and nothing can follow."""

    key: str
    payment: str
    psp_reference: str
    legs: tuple[Leg, ...]
    at: datetime
    final: bool = False
    description: str = ""


@dataclass(frozen=True, slots=True)
class LegAnswer:
    """What became of one leg."""

    key: str
    answer: Answer


@dataclass(frozen=True, slots=True)
class SplitAnswer:
    """What became of shares, leg by leg."""

    outcome: Outcome
    psp_reference: str = ""
    legs: tuple[LegAnswer, ...] = ()
    reason: Reason | None = None
    vendor_code: str = ""


@dataclass(frozen=True, slots=True)
class SplitReturn:
    """A share that its receiver gives back."""

    key: str
    split: str
    split_reference: str
    leg: Leg
    amount: Money
    at: datetime
    description: str = ""
