"""Everything that can be asked about papers."""

from guildhall.finance.queries.papers import (
    anybody_writes,
    get_entity,
    get_invoice,
    list_entities,
    list_invoices,
    list_series,
    papers_of,
)
from guildhall.finance.queries.printing import pdf_of

__all__ = [
    "anybody_writes",
    "get_entity",
    "get_invoice",
    "list_entities",
    "list_invoices",
    "list_series",
    "papers_of",
    "pdf_of",
]
