"""What keeps an order from going on, each with its reason. Pure."""

from collections.abc import Sequence

from guildhall.orders.errors import FraudInDoubt, OrderOnHold
from guildhall.orders.states import FraudState

DOUBTFUL = (FraudState.REVIEW, FraudState.DENIED)


def must_go_on(number: str, *, holds: Sequence[str], fraud: str) -> None:
    """Refuse with OrderOnHold or FraudInDoubt what waits for somebody."""
    if holds:
        raise OrderOnHold(number=number, reasons=", ".join(sorted(holds)))
    if fraud in DOUBTFUL:
        raise FraudInDoubt(number=number)
