"""Shipping many orders at once, each for itself."""

from dataclasses import dataclass

from django.http import HttpRequest

from guildhall.console.shell.doors import act_once
from guildhall.kernel.paging import MAX_LIMIT
from guildhall.kernel.refusals import N_, Refusal
from guildhall.kernel.stamp import Stamp
from guildhall.orders.operations import ship_order


class NothingSelected(Refusal):
    code = "console.nothing_selected"
    message = N_("Select at least one order, and at most {most}.")
    status = 422


@dataclass(frozen=True, slots=True)
class Shipped:
    """What became of one selected order."""

    number: str
    refusal: Refusal | None


def ship_selected(request: HttpRequest) -> tuple[Shipped, ...]:
    """Ship each selected order in a transaction of its own; one no does not stop the others.

    Refuses with NothingSelected.
    """
    numbers = tuple(dict.fromkeys(request.POST.getlist("number")))
    if not 1 <= len(numbers) <= MAX_LIMIT:
        raise NothingSelected(most=MAX_LIMIT)
    return tuple(Shipped(number, _ship(request, number)) for number in numbers)


def _ship(request: HttpRequest, number: str) -> Refusal | None:
    def ship(stamp: Stamp) -> None:
        ship_order(number, stamp=stamp)

    try:
        act_once(request, ship, key=f":{number}")
    except Refusal as refusal:
        return refusal
    return None
