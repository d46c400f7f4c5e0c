"""How a payment stands, and which facts follow from what has moved. Pure."""

from collections.abc import Iterator

from guildhall.kernel.money import Money
from guildhall.payments.states import CallState, Stand
from guildhall.payments.types import PaymentTotals


def stand(totals: PaymentTotals, *, begun: CallState | None, acts: bool) -> Stand:
    """Return how a payment stands in one word. `begun` is where its first call stands."""
    if totals.charged:
        return _charged(totals)
    if totals.capturable or (totals.authorized and totals.charge_pending):
        return Stand.AUTHORIZED
    if totals.canceled:
        return Stand.VOIDED
    return _unpaid(begun, acts=acts)


def _unpaid(begun: CallState | None, *, acts: bool) -> Stand:
    if begun is CallState.REFUSED:
        return Stand.REFUSED
    if begun is CallState.WAITING:
        return Stand.WAITING
    return Stand.ACTION_NEEDED if acts else Stand.PENDING


def _charged(totals: PaymentTotals) -> Stand:
    if totals.kept.amount > 0:
        return Stand.CHARGED
    return Stand.CHARGED_BACK if totals.charged_back else Stand.REFUNDED


def moved(before: PaymentTotals, after: PaymentTotals) -> Iterator[tuple[str, Money]]:
    """Yield which amounts have changed, and by how much: `+charged`, `-refunded`."""
    for name in ("authorized", "charged", "refunded", "canceled", "charged_back"):
        difference = getattr(after, name) - getattr(before, name)
        if difference.amount > 0:
            yield f"+{name}", difference
        elif difference:
            yield f"-{name}", -difference
