"""The two legs of a transfer: from its origin onto the way, and from the way to where it goes."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from guildhall.inventory.errors import MoreThanSent, NotOnTransfer
from guildhall.inventory.models import Expected, Lot, StockLevel, Transfer, TransferLine
from guildhall.inventory.operations.books import Book
from guildhall.inventory.operations.keeping import must_be_countable
from guildhall.inventory.operations.lines import Because, Levels, lock_levels
from guildhall.inventory.operations.places import way_between
from guildhall.inventory.states import MovementKind
from guildhall.inventory.types import TransferWish
from guildhall.kernel.locking import lock_in_order
from guildhall.kernel.refusals import N_
from guildhall.kernel.rows import insert_rows, update_rows

type Parts = list[tuple[str, Decimal]]
"""How much of which SKU."""


@dataclass(frozen=True, slots=True)
class Route:
    """The locked levels of a transfer's three places."""

    levels: Levels
    origin: UUID
    way: UUID
    destination: UUID
    reference: str

    def at_origin(self, line: TransferLine) -> StockLevel:
        return self.levels[self.origin, line.variant_id]

    def on_the_way(self, line: TransferLine) -> StockLevel:
        return self.levels[self.way, line.variant_id]

    def at_destination(self, line: TransferLine) -> StockLevel:
        return self.levels[self.destination, line.variant_id]


def lines_of(transfer: Transfer) -> list[TransferLine]:
    """Return a transfer's lines; the transfer's own lock keeps them."""
    rows = TransferLine.objects.filter(transfer=transfer).select_related("variant", "lot")
    return list(rows.order_by("id"))


def must_be_on_it(
    lines: Iterable[TransferLine], wishes: Iterable[TransferWish], *, number: str
) -> None:
    """Refuse with NotOnTransfer what a transfer is not about."""
    known = {line.variant.sku for line in lines}
    for i, wish in enumerate(wishes):
        if wish.sku not in known:
            wrong = {f"lines.{i}.sku": N_("Not on this transfer.")}
            raise NotOnTransfer(sku=wish.sku, number=number, errors=wrong)


def still_open(lines: Iterable[TransferLine]) -> bool:
    return any(_open(line) for line in lines)


def lock_route(transfer: Transfer, lines: Iterable[TransferLine]) -> Route:
    """Lock what the lines are about at all three places, in one order."""
    way = way_between()
    places = (transfer.origin, way, transfer.destination)
    levels = lock_levels(places, {line.variant_id for line in lines})
    return Route(levels, transfer.origin_id, way.id, transfer.destination_id, transfer.number)


def leave(
    lines: Sequence[TransferLine], sent: Sequence[TransferWish], *, route: Route, book: Book
) -> Parts:
    """Take the goods off their place and put them on the way; return what left.

    Refuses with MoreThanSent, QuantityInvalid, LotShort or BelowReserved.
    """
    because = Because(MovementKind.TRANSFER)
    rows = {(line.variant_id, line.lot_id): line for line in lines}
    gone: Parts = []
    named = _named(lines, sent)
    for line, wish, quantity in _meant(lines, sent, left=_unsent):
        lot = line.lot or named.get((line.variant_id, wish.lot))
        taken = book.take(route.at_origin(line), quantity, because=because, lot=lot)
        for of, part in taken:
            book.put(route.on_the_way(line), part, because=because, lot=of)
            _split(line, of, part, rows=rows)
        book.expect(route.at_destination(line), quantity)
        gone.append((line.variant.sku, quantity))
    book.write()
    _write_lines(lines, rows.values())
    _expect(rows.values(), route)
    return gone


def arrive(
    lines: Sequence[TransferLine], arrived: Sequence[TransferWish], *, route: Route, book: Book
) -> Parts:
    """Take the goods off the way and put them where they were going; return what arrived.

    Refuses with MoreThanSent or QuantityInvalid.
    """
    because = Because(MovementKind.TRANSFER)
    here: Parts = []
    for line, _, quantity in _meant(lines, arrived, left=_open):
        _off_the_way(line, quantity, because, route=route, book=book)
        book.put(route.at_destination(line), quantity, because=because, lot=line.lot)
        line.arrived += quantity
        here.append((line.variant.sku, quantity))
    book.write()
    update_rows(list(lines), changed=["arrived"])
    _tick_off(here, route, at=book.stamp.at)
    return here


