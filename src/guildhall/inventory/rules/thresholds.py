"""Which lines a change of what is available crosses. Pure."""

from decimal import Decimal

from guildhall.inventory.states import Crossing


def crossed(before: Decimal, after: Decimal, *, low_at: Decimal | None) -> Crossing | None:
    """Return the line that was crossed on the way, if one was.

    What sells out is not told as low as well, and a number that stays on its side tells nothing.
    """
    if before > 0 >= after:
        return Crossing.SOLD_OUT
    if before <= 0 < after:
        return Crossing.BACK
    if low_at is not None and before > low_at >= after:
        return Crossing.LOW
    return None
