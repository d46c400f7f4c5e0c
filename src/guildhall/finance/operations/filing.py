"""Papers handed to platforms of tax offices: outside of any transaction, under one key each."""

from datetime import timedelta

from django.db import transaction

from guildhall.finance.errors import NotFiled
from guildhall.finance.events import InvoiceFiled
from guildhall.finance.models import Invoice, TaxFiling
from guildhall.finance.ports import PlatformAnswer, PlatformOutcome, platform
from guildhall.finance.queries import get_invoice
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
    paper, key = get_invoice(number), filing.id.hex
    voids = filing.state == TaxFilingState.VOIDING
    there = platform(filing.platform)
    if voids:
        answer = there.void(paper, key=key, platform_number=filing.number)
    else:
        answer = there.file(paper, key=key)
    _keep(number, answer, stamp)
    return True


@transaction.atomic
def ask_void(number: str, *, stamp: Stamp) -> None:
    """Ask the platform to void a paper. Refuses with NotFiled, NotPermitted, MoveNotAllowed."""
    filing = _locked(number, stamp)
    filing.move(TaxFilingMove.ASK_VOID)
    filing.next_at = filing.updated_at = stamp.at
    filing.save(update_fields=["state", "next_at", "updated_at"])


@transaction.atomic
def file_again(number: str, *, stamp: Stamp) -> None:
    """Hand in again what a platform refused. Refuses with NotFiled, MoveNotAllowed."""
    filing = _locked(number, stamp)
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


def _locked(number: str, stamp: Stamp) -> TaxFiling:
    rows = TaxFiling.objects.select_for_update(of=("self",)).select_related("invoice")
    filing = rows.filter(invoice__number=number).first()
    if filing is None:
        raise NotFiled(number=number)
    paper: Invoice = filing.invoice
    stamp.by.must("invoices:edit", scope=tuple(paper.scopes))
    return filing


@transaction.atomic
def _keep(number: str, answer: PlatformAnswer, stamp: Stamp) -> None:
    filing = _locked(number, stamp)
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
                number=number,
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
