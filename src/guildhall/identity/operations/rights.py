"""Nobody gives what they do not hold."""

from guildhall.identity.errors import MoreThanYouHold
from guildhall.kernel.stamp import Stamp


def must_hold(capability: str, *, scope: str, stamp: Stamp) -> None:
    """Refuse with MoreThanYouHold unless the giver holds the capability in that scope."""
    if not stamp.by.may(capability, scope=(scope,)):
        raise MoreThanYouHold(capability=capability)
