"""Bills of providers, what differs from our books, and charge backs, for programs."""

from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router

from guildhall.kernel.credentials import Needs
from guildhall.kernel.http import stamp_of
from guildhall.kernel.idempotency import idempotent
from guildhall.payments.api.book_schemas import (
    BillOut,
    BillPageOut,
    BillQuery,
    DifferenceOut,
    DifferencePageOut,
    DifferenceQuery,
    DisputeOut,
    DisputePageOut,
    DisputeQuery,
    Ended,
    Evidence,
    NoteIn,
    SolutionIn,
)
from guildhall.payments.operations.bill_plans import fetch_again
from guildhall.payments.operations.disputes import (
    close_dispute,
    submit_evidence,
    write_evidence,
)
from guildhall.payments.operations.items import reopen_item, solve_item
from guildhall.payments.queries.bills import get_bill, list_bills
from guildhall.payments.queries.items import get_dispute, get_item, list_disputes, list_items
from guildhall.payments.types import WorkItemFilter

VIEW, EDIT = Needs("payments:view"), Needs("payments:edit")
bills = Router(tags=["reconciliation"])
differences = Router(tags=["reconciliation"])
disputes = Router(tags=["reconciliation"])


@bills.get("", response=BillPageOut, auth=VIEW, operation_id="list_bills")
def list_all(request: HttpRequest, query: Query[BillQuery]) -> BillPageOut:
    """List the bills of accounts within the caller's reach, the newest day first."""
    page = list_bills(stamp=stamp_of(request), **query.model_dump())
    return BillPageOut(items=[BillOut.of(x) for x in page.items], next_cursor=page.next_cursor)


@bills.get("/{bill}", response=BillOut, auth=VIEW, operation_id="get_bill")
def show_bill(request: HttpRequest, bill: UUID) -> BillOut:
    """Show a day's bill: its lines by what became of them, and its sums."""
    return BillOut.of(get_bill(bill, stamp=stamp_of(request)))


@bills.post("/{bill}/fetch", response={200: BillOut}, auth=EDIT, operation_id="fetch_bill")
@idempotent(status=200)
def fetch_bill(request: HttpRequest, bill: UUID) -> BillOut:
    """Have a bill fetched again; a newer version replaces its lines."""
    stamp = stamp_of(request)
    fetch_again(bill, stamp=stamp)
    return BillOut.told(bill, stamp)


@differences.get("", response=DifferencePageOut, auth=VIEW, operation_id="list_differences")
def list_differences(request: HttpRequest, query: Query[DifferenceQuery]) -> DifferencePageOut:
    """List what differs between bills and our books; `open` is all that is not solved."""
    chosen = WorkItemFilter(**query.model_dump(exclude={"cursor", "limit"}))
    page = list_items(chosen, stamp=stamp_of(request), cursor=query.cursor, limit=query.limit)
    items = [DifferenceOut.of(each) for each in page.items]
    return DifferencePageOut(items=items, next_cursor=page.next_cursor)


@differences.get("/{difference}", response=DifferenceOut, auth=VIEW, operation_id="get_difference")
def show_difference(request: HttpRequest, difference: UUID) -> DifferenceOut:
    """Show a difference: our side, and theirs."""
    return DifferenceOut.of(get_item(difference, stamp=stamp_of(request)))


@differences.post(
    "/{difference}/solution",
    response={200: DifferenceOut},
    auth=EDIT,
    operation_id="solve_difference",
)
@idempotent(status=200)
def solve(request: HttpRequest, difference: UUID, body: SolutionIn) -> DifferenceOut:
    """Say why a difference is none any more."""
    stamp = stamp_of(request)
    solve_item(difference, solution=body.solution, note=body.note, stamp=stamp)
    return DifferenceOut.told(difference, stamp)


@differences.post(
    "/{difference}/reopening",
    response={200: DifferenceOut},
    auth=EDIT,
    operation_id="reopen_difference",
)
@idempotent(status=200)
def reopen(request: HttpRequest, difference: UUID, body: NoteIn) -> DifferenceOut:
    """Open a difference again."""
    stamp = stamp_of(request)
    reopen_item(difference, note=body.note, stamp=stamp)
    return DifferenceOut.told(difference, stamp)


@disputes.get("", response=DisputePageOut, auth=VIEW, operation_id="list_disputes")
def list_all_disputes(request: HttpRequest, query: Query[DisputeQuery]) -> DisputePageOut:
    """List charge backs, the newest first; `open` are those that are not over."""
    page = list_disputes(stamp=stamp_of(request), **query.model_dump())
    items = [DisputeOut.of(each) for each in page.items]
    return DisputePageOut(items=items, next_cursor=page.next_cursor)


@disputes.get("/{dispute}", response=DisputeOut, auth=VIEW, operation_id="get_dispute")
def show_dispute(request: HttpRequest, dispute: UUID) -> DisputeOut:
    """Show a charge back, and until when it has to be answered."""
    return DisputeOut.of(get_dispute(dispute, stamp=stamp_of(request)))


@disputes.put(
    "/{dispute}/evidence",
    response={200: DisputeOut},
    auth=EDIT,
    operation_id="write_dispute_evidence",
)
@idempotent(status=200)
def write(request: HttpRequest, dispute: UUID, body: Evidence) -> DisputeOut:
    """Write down what speaks for us."""
    stamp = stamp_of(request)
    write_evidence(dispute, text=body.text, stamp=stamp)
    return DisputeOut.told(dispute, stamp)


@disputes.post(
    "/{dispute}/submission",
    response={200: DisputeOut},
    auth=EDIT,
    operation_id="submit_dispute_evidence",
)
@idempotent(status=200)
def submit(request: HttpRequest, dispute: UUID) -> DisputeOut:
    """Note that what speaks for us was handed in at the provider."""
    stamp = stamp_of(request)
    submit_evidence(dispute, stamp=stamp)
    return DisputeOut.told(dispute, stamp)


@disputes.post(
    "/{dispute}/end", response={200: DisputeOut}, auth=EDIT, operation_id="close_dispute"
)
@idempotent(status=200)
def close(request: HttpRequest, dispute: UUID, body: Ended) -> DisputeOut:
    """Note how a charge back ended, where no provider tells."""
    stamp = stamp_of(request)
    close_dispute(dispute, won=body.won, stamp=stamp)
    return DisputeOut.told(dispute, stamp)
