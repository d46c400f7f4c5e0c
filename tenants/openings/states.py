"""The life of an opening, the steps to an open company, and how long each may take."""

from datetime import timedelta
from enum import StrEnum

from guildhall.kernel.states import Machine

RESERVED_FOR = timedelta(hours=24)
"""How long a name is kept, and a link works, for somebody who has not confirmed."""
ERASED_AFTER = timedelta(days=7)
"""How long the person behind a request that came to nothing is remembered."""
FORGOTTEN_AFTER = timedelta(days=90)
"""The same for a company that did open: its own rows know its people."""

MOST_ATTEMPTS = 8
LEASE = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=5)
MAILS_A_DAY = 5
"""To one address, whatever is asked for it."""


class OpeningState(StrEnum):
    REQUESTED = "requested"
    CONFIRMED = "confirmed"
    OPENING = "opening"
    OPEN = "open"
    FAILED = "failed"
    EXPIRED = "expired"


class OpeningMove(StrEnum):
    CONFIRM = "confirm"
    BEGIN = "begin"
    FINISH = "finish"
    FAIL = "fail"
    RETRY = "retry"
    EXPIRE = "expire"


LIFE = Machine(
    start=OpeningState.REQUESTED,
    moves={
        (OpeningState.REQUESTED, OpeningMove.CONFIRM): OpeningState.CONFIRMED,
        (OpeningState.REQUESTED, OpeningMove.EXPIRE): OpeningState.EXPIRED,
        (OpeningState.CONFIRMED, OpeningMove.BEGIN): OpeningState.OPENING,
        (OpeningState.OPENING, OpeningMove.FINISH): OpeningState.OPEN,
        (OpeningState.OPENING, OpeningMove.FAIL): OpeningState.FAILED,
        (OpeningState.FAILED, OpeningMove.RETRY): OpeningState.CONFIRMED,
    },
)

HOLDING = (
    OpeningState.REQUESTED,
    OpeningState.CONFIRMED,
    OpeningState.OPENING,
    OpeningState.FAILED,
)
"""While in these states an opening keeps its name from everybody else."""
UNDER_WAY = (OpeningState.CONFIRMED, OpeningState.OPENING)


class Step(StrEnum):
    """What is done, in this order, once the address is proven."""

    RESERVE = "reserve"
    PROVISION = "provision"
    SUBSCRIBE = "subscribe"
    INVITE = "invite"


class MailKind(StrEnum):
    CONFIRM = "confirm"
    WELCOME = "welcome"
