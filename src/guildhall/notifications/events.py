"""What happens to the words of mails, and to mails that could not be sent."""

from dataclasses import dataclass
from uuid import UUID

from guildhall.kernel.events import Event, fact


@fact("notification.wording_kept", subject="brand:{brand}")
@dataclass(frozen=True, kw_only=True, slots=True)
class WordingKept(Event):
    brand: str
    kind: str
    locale: str


@fact("notification.look_kept", subject="brand:{brand}")
@dataclass(frozen=True, kw_only=True, slots=True)
class LookKept(Event):
    brand: str


@fact("notification.failed", subject="order:{reference}")
@dataclass(frozen=True, kw_only=True, slots=True)
class MailFailed(Event):
    reference: str
    kind: str
    delivery: UUID


@fact("notification.sent", subject="order:{reference}")
@dataclass(frozen=True, kw_only=True, slots=True)
class MailSent(Event):
    reference: str
    kind: str
    delivery: UUID


@fact("notification.retried", subject="order:{reference}")
@dataclass(frozen=True, kw_only=True, slots=True)
class MailRetried(Event):
    reference: str
    kind: str
    delivery: UUID
