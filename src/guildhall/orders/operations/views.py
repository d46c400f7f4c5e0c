"""Lists of orders that people keep by a name."""

from uuid import UUID

from django.db import transaction

from guildhall.kernel.stamp import Stamp
from guildhall.orders.errors import ViewInvalid, ViewNotFound
from guildhall.orders.models import OrderView

LONGEST = 60
MOST_QUERY = 500


@transaction.atomic
def keep_view(name: str, *, query: str, shared: bool, stamp: Stamp) -> UUID:
    """Keep a list under a name of one's own; the same name again keeps the new one.

    It is nobody else's business and changes nothing that is sold, so no fact is recorded.
    Refuses with NotPermitted or ViewInvalid.
    """
    stamp.by.reach("orders:view")
    plain = name.strip()
    if not 1 <= len(plain) <= LONGEST or len(query) > MOST_QUERY:
        raise ViewInvalid(errors={"name": "Use 1 to 60 characters."})
    row, _ = OrderView.objects.update_or_create(
        owner=stamp.by.name, name=plain, defaults={"query": query, "shared": shared}
    )
    return row.id


@transaction.atomic
def drop_view(view: UUID, *, stamp: Stamp) -> None:
    """Forget a list of one's own. Refuses with NotPermitted or ViewNotFound."""
    stamp.by.reach("orders:view")
    gone, _ = OrderView.objects.filter(id=view, owner=stamp.by.name).delete()
    if not gone:
        raise ViewNotFound
