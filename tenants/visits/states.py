"""The life of a support visit."""

from datetime import timedelta
from enum import StrEnum

from guildhall.kernel.states import Machine

LONGEST = timedelta(minutes=60)
SHORTEST = timedelta(minutes=5)
# From the public host to the company's: the time of one redirect.
TICKET_FOR = timedelta(seconds=30)


class VisitState(StrEnum):
    OFFERED = "offered"
    RUNNING = "running"
    ENDED = "ended"


class VisitMove(StrEnum):
    ENTER = "enter"
    END = "end"


VISIT = Machine(
    start=VisitState.OFFERED,
    moves={
        (VisitState.OFFERED, VisitMove.ENTER): VisitState.RUNNING,
        (VisitState.OFFERED, VisitMove.END): VisitState.ENDED,
        # Whoever closed the browser comes in again; the time runs on.
        (VisitState.RUNNING, VisitMove.ENTER): VisitState.RUNNING,
        (VisitState.RUNNING, VisitMove.END): VisitState.ENDED,
    },
)


class EndedBy(StrEnum):
    OPERATOR = "operator"
    COMPANY = "company"
    TIME = "time"
