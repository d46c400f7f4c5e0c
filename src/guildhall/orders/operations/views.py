"""Lists of orders that people keep by a name."""

from uuid import UUID

from django.db import transaction
from django.http import QueryDict

from guildhall.kernel.stamp import Stamp
from guildhall.orders.errors import ViewInvalid, ViewNotFound
from guildhall.orders.models import OrderView

LONGEST = 60
MOST_QUERY = 500
MOST = 20
NOT_KEPT = ("q", "cursor")
"""Not where in a list somebody was, nor what they searched for: that may be a name."""


@transaction.atomic
def keep_view(name: str, *, query: str, shared: bool, stamp: Stamp) -> UUID:
    """Keep the filters of a list under a name of one's own; the same name keeps the new ones.

    It is nobody else's business and changes nothing that is sold, so no fact is recorded.
    Refuses with NotPermitted or ViewInvalid.
    """
    stamp.by.reach("orders:view")
    plain, filters = _named(name), _filters(query)
    others = OrderView.objects.filter(owner=stamp.by.name).exclude(name=plain)
    if others.count() >= MOST:
        raise ViewInvalid(errors={"name": "Keep at most 20 lists. Remove one first."})
    row, _ = OrderView.objects.update_or_create(
        owner=stamp.by.name, name=plain, defaults={"query": filters, "shared": shared}
    )
    return row.id


@transaction.atomic
def change_view(view: UUID, *, name: str, shared: bool, stamp: Stamp) -> None:
    """Give a list of one's own another name, and show it to others or no more.

    Refuses with NotPermitted, ViewNotFound or ViewInvalid.
    """
    stamp.by.reach("orders:view")
    own = OrderView.objects.select_for_update().filter(owner=stamp.by.name)
    row = own.filter(id=view).first()
    if row is None:
        raise ViewNotFound
    row.name, row.shared = _named(name), shared
    if own.filter(name=row.name).exclude(id=view).exists():
        raise ViewInvalid(errors={"name": "You keep a list of this name already."})
    row.save(update_fields=["name", "shared"])


@transaction.atomic
def drop_view(view: UUID, *, stamp: Stamp) -> None:
    """Forget a list of one's own. Refuses with NotPermitted or ViewNotFound."""
    stamp.by.reach("orders:view")
    gone, _ = OrderView.objects.filter(id=view, owner=stamp.by.name).delete()
    if not gone:
        raise ViewNotFound


def _named(name: str) -> str:
    plain = name.strip()
    if not 1 <= len(plain) <= LONGEST:
        raise ViewInvalid(errors={"name": "Use 1 to 60 characters."})
    return plain


def _filters(query: str) -> str:
    """Return what of an address is kept."""
    given = QueryDict(query, mutable=True)
    for name in NOT_KEPT:
        given.pop(name, None)
    kept = given.urlencode()
    if len(kept) > MOST_QUERY:
        raise ViewInvalid(errors={"name": "These filters are too long to be kept."})
    return kept
