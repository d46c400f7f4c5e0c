"""What people say and decide about an order: holds, tags, notes, fraud, duplicates, lists."""

import re
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.db import transaction

from guildhall.identity.queries import actor_again
from guildhall.kernel.events import record
from guildhall.kernel.stamp import Stamp
from guildhall.orders.errors import (
    DuplicateInvalid,
    MentionRefused,
    NoteInvalid,
    NotOnHold,
    NotOpen,
    TagsInvalid,
)
from guildhall.orders.events import (
    OrderDuplicateCleared,
    OrderDuplicateFound,
    OrderFraudJudged,
    OrderHeld,
    OrderNoteAdded,
    OrderReleased,
    OrderTagged,
)
from guildhall.orders.models import Order, OrderNote
from guildhall.orders.operations.opened import lock_order, must, save
from guildhall.orders.queries.duplicates import find_duplicate
from guildhall.orders.queries.notes import scope_of
from guildhall.orders.states import (
    FRAUD,
    OPEN_STATES,
    FraudMove,
    FraudState,
    HoldReason,
    OrderState,
    Visibility,
)

TAG = re.compile(r"[^\W_][\w \-]{0,29}")
MOST_TAGS = 20
MOST_CHARACTERS = 2_000
DUPLICATES_WITHIN = timedelta(hours=1)


@transaction.atomic
def hold_order(number: str, *, hold: HoldReason, reason: str = "", stamp: Stamp) -> None:
    """Keep an open order from going on until somebody releases it; twice changes nothing.

    Refuses with OrderNotFound, NotPermitted or NotOpen.
    """
    order = lock_order(number)
    must("orders:edit", order=order, stamp=stamp)
    if order.state not in OPEN_STATES:
        raise NotOpen(number=number, state=order.state)
    if hold in order.holds:
        return

    order.holds = sorted([*order.holds, hold.value])
    save(order, "holds", stamp=stamp)
    record(OrderHeld(number=number, hold=hold, reason=reason, stamp=stamp))


@transaction.atomic
def release_order(number: str, *, hold: HoldReason, stamp: Stamp) -> None:
    """Let an order go on that waited for this reason.

    Refuses with OrderNotFound, NotPermitted or NotOnHold.
    """
    order = lock_order(number)
    must("orders:edit", order=order, stamp=stamp)
    if hold not in order.holds:
        raise NotOnHold(number=number)

    order.holds = [each for each in order.holds if each != hold]
    save(order, "holds", stamp=stamp)
    record(
        OrderReleased(
            number=number,
            hold=hold,
            confirms_itself=_goes_on(order),
            stamp=stamp,
        )
    )


@transaction.atomic
def tag_order(
    number: str, *, add: Sequence[str] = (), remove: Sequence[str] = (), stamp: Stamp
) -> None:
    """Put words on an order, and take others off; what is so already changes nothing.

    Refuses with OrderNotFound, NotPermitted or TagsInvalid.
    """
    order = lock_order(number)
    must("orders:edit", order=order, stamp=stamp)
    plain = [tag.strip().lower() for tag in add]
    gone = {tag.strip().lower() for tag in remove}
    tags = sorted({*order.tags, *plain} - gone)
    if len(tags) > MOST_TAGS or not all(TAG.fullmatch(tag) for tag in plain):
        raise TagsInvalid(most=MOST_TAGS, errors={"add": "Use words of 1 to 30 characters."})
    added, removed = sorted({*tags} - {*order.tags}), sorted({*order.tags} - {*tags})
    if not added and not removed:
        return

    order.tags = tags
    save(order, "tags", stamp=stamp)
    record(OrderTagged(number=number, added=added, removed=removed, stamp=stamp))


@transaction.atomic
def add_note(
    number: str,
    *,
    text: str,
    visibility: Visibility = Visibility.TEAM,
    mentions: Sequence[UUID] = (),
    stamp: Stamp,
) -> UUID:
    """Write a note beside an order, and call people to it who may read it.

    Somebody who may not is refused, as is nobody: a mention tells of the order. Refuses with
    OrderNotFound, NotPermitted, NoteInvalid or MentionRefused.
    """
    order = lock_order(number)
    must("orders:edit", "orders:view", order=order, stamp=stamp)
    if not 1 <= len(text.strip()) <= MOST_CHARACTERS:
        raise NoteInvalid(errors={"text": "Write 1 to 2,000 characters."})
    scope = scope_of(order, visibility)
    stamp.by.must("orders:edit", "orders:view", scope=scope)
    called = list(dict.fromkeys(mentions))
    for person in called:
        actor = actor_again("staff", person, at=stamp.at)
        if actor is None or not actor.may("orders:view", scope=scope):
            raise MentionRefused(errors={"mentions": "Mention people who may see this order."})

    note = OrderNote(
        order=order,
        text=text.strip(),
        visibility=visibility,
        mentions=[str(person) for person in called],
        by=stamp.by.name,
        at=stamp.at,
    )
    note.save(force_insert=True)
    record(
        OrderNoteAdded(
            number=number, note=note.id, visibility=visibility, mentions=called, stamp=stamp
        )
    )
    return note.id


