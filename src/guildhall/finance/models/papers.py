"""Invoices and credit notes: written once, never changed."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from guildhall.finance.models.entities import LegalEntity
from guildhall.finance.states import TAX_FILING, TaxFilingMove, TaxFilingState
from guildhall.kernel.ids import new_id
from guildhall.kernel.ledgers import Ledger


def money(**options: object) -> models.DecimalField:  # type: ignore[type-arg]
    """Return a column for an exact amount; its currency is the paper's."""
    return models.DecimalField(max_digits=14, decimal_places=4, **options)  # type: ignore[arg-type]


class Invoice(models.Model):
    """An invoice, or a credit note that takes back of one. Amounts of both are positive.

    `seller` is the legal entity as it was on that day. `turn` is the how-manieth paper of its
    order it is, so that two at once cannot both be written. The law wants the buyer kept.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    entity = models.ForeignKey(LegalEntity, models.PROTECT, related_name="+", db_index=False)
    number = models.CharField(max_length=40)
    kind = models.CharField(max_length=12)
    reference = models.CharField(max_length=80)
    turn = models.PositiveSmallIntegerField()
    corrects = models.ForeignKey("self", models.PROTECT, related_name="+", null=True)
    issued_on = models.DateField()
    issued_at = models.DateTimeField()
    currency = models.CharField(max_length=3)
    net = money()
    tax = money()
    total = money()
    taxes = models.JSONField(default=list)
    seller = models.JSONField()
    buyer_name = models.CharField(max_length=200, default="")
    buyer_address = models.CharField(max_length=400, default="")
    buyer_tax_number = models.CharField(max_length=40, default="")
    reason = models.CharField(max_length=200, default="")
    scopes = models.JSONField(default=list)
    issued_by = models.CharField(max_length=80)
    created_at = models.DateTimeField(db_default=Now())

    ledger = Ledger()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="finance_invoice_number", fields=["entity", "number"]),
            models.UniqueConstraint(name="finance_invoice_turn", fields=["reference", "turn"]),
            models.CheckConstraint(
                name="finance_invoice_adds_up",
                condition=Q(total=models.F("net") + models.F("tax"), total__gte=0),
            ),
            models.CheckConstraint(
                name="finance_credit_note_corrects",
                condition=Q(kind="invoice") | Q(corrects__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            models.Index(name="finance_invoices_newest", fields=["issued_at", "id"])
        ]


class InvoiceLine(models.Model):
    """A line of a paper. `line_id` is the order's, empty for shipping or what is given back so."""

    id = models.UUIDField(primary_key=True, default=new_id)
    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    line_id = models.UUIDField(null=True)
    part = models.CharField(max_length=12)
    sku = models.CharField(max_length=64, default="")
    title = models.CharField(max_length=200)
    unit = models.CharField(max_length=12, default="")
    quantity = models.DecimalField(max_digits=14, decimal_places=3)
    unit_price = money()
    tax_rate = models.DecimalField(max_digits=6, decimal_places=4)
    net = money()
    tax = money()
    total = money()

    ledger = Ledger()


class TaxFiling(models.Model):
    """A paper at the platform of a tax office or a network: 发票, Peppol and the like."""

    id = models.UUIDField(primary_key=True, default=new_id)
    invoice = models.OneToOneField(Invoice, models.PROTECT, related_name="filing")
    platform = models.CharField(max_length=40)
    state = models.CharField(max_length=12, default=TAX_FILING.start.value)
    number = models.CharField(max_length=80, default="")
    url = models.CharField(max_length=400, default="")
    vendor_code = models.CharField(max_length=80, default="")
    told = models.CharField(max_length=300, default="")
    attempts = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes: ClassVar = [
            models.Index(
                name="finance_filings_due",
                fields=["next_at"],
                condition=Q(next_at__isnull=False),
            )
        ]

    def move(self, move: TaxFilingMove) -> None:
        """Change the state by its table. Refuses with MoveNotAllowed."""
        self.state = TAX_FILING.after(TaxFilingState(self.state), move)
