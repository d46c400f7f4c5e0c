"""Prices of a file that need somebody else's yes: a file is no way around them.

A row of a file cannot wait for an answer while the rest of it is taken, so such a row is told as
wrong, and its price is asked for where prices are changed one by one or by a proposal.
"""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from guildhall.approvals.queries import limit_for
from guildhall.approvals.states import ActionCode
from guildhall.catalog.operations.chunks import Good
from guildhall.catalog.operations.lists import Lists, PriceColumn
from guildhall.catalog.operations.price_limits import below_floor
from guildhall.catalog.queries.slots import Slot, in_force
from guildhall.catalog.types import PriceSlot
from guildhall.catalog.types.imports import Fault
from guildhall.catalog.types.prices import NewPrice, plain
from guildhall.kernel.money import Money
from guildhall.kernel.stamp import Stamp


def withhold(
    good: Good, wrong: list[Fault], *, lists: Lists, stamp: Stamp
) -> tuple[Good, list[Fault]]:
    """Part rows whose prices may be written from those that need somebody else's yes.

    The latter are told after what is wrong already.
    """
    faults: dict[int, Fault] = {}
    for name, column in lists.columns.items():
        scopes = column.channel.scopes
        most = limit_for(ActionCode.PRICES_CHANGE, scopes=scopes)
        least = limit_for(ActionCode.PRICES_BELOW_FLOOR, scopes=scopes) if name else None
        if most is None and least is None:
            continue
        for number, new in _others(good, name, column, at=stamp.at):
            below = Decimal(0)
            if least is not None:
                slot = PriceSlot(name)
                below = below_floor(new, channel=column.channel, slot=slot, stamp=stamp)
            if least is not None and 0 < below >= least:
                faults[number] = _fault(number, name, "price_below_floor", points=below)
            elif most is not None and new.change >= most:
                faults[number] = _fault(number, name, "price_needs_yes", percent=new.change)
    rows = [each for each in good.rows if each.row.row not in faults]
    return Good(rows, good.known), [*wrong, *faults.values()]


def _others(
    good: Good, name: str, column: PriceColumn, *, at: datetime
) -> Iterator[tuple[int, NewPrice]]:
    """Yield the prices of a column that are others than those in force, with their rows.

    A first price moves nothing: it needs no yes.
    """
    place = Slot(column.channel.id, column.currency, column.price_list_id)
    said = {
        each.variant_id: (each, amount)
        for each in good.rows
        for told, amount in each.row.prices
        if told == name and each.variant_id is not None
    }
    standing = in_force(place, said, at=at)
    for variant, (each, amount) in said.items():
        before = standing.get(variant)
        if before is not None and before.amount != amount:
            price = Money(amount, column.currency)
            yield each.row.row, NewPrice(variant, each.row.sku, price, before.amount)


def _fault(number: int, name: str, code: str, **facts: Decimal) -> Fault:
    field = f"price:{name}" if name else "price"
    return Fault(number, field, code, {key: plain(value) for key, value in facts.items()})