@transaction.atomic
def ask_fraud_review(number: str, *, reason: str, stamp: Stamp) -> None:
    """Stop an order until somebody has looked whether it is honest.

    Refuses with OrderNotFound, NotPermitted, NotOpen or MoveNotAllowed.
    """
    order = lock_order(number)
    must("orders:edit", order=order, stamp=stamp)
    if order.state not in OPEN_STATES:
        raise NotOpen(number=number, state=order.state)
    _judge(order, FraudMove.ASK, reason=reason, stamp=stamp)


@transaction.atomic
def approve_order(number: str, *, reason: str = "", stamp: Stamp) -> None:
    """Say that an order under review is honest.

    Refuses with OrderNotFound, NotPermitted or MoveNotAllowed.
    """
    order = lock_order(number)
    must("orders:approve", order=order, stamp=stamp)
    _judge(order, FraudMove.APPROVE, reason=reason, stamp=stamp)


@transaction.atomic
def deny_order(number: str, *, reason: str = "", stamp: Stamp) -> None:
    """Say that an order under review is not honest: it goes no further; cancel it.

    Refuses with OrderNotFound, NotPermitted or MoveNotAllowed.
    """
    order = lock_order(number)
    must("orders:approve", order=order, stamp=stamp)
    _judge(order, FraudMove.DENY, reason=reason, stamp=stamp)


@transaction.atomic
def look_for_duplicate(number: str, *, stamp: Stamp) -> str:
    """Flag an order that asks for what the same customer has just asked for; return that one.

    Refuses with OrderNotFound or NotPermitted.
    """
    order = lock_order(number)
    must("orders:edit", order=order, stamp=stamp)
    other = "" if order.duplicate_of else find_duplicate(order, within=DUPLICATES_WITHIN)
    if not other:
        return order.duplicate_of

    order.duplicate_of = other
    save(order, "duplicate_of", stamp=stamp)
    record(OrderDuplicateFound(number=number, other=other, stamp=stamp))
    return other


@transaction.atomic
def mark_duplicate(number: str, *, other: str, stamp: Stamp) -> None:
    """Say that an order is the same as an earlier one; it goes no other way by that.

    Refuses with OrderNotFound, NotPermitted or DuplicateInvalid.
    """
    order = lock_order(number)
    must("orders:edit", order=order, stamp=stamp)
    known = Order.objects.filter(number=other).exclude(number=number).first()
    if known is None or not _reaches(known, stamp):
        raise DuplicateInvalid(
            other=other, errors={"other": "Name another order that you may see."}
        )
    if order.duplicate_of == other:
        return

    order.duplicate_of = other
    save(order, "duplicate_of", stamp=stamp)
    record(OrderDuplicateFound(number=number, other=other, stamp=stamp))


@transaction.atomic
def clear_duplicate(number: str, *, stamp: Stamp) -> None:
    """Say that an order is one of its own; it is not flagged again.

    Refuses with OrderNotFound or NotPermitted.
    """
    order = lock_order(number)
    must("orders:edit", order=order, stamp=stamp)
    other = order.duplicate_of
    if not other:
        return

    order.duplicate_of = ""
    save(order, "duplicate_of", stamp=stamp)
    record(OrderDuplicateCleared(number=number, other=other, stamp=stamp))


def _reaches(order: Order, stamp: Stamp) -> bool:
    """Return whether somebody may know of an order: who may change it may."""
    rights = ("orders:view", "orders:edit")
    return any(stamp.by.may(right, scope=order.scopes) for right in rights)


def _goes_on(order: Order) -> bool:
    """Return whether it is confirmed now by itself: never what may still wait for its money."""
    is_free = not order.holds and order.state == OrderState.PLACED
    return is_free and order.channel.confirms_itself and order.expires_at is None


def _judge(order: Order, move: FraudMove, *, reason: str, stamp: Stamp) -> None:
    state = FRAUD.after(FraudState(order.fraud), move)
    order.fraud = state
    save(order, "fraud", stamp=stamp)
    record(OrderFraudJudged(number=order.number, state=state, reason=reason, stamp=stamp))
