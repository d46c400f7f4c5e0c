"""The life of a line in the ledger, that of a run, and the kinds of steps."""

from enum import IntEnum, StrEnum

from guildhall.kernel.states import Machine
from guildhall.kernel.tenancy import TenantState


class LineState(StrEnum):
    READY = "ready"
    LEASED = "leased"
    FAILED = "failed"
    QUARANTINED = "quarantined"


class LineMove(StrEnum):
    QUARANTINE = "quarantine"
    RETRY = "retry"


# What people do. The runner itself leases, finishes and fails: see `operations.leases`.
LINE = Machine(
    start=LineState.READY,
    moves={
        (LineState.READY, LineMove.QUARANTINE): LineState.QUARANTINED,
        (LineState.FAILED, LineMove.QUARANTINE): LineState.QUARANTINED,
        (LineState.FAILED, LineMove.RETRY): LineState.READY,
        (LineState.QUARANTINED, LineMove.RETRY): LineState.READY,
    },
)


# Whoever has a schema that may be upgraded. One in quarantine is in for another reason, unless
# it was the fleet that put it there.
UPGRADED = (
    TenantState.ACTIVE.value,
    TenantState.READ_ONLY.value,
    TenantState.SUSPENDED.value,
    TenantState.ARCHIVED.value,
)


class RunState(StrEnum):
    RUNNING = "running"
    FINISHED = "finished"
    ABORTED = "aborted"
    LOST = "lost"


class RunMove(StrEnum):
    FINISH = "finish"
    ABORT = "abort"
    LOSE = "lose"


RUN = Machine(
    start=RunState.RUNNING,
    moves={
        (RunState.RUNNING, RunMove.FINISH): RunState.FINISHED,
        (RunState.RUNNING, RunMove.ABORT): RunState.ABORTED,
        (RunState.RUNNING, RunMove.LOSE): RunState.LOST,
    },
)


class Ring(IntEnum):
    """In which order companies are upgraded: our own first, the many last."""

    INTERNAL = 0
    CANARY = 1
    TENTH = 2
    REST = 3


class StepKind(StrEnum):
    TOGETHER = "together"
    ALONE = "alone"
