"""The lives of an archive, a restoration and an erasure."""

from enum import StrEnum

from guildhall.kernel.states import Machine


class ArchiveKind(StrEnum):
    """Why an archive was made. The last two are for the company's own hands: one ZIP."""

    SCHEDULED = "scheduled"
    MANUAL = "manual"
    BEFORE_RESTORE = "before_restore"
    CUSTOMER = "customer"
    FINAL = "final"


FOR_THE_COMPANY = frozenset({ArchiveKind.CUSTOMER, ArchiveKind.FINAL})


class ArchiveState(StrEnum):
    ASKED = "asked"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    PRUNED = "pruned"


class ArchiveMove(StrEnum):
    START = "start"
    FINISH = "finish"
    FAIL = "fail"
    PRUNE = "prune"


ARCHIVE = Machine(
    start=ArchiveState.ASKED,
    moves={
        (ArchiveState.ASKED, ArchiveMove.START): ArchiveState.RUNNING,
        (ArchiveState.ASKED, ArchiveMove.FAIL): ArchiveState.FAILED,
        # Whoever filled it died: it is filled anew from the beginning.
        (ArchiveState.RUNNING, ArchiveMove.START): ArchiveState.RUNNING,
        (ArchiveState.RUNNING, ArchiveMove.FINISH): ArchiveState.DONE,
        (ArchiveState.RUNNING, ArchiveMove.FAIL): ArchiveState.FAILED,
        (ArchiveState.DONE, ArchiveMove.PRUNE): ArchiveState.PRUNED,
        (ArchiveState.FAILED, ArchiveMove.PRUNE): ArchiveState.PRUNED,
    },
)


class Purpose(StrEnum):
    RESTORE = "restore"
    DRILL = "drill"


class RestorationState(StrEnum):
    ASKED = "asked"
    BUILT = "built"
    SWAPPED = "swapped"
    UNDONE = "undone"
    FAILED = "failed"
    CLOSED = "closed"


class RestorationMove(StrEnum):
    BUILD = "build"
    SWAP = "swap"
    UNDO = "undo"
    FAIL = "fail"
    CLOSE = "close"


RESTORATION = Machine(
    start=RestorationState.ASKED,
    moves={
        (RestorationState.ASKED, RestorationMove.BUILD): RestorationState.BUILT,
        (RestorationState.ASKED, RestorationMove.FAIL): RestorationState.FAILED,
        # A drill that broke off.
        (RestorationState.ASKED, RestorationMove.CLOSE): RestorationState.CLOSED,
        (RestorationState.BUILT, RestorationMove.SWAP): RestorationState.SWAPPED,
        (RestorationState.BUILT, RestorationMove.FAIL): RestorationState.FAILED,
        (RestorationState.BUILT, RestorationMove.CLOSE): RestorationState.CLOSED,
        (RestorationState.SWAPPED, RestorationMove.UNDO): RestorationState.UNDONE,
        (RestorationState.SWAPPED, RestorationMove.CLOSE): RestorationState.CLOSED,
        (RestorationState.UNDONE, RestorationMove.CLOSE): RestorationState.CLOSED,
        (RestorationState.FAILED, RestorationMove.CLOSE): RestorationState.CLOSED,
    },
)
UNDER_WAY = frozenset({RestorationState.ASKED, RestorationState.BUILT})


class ErasureState(StrEnum):
    ASKED = "asked"
    CANCELED = "canceled"
    RUNNING = "running"
    DONE = "done"


class ErasureMove(StrEnum):
    CANCEL = "cancel"
    RUN = "run"
    FINISH = "finish"


ERASURE = Machine(
    start=ErasureState.ASKED,
    moves={
        (ErasureState.ASKED, ErasureMove.CANCEL): ErasureState.CANCELED,
        (ErasureState.ASKED, ErasureMove.RUN): ErasureState.RUNNING,
        (ErasureState.RUNNING, ErasureMove.RUN): ErasureState.RUNNING,
        (ErasureState.RUNNING, ErasureMove.FINISH): ErasureState.DONE,
    },
)
OPEN = frozenset({ErasureState.ASKED, ErasureState.RUNNING})
