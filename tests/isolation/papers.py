"""Papers of money, for the matrix."""

from decimal import Decimal

from guildhall.finance.models import Invoice, LegalEntity, TaxFiling
from guildhall.finance.operations import keep_entity
from guildhall.finance.states import PaperKind, TaxFilingState
from guildhall.finance.types import EntityTerms
from guildhall.kernel.stamp import Stamp
from tests.isolation.call import Call

ENTITY = {"name": "Acme", "country": "US", "address": "1 Main St"}
PAPER = "/api/v1/invoices/{invoice}"


def make_papers(sku: str, stamp: Stamp) -> dict[str, str]:
    """Let there be who writes, and a paper on what a channel of theirs sold."""
    theirs = sku == "CANARY"
    code = "canary" if theirs else "acme"
    keep_entity(code, EntityTerms("Acme", "US", "1 Main St"), stamp=stamp)
    channel = "canary" if theirs else "web"
    brand = "canary" if theirs else "house"
    paper = Invoice(
        entity=LegalEntity.objects.get(code=code),
        number="INV-2025-000009" if theirs else "INV-2025-000001",
        kind=PaperKind.INVOICE,
        reference="ORD-2025-000001",
        turn=1,
        issued_on=stamp.at.date(),
        issued_at=stamp.at,
        currency="USD",
        net=Decimal(1),
        tax=Decimal(0),
        total=Decimal(1),
        seller={"name": "Acme"},
        scopes=[f"channel:{channel}", f"brand:{brand}"],
        issued_by="test",
    )
    paper.save(force_insert=True)
    return {"invoice": paper.number, "entity": code}


def _not_invoiced(_number: str, stamp: Stamp) -> None:
    if not LegalEntity.objects.exists():
        keep_entity("acme", EntityTerms("Acme", "US", "1 Main St"), stamp=stamp)


def _with_platform(_number: str, stamp: Stamp) -> None:
    terms = EntityTerms("Acme", "US", "1 Main St", platform="einvoice")
    keep_entity("acme", terms, stamp=stamp)


def _filed(number: str, stamp: Stamp) -> None:
    _with_platform(number, stamp)
    paper = Invoice.objects.get(number="INV-2025-000001")
    issued = {"platform": "einvoice", "state": TaxFilingState.ISSUED}
    TaxFiling.objects.update_or_create(invoice=paper, defaults=issued)


PAPER_CALLS = {
    "GET /api/v1/invoices": Call({"limit": 200}),
    f"GET {PAPER}": Call(),
    f"GET {PAPER}/pdf": Call(),
    f"POST {PAPER}/filing": Call(prepare=_with_platform),
    f"POST {PAPER}/filing/void": Call(prepare=_filed),
    "POST /api/v1/orders/{number}/invoice": Call(
        body={"buyer": {"name": "Ann"}}, prepare=_not_invoiced
    ),
    "GET /api/v1/legal-entities": Call(),
    "GET /api/v1/dashboard/summary": Call(),
    "PUT /api/v1/legal-entities/{legal_entity}": Call(body=ENTITY),
}
