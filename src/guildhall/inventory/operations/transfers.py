"""One paper for goods that go from one location to another: planned, sent, arrived, closed.

On the way they lie in a location of their own that no channel sells from, and count as
inbound where they are going.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.db import transaction

from guildhall.inventory.errors import PaperNotFound, SamePlace
from guildhall.inventory.events import (
    Moved,
    TransferArrived,
    TransferCanceled,
    TransferClosed,
    TransferPlanned,
    TransferSent,
)
from guildhall.inventory.models import Expected as Inbound
from guildhall.inventory.models import Lot, Transfer, TransferLine
from guildhall.inventory.models.documents import TRANSFERS, next_number
from guildhall.inventory.operations.books import Book
from guildhall.inventory.operations.keeping import may_keep, must_keep
from guildhall.inventory.operations.legs import (
    arrive,
    leave,
    lines_of,
    lock_route,
    miss,
    must_be_on_it,
    still_open,
)
from guildhall.inventory.operations.lots import find_lots
from guildhall.inventory.operations.places import (
    must_be_known,
    must_be_whole,
    place_called,
)
from guildhall.inventory.states import TransferMove
from guildhall.inventory.types import LotWord, TransferPlan, TransferWish
from guildhall.kernel.conditions import WHATEVER, Expected
from guildhall.kernel.events import record
from guildhall.kernel.ids import new_id
from guildhall.kernel.rows import insert_rows
from guildhall.kernel.stamp import Stamp


@transaction.atomic
def plan_transfer(plan: TransferPlan, *, stamp: Stamp) -> str:
    """Write down what is to go; nothing moves yet. Return the transfer's number.

    Whoever keeps either place may ask for it. Refuses with LocationNotFound, NotFromHere,
    SamePlace, NotPermitted, SkuUnknown, PaperEmpty, PaperTooLong, QuantityInvalid or
    LotNotFound.
    """
    origin, destination = place_called(plan.origin), place_called(plan.destination)
    if origin.id == destination.id:
        raise SamePlace(code=plan.origin)
    if not may_keep(plan.destination, stamp):
        must_keep(plan.origin, stamp)

    transfer = Transfer(
        id=new_id(),
        number=next_number(TRANSFERS, stamp.at.year),
        origin=origin,
        destination=destination,
        note=plan.note,
        due_on=plan.due_on,
        created_by=stamp.by.name,
        created_at=stamp.at,
        updated_at=stamp.at,
    )
    lines = _wished(plan.lines, transfer)
    insert_rows([transfer], reading="number")
    insert_rows(lines)

    record(
        TransferPlanned(
            number=transfer.number,
            origin=plan.origin,
            destination=plan.destination,
            lines=len(lines),
            stamp=stamp,
        )
    )
    return transfer.number


@transaction.atomic
def send_transfer(
    number: str,
    *,
    sent: Sequence[TransferWish] = (),
    stamp: Stamp,
    expected: Expected = WHATEVER,
) -> None:
    """Let goods leave their place: all that was asked for, or what `sent` says.

    Of what is kept by lot, the lots leave in the order of the place where none is named.
    Refuses with PaperNotFound, NotPermitted, ChangedMeanwhile, NotOnTransfer, MoveNotAllowed,
    MoreThanSent, LotShort or BelowReserved.
    """
    transfer = _lock(number)
    must_keep(transfer.origin.code, stamp)
    expected.must_be(_version(transfer))

    lines = lines_of(transfer)
    must_be_on_it(lines, sent, number=number)
    transfer.move(TransferMove.SEND)
    transfer.sent_at = stamp.at
    _save(transfer, "state", "sent_at", stamp=stamp)
    route = lock_route(transfer, lines)
    book = Book(route.levels.values(), reference=number, stamp=stamp)
    gone = leave(lines, sent, route=route, book=book)

    record(
        TransferSent(
            number=number,
            origin=transfer.origin.code,
            destination=transfer.destination.code,
            lines=_moved(gone),
            stamp=stamp,
        )
    )


@transaction.atomic
def receive_transfer(
    number: str,
    *,
    arrived: Sequence[TransferWish] = (),
    stamp: Stamp,
    expected: Expected = WHATEVER,
) -> None:
    """Take in what arrived, all that is on its way or what `arrived` says; the rest may follow.

    Refuses with PaperNotFound, NotPermitted, ChangedMeanwhile, NotOnTransfer, MoveNotAllowed or
    MoreThanSent.
    """
    transfer = _lock(number)
    must_keep(transfer.destination.code, stamp)
    expected.must_be(_version(transfer))
    lines = lines_of(transfer)
    must_be_on_it(lines, arrived, number=number)
    _must_be_on_its_way(transfer)

    route = lock_route(transfer, lines)
    book = Book(route.levels.values(), reference=number, stamp=stamp)
    here = arrive(lines, arrived, route=route, book=book)
    record(
        TransferArrived(
            number=number,
            destination=transfer.destination.code,
            lines=_moved(here),
            stamp=stamp,
        )
    )
    if not still_open(lines):
        _close(transfer, lines, reason="", stamp=stamp)
    else:
        _save(transfer, stamp=stamp)


@transaction.atomic
def close_transfer(
    number: str, *, reason: str, stamp: Stamp, expected: Expected = WHATEVER
) -> None:
    """Say that what is still on its way will not arrive, and why.

    Refuses with PaperNotFound, NotPermitted, ChangedMeanwhile or MoveNotAllowed.
    """
    transfer = _lock(number)
    must_keep(transfer.destination.code, stamp)
    expected.must_be(_version(transfer))
    _must_be_on_its_way(transfer)

    lines = lines_of(transfer)
    route = lock_route(transfer, lines)
    book = Book(route.levels.values(), reference=number, stamp=stamp)
    miss(lines, reason, route=route, book=book)
    _close(transfer, lines, reason=reason, stamp=stamp)


@transaction.atomic
def cancel_transfer(
    number: str, *, reason: str, stamp: Stamp, expected: Expected = WHATEVER
) -> None:
    """Call off what has not been sent.

    Refuses with PaperNotFound, NotPermitted, ChangedMeanwhile or MoveNotAllowed.
    """
    transfer = _lock(number)
    if not may_keep(transfer.destination.code, stamp):
        must_keep(transfer.origin.code, stamp)
    expected.must_be(_version(transfer))

    transfer.move(TransferMove.CANCEL)
    transfer.closed_at = stamp.at
    _save(transfer, "state", "closed_at", stamp=stamp)

    record(TransferCanceled(number=number, reason=reason, stamp=stamp))


def _lock(number: str) -> Transfer:
    rows = Transfer.objects.select_related("origin__store", "destination__store")
    transfer = rows.select_for_update(of=("self",)).filter(number=number).first()
    if transfer is None:
        raise PaperNotFound(number=number)
    return transfer


def _wished(wishes: Sequence[TransferWish], transfer: Transfer) -> list[TransferLine]:
    """Return one line for each thing that is wanted, however often it was named."""
    words = must_be_known(wish.sku for wish in wishes)
    for wish in wishes:
        must_be_whole(wish.quantity, sku=wish.sku, unit=words[wish.sku].unit)
    lots = find_lots([(words[wish.sku], LotWord(wish.lot)) for wish in wishes if wish.lot])
    lines: dict[tuple[str, str], TransferLine] = {}
    for wish in wishes:
        variant = words[wish.sku].id
        lot: Lot | None = lots[variant, wish.lot] if wish.lot else None
        line = lines.setdefault(
            (wish.sku, wish.lot),
            TransferLine(transfer=transfer, variant_id=variant, lot=lot, asked=Decimal(0)),
        )
        line.asked += wish.quantity
    return list(lines.values())


def _close(
    transfer: Transfer, lines: Iterable[TransferLine], *, reason: str, stamp: Stamp
) -> None:
    transfer.move(TransferMove.CLOSE)
    transfer.closed_at = stamp.at
    _save(transfer, "state", "closed_at", stamp=stamp)
    rows = Inbound.objects.filter(reference=transfer.number, closed_at__isnull=True)
    rows.update(closed_at=stamp.at)
    record(
        TransferClosed(
            number=transfer.number,
            destination=transfer.destination.code,
            missing=sum((line.lost for line in lines), Decimal(0)),
            reason=reason,
            stamp=stamp,
        )
    )


def _must_be_on_its_way(transfer: Transfer) -> None:
    """Refuse with MoveNotAllowed what was not sent, or is closed."""
    state = transfer.state
    transfer.move(TransferMove.CLOSE)
    transfer.state = state


def _moved(parts: Iterable[tuple[str, Decimal]]) -> tuple[Moved, ...]:
    return tuple(Moved(sku, quantity) for sku, quantity in parts)


def _save(transfer: Transfer, *fields: str, stamp: Stamp) -> None:
    transfer.updated_at = stamp.at
    transfer.save(update_fields=[*fields, "updated_at"])


def _version(transfer: Transfer) -> str:
    return f"{transfer.updated_at:%Y%m%d%H%M%S%f}"
