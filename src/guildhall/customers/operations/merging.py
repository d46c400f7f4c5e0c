"""Two customers who turn out to be one, and the way back.

No row of either moves: the merged one points at the survivor, and whoever asks for a customer's
orders, addresses, contacts or consents asks for those of all who turned out to be them.
"""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from guildhall.customers.errors import (
    MergeNotFound,
    MergeNotPossible,
    NoSuchCustomer,
    TooLateToSeparate,
)
from guildhall.customers.events import CustomersMerged, CustomersSeparated
from guildhall.customers.models import Customer, Merge
from guildhall.customers.operations.locks import locked, must_live
from guildhall.customers.operations.people import touched, widened
from guildhall.customers.queries.families import full_card, ids_of
from guildhall.customers.rules.merging import UNDONE_WITHIN, may_be_undone_until
from guildhall.customers.states import CustomerMove
from guildhall.customers.types import MergePreview
from guildhall.kernel.events import record
from guildhall.kernel.stamp import Stamp


@transaction.atomic
def preview_merge(survivor: str, merged: str, *, stamp: Stamp) -> MergePreview:
    """Return what a merge would bring together. Changes nothing; refuses as `merge_customers`."""
    first, second = _both(survivor, merged, stamp=stamp)
    return MergePreview(
        survivor=full_card(first).masked, merged=full_card(second).masked, ids=ids_of(second.id)
    )


@transaction.atomic
def merge_customers(survivor: str, merged: str, *, stamp: Stamp) -> UUID:
    """Let `merged` be `survivor` from now on; return the merge, by which it can be undone.

    Refuses with NoSuchCustomer, NotPermitted, MergedInto, CustomerIsGone, MergeNotPossible or
    MoveNotAllowed (who is blocked stays apart).
    """
    first, second = _both(survivor, merged, stamp=stamp)
    followers = list(
        Customer.objects.select_for_update().filter(merged_into=second).order_by("id")
    )
    second.move(CustomerMove.MERGE)
    second.merged_into = first
    touched(second, "state", "merged_into", stamp=stamp)
    for each in followers:
        each.merged_into = first
        touched(each, "merged_into", stamp=stamp)
    widened(first, second.scopes)
    first.member_since = min(filter(None, (first.member_since, second.member_since)), default=None)
    touched(first, "scopes", "member_since", stamp=stamp)
    moved = [str(second.id), *(str(each.id) for each in followers)]
    made = Merge.objects.create(survivor=first, merged=second, moved=moved, at=stamp.at)
    record(CustomersMerged(number=first.number, merged=second.number, stamp=stamp))
    return made.id


@transaction.atomic
def separate_customers(survivor: str, merged: str, *, stamp: Stamp) -> None:
    """Undo a merge: both are again who they were.

    Refuses with NoSuchCustomer, MergeNotFound, NotPermitted, TooLateToSeparate or MoveNotAllowed.
    """
    asked = locked(survivor, "customers:edit", stamp=stamp)
    rows = Merge.objects.select_for_update(of=("self",)).filter(
        survivor=asked, merged__number=merged, undone_at=None
    )
    row = rows.order_by("-at", "-id").first()
    if row is None:
        raise MergeNotFound
    if stamp.at > may_be_undone_until(row.at):
        raise TooLateToSeparate(days=UNDONE_WITHIN.days)
    moved = [UUID(each) for each in row.moved]
    ours = Customer.objects.select_for_update().filter(id__in=moved, merged_into=asked)
    found = {each.id: each for each in ours.order_by("id")}
    again = found.pop(row.merged_id, None)
    if again is None:
        raise MergeNotFound
    _part(again, found.values(), stamp=stamp)
    touched(asked, stamp=stamp)
    row.undone_at = stamp.at
    row.save(update_fields=["undone_at"])
    record(CustomersSeparated(number=asked.number, separated=again.number, stamp=stamp))


def _part(again: Customer, followers: Iterable[Customer], *, stamp: Stamp) -> None:
    """Let somebody be themselves again, with those who had come along with them."""
    again.merged_into = None
    again.move(CustomerMove.SEPARATE)
    touched(again, "state", "merged_into", stamp=stamp)
    for each in followers:
        each.merged_into = again
        touched(each, "merged_into", stamp=stamp)


def _both(survivor: str, merged: str, *, stamp: Stamp) -> tuple[Customer, Customer]:
    """Return both, locked in the order of their keys: two merges at once wait for each other."""
    if survivor == merged:
        raise MergeNotPossible
    rows = Customer.objects.select_for_update().filter(number__in=[survivor, merged])
    found = {row.number: row for row in rows.order_by("id")}
    for number in (survivor, merged):
        if number not in found:
            raise NoSuchCustomer(number=number)
        stamp.by.must("customers:edit", scope=tuple(found[number].scopes))
        must_live(found[number])
    return found[survivor], found[merged]
