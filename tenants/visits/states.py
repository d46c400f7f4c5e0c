"""The life of a support visit."""

from datetime import timedelta
from enum import StrEnum

from guildhall.kernel.states import Machine

LONGEST = timedelta(minutes=60)
SHORTEST = timedelta(minutes=5)


class VisitKind(StrEnum):
    """Who comes: the platform's support, or people of the group that owns the company."""

    SUPPORT = "support"
    GROUP = "group"


class Access(StrEnum):
    """How far a company lets one kind of visitor in."""

    OFF = "off"
    READ_ONLY = "read_only"
    AS_ROLE = "as_role"


# What nobody has said otherwise of: the platform's support helps, the group's people look.
USUALLY = {VisitKind.SUPPORT: Access.AS_ROLE, VisitKind.GROUP: Access.READ_ONLY}
# The roles in which a visitor may come. None of them keeps the account, people or keys.
LOOKING = "read-only"
ACTING = "operations"
ROLES = {
    Access.OFF: (),
    Access.READ_ONLY: (LOOKING,),
    Access.AS_ROLE: (LOOKING, ACTING),
}


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
