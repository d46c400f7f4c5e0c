"""Which offer of a carrier is bought. Pure."""

from collections.abc import Sequence

from guildhall.fulfillment.types import Rate


def choose_rate(rates: Sequence[Rate], *, carrier: str, service: str) -> Rate | None:
    """Return the cheapest offer of a carrier and a service; empty is any. None where none fits."""
    wanted = (_plain(carrier), service.strip().lower())
    fits = [
        each
        for each in rates
        if wanted[0] in ("", _plain(each.carrier)) and wanted[1] in ("", each.service.lower())
    ]
    return min(fits, key=lambda each: (each.cost.amount, each.reference), default=None)


def _plain(carrier: str) -> str:
    """Return a carrier's name as nobody writes it: `DHL Express` and `dhl_express` are one."""
    return "".join(letter for letter in carrier.lower() if letter.isalnum())
