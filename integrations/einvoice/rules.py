"""A paper as the bridge reads it. Pure."""

from typing import Any

from guildhall.finance.types import InvoiceCard
from guildhall.kernel.money import Money


def document_of(paper: InvoiceCard) -> dict[str, Any]:
    """Return a paper as JSON: amounts as text, in the paper's currency."""
    row = paper.row
    return {
        "number": row.number,
        "kind": str(row.kind),
        "corrects": row.corrects,
        "order": row.reference,
        "issued_on": row.issued_on.isoformat(),
        "currency": row.total.currency,
        "net": _told(row.net),
        "tax": _told(row.tax),
        "total": _told(row.total),
        "seller": {name: paper.seller.get(name) for name in ("name", "address", "tax_numbers")},
        "buyer": {
            "name": paper.buyer.name,
            "address": paper.buyer.address,
            "tax_number": paper.buyer.tax_number,
        },
        "lines": [
            {
                "sku": line.sku,
                "title": line.title,
                "unit": line.unit,
                "quantity": str(line.quantity),
                "tax_rate": str(line.tax_rate),
                "net": _told(line.net),
                "tax": _told(line.tax),
                "total": _told(line.total),
            }
            for line in paper.lines
        ],
    }


def _told(money: Money) -> str:
    return str(money.rounded().amount)
