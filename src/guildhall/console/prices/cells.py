"""Cells of the matrix that were typed into: each is changed by itself, from what was seen."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext

from guildhall.approvals.types import Pending
from guildhall.catalog.errors import PriceInvalid
from guildhall.catalog.operations import change_price, end_price
from guildhall.catalog.queries import OWN, get_prices, price_lists_of
from guildhall.catalog.types import NO_PRICE, PriceSlot
from guildhall.catalog.types.prices import plain
from guildhall.console.shell.doors import act_once
from guildhall.kernel import clock
from guildhall.kernel.conditions import Expected, quoted
from guildhall.kernel.money import Money
from guildhall.kernel.refusals import N_, Refusal
from guildhall.kernel.stamp import Stamp
from guildhall.organization.types import ChannelCard

PRICE, SEEN = "price|", "seen|"
MOST_AT_ONCE = 500


class OwnPriceNeeded(Refusal):
    code = "console.own_price_needed"
    message = N_("Open the price of {sku} to take it off the channel. Emptied, it stays.")
    status = 422


@dataclass(frozen=True, slots=True)
class Typed:
    """A cell whose text differs from the price that was shown in it."""

    name: str
    sku: str
    price_list: str
    text: str
    seen: str


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a cell: `saved`, `waits` or `refused`, with what stands there now."""

    name: str
    sku: str
    outcome: str
    told: str
    amount: str
    version: str


def typed_cells(form: QueryDict) -> Iterator[Typed]:
    """Yield the cells of a form that were typed into."""
    named = [name for name in form if name.startswith(PRICE)]
    for name in named[:MOST_AT_ONCE]:
        _, code, sku = name.split("|", 2)
        place = name.removeprefix(PRICE)
        text, seen = form.get(name, "").strip(), form.get(f"{SEEN}{place}", NO_PRICE)
        shown = "" if seen == NO_PRICE else seen.partition("-")[2]
        if text != shown:
            yield Typed(name, sku, "" if code == OWN else code, text, seen)


def change_cells(request: HttpRequest, channel: ChannelCard) -> tuple[Result, ...]:
    """Change each cell that was typed into, and tell what became of it."""
    currencies = {card.code: card.currency for card in price_lists_of(channel.code)}
    currencies[""] = channel.currency
    return tuple(
        _change(request, cell, channel=channel, currency=currencies.get(cell.price_list, ""))
        for cell in typed_cells(request.POST)
    )


def _change(request: HttpRequest, cell: Typed, *, channel: ChannelCard, currency: str) -> Result:
    waits: list[Pending] = []

    def act(stamp: Stamp) -> None:
        pending = _write(cell, channel=channel, currency=currency, stamp=stamp)
        waits.extend([pending] if pending else [])

    try:
        act_once(request, act, key=cell.name)
    except Refusal as refusal:
        return _result(cell, channel, outcome="refused", told=refusal.told(gettext))
    if waits:
        told = gettext("It waits for somebody else's yes.")
        return _result(cell, channel, outcome="waits", told=told)
    return _result(cell, channel, outcome="saved", told=gettext("Saved"))


def _write(cell: Typed, *, channel: ChannelCard, currency: str, stamp: Stamp) -> Pending | None:
    expected = Expected((quoted(cell.seen),))
    slot = PriceSlot(cell.price_list)
    if cell.text:
        price = Money(_number(cell), currency)
        return change_price(
            cell.sku, price=price, channel=channel, slot=slot, expected=expected, stamp=stamp
        )
    if not cell.price_list:
        raise OwnPriceNeeded(sku=cell.sku)
    end_price(
        cell.sku,
        channel=channel,
        currency=currency,
        slot=slot,
        expected=expected,
        stamp=stamp,
    )
    return None


def _number(cell: Typed) -> Decimal:
    try:
        return Decimal(cell.text.replace(",", ".") if "." not in cell.text else cell.text)
    except InvalidOperation:
        raise PriceInvalid(sku=cell.sku, amount=cell.text) from None


def _result(cell: Typed, channel: ChannelCard, *, outcome: str, told: str) -> Result:
    """Tell a cell as it stands now, so that whoever was too late sees what is there."""
    at = clock.now()
    standing = [
        line
        for line in get_prices(cell.sku, channel=channel)
        if line.price_list == cell.price_list and not line.min_quantity and line.has_begun(at)
    ]
    line = standing[0] if standing else None
    return Result(
        name=cell.name,
        sku=cell.sku,
        outcome=outcome,
        told=told,
        amount=plain(line.price.amount) if line else "",
        version=line.version if line else NO_PRICE,
    )
