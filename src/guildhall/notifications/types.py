"""What others may see of mails. No address in any of it."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Words:
    """What a mail says. Empty fields are said as the house says them."""

    subject: str = ""
    greeting: str = ""
    body: str = ""
    closing: str = ""
    is_sent: bool = True


@dataclass(frozen=True, slots=True)
class Look:
    """How a brand's mails look, and who sends them. Empty fields are the house's."""

    sender_name: str = ""
    sender_address: str = ""
    reply_to: str = ""
    color: str = ""
    footer: str = ""


@dataclass(frozen=True, slots=True)
class MailLine:
    """A line of an order, as a mail tells it."""

    title: str
    quantity: str
    total: str


@dataclass(frozen=True, slots=True)
class Told:
    """What a mail is about: values for words between braces, and the lines of an order."""

    values: dict[str, str] = field(default_factory=dict)
    lines: tuple[MailLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail as it is read: its head, and its two bodies."""

    sender: str
    reply_to: str
    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """One mail in the log: what it was about, and how far it has come."""

    id: UUID
    kind: str
    reference: str
    brand: str
    locale: str
    state: str
    attempts: int
    last_error: str
    asked_at: datetime
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class DeliveryFilter:
    kind: str = ""
    state: str = ""
    brand: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class DeliveryCounts:
    """How many mails wait and how many failed, up to 10,001."""

    waiting: int
    failed: int
