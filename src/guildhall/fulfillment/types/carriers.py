"""What carriers and those who talk to them tell each other."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from guildhall.fulfillment.states import Outcome, Reason, Tracked
from guildhall.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Account:
    """An account with a carrier, its secrets opened. Lives as long as one call."""

    id: UUID
    vendor: str
    live: bool
    settings: Mapping[str, str]
    secrets: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class AccountCard:
    """An account with a carrier; which secrets it has, not what they are."""

    id: UUID
    code: str
    name: str
    vendor: str
    live: bool
    settings: Mapping[str, str]
    secrets: tuple[str, ...]
    is_active: bool
    abilities: tuple[str, ...]
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Address:
    """Where something goes to or comes from, as carriers want to hear it. Personal."""

    name: str
    street: str
    city: str
    country: str
    postal_code: str = ""
    region: str = ""
    street2: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Size:
    """Weight and measures; zero is not known."""

    weight_grams: int
    length_mm: int = 0
    width_mm: int = 0
    height_mm: int = 0


@dataclass(frozen=True, slots=True)
class Rate:
    """What a label costs, and under which reference of the vendor's it can be bought."""

    reference: str
    carrier: str
    service: str
    name: str
    cost: Money
    days: int | None = None


@dataclass(frozen=True, slots=True)
class LabelOrder:
    """A label that a carrier is asked for. `key` is ours; `rate` is the offer that is bought.

    Without a rate nothing was bought yet.
    """

    key: str
    parcel: str
    reference: str
    service: str
    sender: Address
    recipient: Address
    size: Size
    at: datetime
    carrier: str = ""
    rate: str = ""


@dataclass(frozen=True, slots=True)
class Followed:
    """A tracking that a carrier is asked about, or told to follow."""

    key: str
    carrier: str
    number: str
    vendor_reference: str
    reference: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Heard:
    """One thing that a carrier says of a tracking; `key` is the carrier's own of it."""

    key: str
    state: Tracked
    occurred_at: datetime
    raw: str = ""
    message: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a carrier answered: to a label its number and file, to a look what it knows.

    To a question for prices it is `rates`.
    """

    outcome: Outcome
    vendor_reference: str = ""
    tracking: str = ""
    tracking_url: str = ""
    carrier: str = ""
    label: bytes = field(default=b"", repr=False)
    label_type: str = ""
    cost: Money | None = None
    reason: Reason | None = None
    vendor_code: str = ""
    heard: tuple[Heard, ...] = ()
    expected_on: date | None = None
    rates: tuple[Rate, ...] = ()


@dataclass(frozen=True, slots=True)
class Received:
    """A notification as it came: its very bytes, its headers by lowercase name, and when.

    `query` is what its address told; it is looked at when it comes, and never kept.
    """

    body: bytes
    headers: Mapping[str, str]
    at: datetime
    query: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Notice:
    """What a notification says of one tracking. Without a number it tells of nothing of ours."""

    event_key: str
    carrier: str = ""
    number: str = ""
    vendor_reference: str = ""
    heard: tuple[Heard, ...] = ()
    expected_on: date | None = None
