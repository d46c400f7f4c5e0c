"""What is written beside orders: notes, and lists that people keep by a name."""

from collections import Counter
from uuid import UUID

from django.db.models import Q

from guildhall.kernel.stamp import Actor
from guildhall.orders.models import Order, OrderNote, OrderView
from guildhall.orders.queries.filtering import within
from guildhall.orders.states import Visibility
from guildhall.orders.types import NoteCard, ViewCard

BRAND = "brand:"
LATEST = 500
MOST_SUGGESTED = 30


def scope_of(order: Order, visibility: str) -> tuple[str, ...]:
    """Return in which scopes a note is read: a brand's is kept from its channels and stores."""
    if visibility == Visibility.BRAND:
        return tuple(scope for scope in order.scopes if scope.startswith(BRAND))
    return tuple(order.scopes)


def list_notes(number: str, *, actor: Actor) -> tuple[NoteCard, ...]:
    """Return the notes beside an order that somebody may read, oldest first."""
    rows = OrderNote.objects.filter(order__number=number).select_related("order")
    return tuple(
        NoteCard(
            id=row.id,
            text=row.text,
            visibility=row.visibility,
            mentions=tuple(UUID(person) for person in row.mentions),
            by=row.by,
            at=row.at,
        )
        for row in rows.order_by("at", "id")
        if actor.may("orders:view", scope=scope_of(row.order, row.visibility))
        or row.visibility == Visibility.TEAM
    )


def tags_in_use(*, scopes: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Return the tags of the latest orders of a reach, those used most first."""
    rows = Order.objects.filter(within(scopes)) if scopes else Order.objects.all()
    latest = rows.order_by("-placed_at", "-id").values_list("tags", flat=True)[:LATEST]
    used = Counter(tag for tags in latest for tag in tags)
    return tuple(tag for tag, _ in used.most_common(MOST_SUGGESTED))


def list_views(actor: Actor) -> tuple[ViewCard, ...]:
    """Return the lists of orders that somebody keeps, and those that others share."""
    rows = OrderView.objects.filter(Q(owner=actor.name) | Q(shared=True))
    return tuple(
        ViewCard(row.id, row.name, row.query, row.shared, own=row.owner == actor.name)
        for row in rows.order_by("name", "id")
    )
