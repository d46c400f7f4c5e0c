"""Papers handed to platforms of tax offices: outside of any transaction, under one key each."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction

from guildhall.finance.errors import InvoiceNotFound, NotFiled, PlatformMissing
from guildhall.finance.events import InvoiceFiled
from guildhall.finance.models import Invoice, TaxFiling
from guildhall.finance.ports import PlatformAnswer, PlatformOutcome, platform
from guildhall.finance.queries import get_invoice
from guildhall.finance.queries.platforms import access_of
from guildhall.finance.states import TaxFilingMove, TaxFilingState
from guildhall.kernel.events import record
from guildhall.kernel.stamp import Stamp

LEASE = timedelta(minutes=5)
AGAIN = timedelta(minutes=10)
OPEN = (TaxFilingState.WAITING, TaxFilingState.UNKNOWN, TaxFilingState.VOIDING)


def file_paper(number: str, *, stamp: Stamp) -> bool:
    """Hand a paper to its platform, or have it voided there; return whether it was our turn.

    What nobody heard the answer to is sent again under the same key. Never in a transaction.
    Refuses with NotFiled, NotPermitted or PlatformNotBound.
    """
    filing = _claim(number, stamp)
    if filing is None:
        return False
    entity, key = filing.invoice.entity, filing.id.hex
    there, access = platform(filing.platform), access_of(entity)
    if filing.state == TaxFilingState.VOIDING:
        answer = there.void(access, key=key, platform_number=filing.number)
    else:
        answer = there.file(access, get_invoice(number, entity=entity.code), key=key)
    _keep(filing.id, answer, stamp)
    return True


@transaction.atomic
def ask_filing(number: str, *, entity: str = "", stamp: Stamp) -> None:
    """Ask for an e-invoice of a paper that went to no platform; asked twice, it is one.

    Refuses with InvoiceNotFound, NotPermitted, PlatformMissing or PlatformNotBound.
    """
    paper = _paper(number, stamp, entity=entity)
    if not paper.entity.platform:
        raise PlatformMissing(entity=paper.entity.name)
    platform(paper.entity.platform)
    TaxFiling.objects.get_or_create(
        invoice=paper, defaults={"platform": paper.entity.platform, "next_at": stamp.at}
    )


@transaction.atomic
def ask_void(number: str, *, entity: str = "", stamp: Stamp) -> None:
    """Ask the platform to void a paper. Refuses with InvoiceNotFound, NotFiled, MoveNotAllowed."""
    filing = _locked(number, stamp, entity=entity)
    filing.move(TaxFilingMove.ASK_VOID)
    filing.next_at = filing.updated_at = stamp.at
    filing.save(update_fields=["state", "next_at", "updated_at"])


@transaction.atomic
def file_again(number: str, *, entity: str = "", stamp: Stamp) -> None:
    """Hand in again what a platform refused. Refuses with NotFiled, MoveNotAllowed."""
    filing = _locked(number, stamp, entity=entity)
    filing.move(TaxFilingMove.RETRY)
    filing.next_at = filing.updated_at = stamp.at
    filing.save(update_fields=["state", "next_at", "updated_at"])


@transaction.atomic
def _claim(number: str, stamp: Stamp) -> TaxFiling | None:
    filing = _locked(number, stamp)
    taken = filing.lease_until is not None and filing.lease_until > stamp.at
    if taken or filing.state not in OPEN:
        return None
    filing.lease_until = stamp.at + LEASE
    filing.next_at = stamp.at + AGAIN
    filing.attempts += 1
    filing.save(update_fields=["lease_until", "next_at", "attempts"])
    return filing


def _locked(number: str, stamp: Stamp, *, entity: str = "") -> TaxFiling:
    paper = _paper(number, stamp, entity=entity)
    rows = TaxFiling.objects.select_for_update(of=("self",)).select_related("invoice__entity")
    filing = rows.filter(invoice=paper).first()
    if filing is None:
        raise NotFiled(number=number)
    return filing


def _paper(number: str, stamp: Stamp, *, entity: str) -> Invoice:
    """Return a paper that may be handed in. Refuses with InvoiceNotFound or NotPermitted."""
    rows = Invoice.objects.select_related("entity").filter(number=number)
    paper = (rows.filter(entity__code=entity) if entity else rows).order_by("issued_at").first()
    if paper is None:
        raise InvoiceNotFound(number=number)
    stamp.by.must("invoices:edit", scope=tuple(paper.scopes))
    return paper


@transaction.atomic
def _keep(held: UUID, answer: PlatformAnswer, stamp: Stamp) -> None:
    rows = TaxFiling.objects.select_for_update(of=("self",)).select_related("invoice")
    filing = rows.get(pk=held)
    voids = filing.state == TaxFilingState.VOIDING
    filing.move(_MOVES[voids][answer.outcome])
    filing.lease_until = None
    filing.next_at = stamp.at + AGAIN if answer.outcome is PlatformOutcome.UNKNOWN else None
    filing.number = answer.number or filing.number
    filing.url = answer.url or filing.url
    filing.vendor_code, filing.told = answer.vendor_code[:80], answer.told[:300]
    filing.updated_at = stamp.at
    filing.save()
    if answer.outcome is not PlatformOutcome.UNKNOWN:
        record(
            InvoiceFiled(
                number=filing.invoice.number,
                platform=filing.platform,
                state=filing.state,
                platform_number=filing.number,
                stamp=stamp,
            )
        )


_MOVES = {
    False: {
        PlatformOutcome.DONE: TaxFilingMove.ISSUE,
        PlatformOutcome.REFUSED: TaxFilingMove.REFUSE,
        PlatformOutcome.UNKNOWN: TaxFilingMove.LOSE,
    },
    True: {
        PlatformOutcome.DONE: TaxFilingMove.VOID,
        PlatformOutcome.REFUSED: TaxFilingMove.KEEP,
        PlatformOutcome.UNKNOWN: TaxFilingMove.LOSE,
    },
}