def miss(lines: Sequence[TransferLine], reason: str, *, route: Route, book: Book) -> None:
    """Write off what is still on the way."""
    because = Because(MovementKind.WRITE_OFF, reason)
    for line in lines:
        lost = _open(line)
        if lost:
            _off_the_way(line, lost, because, route=route, book=book)
            line.lost += lost
            line.loss_reason = reason[:80]
    book.write()
    update_rows(list(lines), changed=["lost", "loss_reason"])


def _off_the_way(
    line: TransferLine, quantity: Decimal, because: Because, *, route: Route, book: Book
) -> None:
    book.take(route.on_the_way(line), quantity, because=because, lot=line.lot)
    book.expect(route.at_destination(line), -quantity)


def _open(line: TransferLine) -> Decimal:
    return Decimal(line.sent - line.arrived - line.lost)


def _unsent(line: TransferLine) -> Decimal:
    return Decimal(line.asked - line.sent)


def _meant(
    lines: Sequence[TransferLine],
    wishes: Sequence[TransferWish],
    *,
    left: Callable[[TransferLine], Decimal],
) -> Iterator[tuple[TransferLine, TransferWish, Decimal]]:
    """Yield how much of which line is meant; without wishes, all that is left of every line.

    Refuses with QuantityInvalid, or with MoreThanSent where more is meant than is left.
    """
    for line in () if wishes else lines:
        if left(line) > 0:
            yield line, TransferWish(line.variant.sku, left(line)), left(line)
    for wish in wishes:
        must_be_countable(wish.quantity, sku=wish.sku)
        rest = wish.quantity
        for line in _candidates(lines, wish):
            part = min(rest, left(line))
            if part > 0:
                rest -= part
                yield line, wish, part
        if rest > 0:
            raise MoreThanSent(sku=wish.sku, open=f"{(wish.quantity - rest).normalize():f}")


def _candidates(lines: Sequence[TransferLine], wish: TransferWish) -> list[TransferLine]:
    """Return the lines that a wish may mean: those of its lot first, then those of none."""
    same = [line for line in lines if line.variant.sku == wish.sku]
    if not wish.lot:
        return same
    exact = [line for line in same if line.lot and line.lot.code == wish.lot]
    return exact + [line for line in same if line.lot is None]


def _named(
    lines: Sequence[TransferLine], wishes: Sequence[TransferWish]
) -> dict[tuple[UUID, str], Lot]:
    codes = {wish.lot for wish in wishes if wish.lot}
    if not codes:
        return {}
    variants = {line.variant_id for line in lines}
    rows = Lot.objects.filter(variant__in=variants, code__in=codes)
    return {(lot.variant_id, lot.code): lot for lot in rows}


def _split(
    line: TransferLine,
    lot: Lot | None,
    part: Decimal,
    *,
    rows: dict[tuple[UUID, UUID | None], TransferLine],
) -> None:
    """Note what was sent on the line of its lot, which is made where there is none."""
    if lot is None or line.lot_id == lot.id:
        line.sent += part
        return
    line.asked -= part
    own = rows.setdefault(
        (line.variant_id, lot.id),
        TransferLine(
            transfer_id=line.transfer_id, variant=line.variant, lot=lot, asked=Decimal(0)
        ),
    )
    own.asked += part
    own.sent += part


def _write_lines(old: Sequence[TransferLine], rows: Iterable[TransferLine]) -> None:
    known = {line.id for line in old}
    empty = [line.id for line in old if not line.asked]
    TransferLine.objects.filter(id__in=empty).delete()
    update_rows([line for line in old if line.asked], changed=["asked", "sent"])
    insert_rows([line for line in rows if line.id not in known])


def _expect(rows: Iterable[TransferLine], route: Route) -> None:
    sent: dict[UUID, Decimal] = defaultdict(Decimal)
    for line in rows:
        sent[route.at_destination(line).id] += line.sent
    insert_rows(
        [
            Expected(level_id=level, reference=route.reference, quantity=quantity)
            for level, quantity in sent.items()
            if quantity
        ]
    )


def _tick_off(here: Parts, route: Route, *, at: datetime) -> None:
    arrived: dict[str, Decimal] = defaultdict(Decimal)
    for sku, quantity in here:
        arrived[sku] += quantity
    rows = Expected.objects.filter(reference=route.reference, closed_at__isnull=True)
    expected = lock_in_order(rows.select_related("level__variant"))
    for row in expected:
        row.arrived += arrived[row.level.variant.sku]
        row.closed_at = at if row.arrived == row.quantity else None
    update_rows(expected, changed=["arrived", "closed_at"])
