"""What a line of the ledger does to the worth of stock. Forward only: no entry is ever redone."""

from collections.abc import Iterable
from decimal import ROUND_HALF_EVEN, Decimal

from guildhall.inventory.states import MovementKind
from guildhall.inventory.types import Effect, Layer, Line, Worth

SMALLEST = Decimal("0.000001")
NOTHING = Decimal(0)


def value_line(worth: Worth, line: Line) -> tuple[Worth, Effect]:
    """Return what stock is worth after a line, and what the line did to it.

    What arrives with a cost counts at it; what arrives without one, leaves, is counted, adjusted
    or written off counts at the average of that moment. A transfer moves goods within the house.
    """
    average = _exact(worth.average or NOTHING)
    if line.kind == MovementKind.TRANSFER:
        return worth, Effect(NOTHING, average, NOTHING)
    if line.quantity > 0:
        return _arrives(worth, line, average)
    return _leaves(worth, line, average)


def _arrives(worth: Worth, line: Line, average: Decimal) -> tuple[Worth, Effect]:
    known = line.unit_cost is not None
    cost = average if line.unit_cost is None else line.unit_cost
    last = cost if known and line.kind == MovementKind.RECEIPT else worth.last_cost
    after = worth.quantity + line.quantity
    # What left before it arrived left at a guess: what stays is worth what it costs now.
    value = _exact(after * cost) - worth.value if worth.quantity < 0 else line.quantity * cost
    value = _exact(value)
    guessed = not known and (line.kind == MovementKind.RECEIPT or worth.average is None)
    effect = Effect(line.quantity, cost, value, guessed or worth.quantity < 0)
    return Worth(after, worth.value + value, last), effect


def _leaves(worth: Worth, line: Line, average: Decimal) -> tuple[Worth, Effect]:
    after = worth.quantity + line.quantity
    guessed = worth.quantity <= 0 or after < 0
    if line.kind == MovementKind.REVERSAL and line.unit_cost is not None:
        cost, value = line.unit_cost, _exact(line.quantity * line.unit_cost)
    else:
        cost, value = average, _exact(line.quantity * (worth.average or NOTHING))
    if after == 0:
        value = -worth.value
    elif after > 0 > worth.value + value:
        # A receipt is taken back at a cost of which too little is left.
        cost, guessed = average, True
        value = _exact(line.quantity * (worth.average or NOTHING))
    effect = Effect(line.quantity, cost, value, guessed)
    return Worth(after, worth.value + value, worth.last_cost), effect


def corrected(
    worth: Worth, *, left: Decimal, guessed: Decimal, cost: Decimal, is_last: bool
) -> tuple[Worth, Effect]:
    """Return what stock is worth once a guessed cost is known, for as much as is still here."""
    exact = _exact(cost)
    here = min(left, max(worth.quantity, NOTHING))
    value = _exact(here * (exact - guessed))
    last = exact if is_last else worth.last_cost
    return Worth(worth.quantity, worth.value + value, last), Effect(NOTHING, exact, value)


def consume(layers: Iterable[Layer], quantity: Decimal) -> tuple[tuple[Layer, ...], Decimal]:
    """Take a quantity from layers, oldest first; return what changed, and what is missing."""
    changed = []
    missing = quantity
    for layer in layers:
        if missing <= 0:
            break
        part = min(missing, layer.left)
        missing -= part
        changed.append(Layer(layer.id, layer.left - part))
    return tuple(changed), missing


def _exact(value: Decimal) -> Decimal:
    """Round to what a cost column keeps; halves to even, so that no side gains over time."""
    return value.quantize(SMALLEST, ROUND_HALF_EVEN)
