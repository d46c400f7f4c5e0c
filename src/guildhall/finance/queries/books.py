"""What is written of an order already."""

from django.db.models import Sum

from guildhall.finance.models import Invoice, InvoiceLine
from guildhall.finance.rules import NOTHING
from guildhall.finance.states import PaperKind
from guildhall.finance.types import PaperAmounts, PaperKey


def written_of(reference: str) -> tuple[dict[PaperKey, PaperAmounts], int]:
    """Return Σ invoices − Σ credit notes of an order, thing by thing, and how many papers."""
    rows = InvoiceLine.objects.filter(invoice__reference=reference)
    summed = rows.values("line_id", "part", "tax_rate", "invoice__kind").annotate(
        n=Sum("quantity"), sum_net=Sum("net"), sum_tax=Sum("tax")
    )
    found: dict[PaperKey, PaperAmounts] = {}
    for row in summed.order_by():
        key = PaperKey(row["line_id"], row["part"], row["tax_rate"])
        amounts = PaperAmounts(row["n"], row["sum_net"], row["sum_tax"])
        minus = amounts if row["invoice__kind"] == PaperKind.CREDIT_NOTE else -amounts
        found[key] = found.get(key, NOTHING) - minus
    return found, Invoice.objects.filter(reference=reference).count()
