"""Who writes invoices, what was written, and where it was filed."""

from guildhall.finance.models.entities import LegalEntity, Series
from guildhall.finance.models.papers import Invoice, InvoiceLine, TaxFiling

__all__ = ["Invoice", "InvoiceLine", "LegalEntity", "Series", "TaxFiling"]
