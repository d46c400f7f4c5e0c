"""What happens to papers. No buyer in any of them."""

from dataclasses import dataclass

from guildhall.kernel.events import Event, fact
from guildhall.kernel.money import Money


@fact("invoice.issued", subject="invoice:{number}")
@dataclass(frozen=True, kw_only=True, slots=True)
class InvoiceIssued(Event):
    number: str
    entity: str
    reference: str
    total: Money
    tax: Money


@fact("invoice.credited", subject="invoice:{number}")
@dataclass(frozen=True, kw_only=True, slots=True)
class CreditNoteIssued(Event):
    number: str
    entity: str
    reference: str
    corrects: str
    total: Money
    tax: Money


@fact("invoice.filed", subject="invoice:{number}")
@dataclass(frozen=True, kw_only=True, slots=True)
class InvoiceFiled(Event):
    """What the platform of a tax office made of a paper."""

    number: str
    platform: str
    state: str
    platform_number: str


@fact("legal_entity.changed", subject="legal_entity:{entity}")
@dataclass(frozen=True, kw_only=True, slots=True)
class LegalEntityChanged(Event):
    entity: str
