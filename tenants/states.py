"""The life of a tenant, of its schema before it, and of a domain."""

from enum import StrEnum

from guildhall.kernel.states import Machine
from guildhall.kernel.tenancy import TenantState


class TenantMove(StrEnum):
    ACTIVATE = "activate"
    ABANDON = "abandon"
    FREEZE = "freeze"
    THAW = "thaw"
    SUSPEND = "suspend"
    RESTORE = "restore"
    START_MOVE = "start_move"
    FINISH_MOVE = "finish_move"
    ABANDON_MOVE = "abandon_move"
    QUARANTINE = "quarantine"
    RELEASE = "release"
    ARCHIVE = "archive"
    REOPEN = "reopen"
    ERASE = "erase"


TENANT = Machine(
    start=TenantState.PROVISIONING,
    moves={
        (TenantState.PROVISIONING, TenantMove.ACTIVATE): TenantState.ACTIVE,
        (TenantState.PROVISIONING, TenantMove.ABANDON): TenantState.ERASED,
        (TenantState.ACTIVE, TenantMove.FREEZE): TenantState.READ_ONLY,
        (TenantState.ACTIVE, TenantMove.SUSPEND): TenantState.SUSPENDED,
        (TenantState.ACTIVE, TenantMove.START_MOVE): TenantState.MOVING,
        (TenantState.ACTIVE, TenantMove.QUARANTINE): TenantState.QUARANTINED,
        (TenantState.READ_ONLY, TenantMove.THAW): TenantState.ACTIVE,
        (TenantState.READ_ONLY, TenantMove.SUSPEND): TenantState.SUSPENDED,
        (TenantState.READ_ONLY, TenantMove.START_MOVE): TenantState.MOVING,
        (TenantState.READ_ONLY, TenantMove.QUARANTINE): TenantState.QUARANTINED,
        (TenantState.SUSPENDED, TenantMove.RESTORE): TenantState.ACTIVE,
        (TenantState.SUSPENDED, TenantMove.START_MOVE): TenantState.MOVING,
        (TenantState.SUSPENDED, TenantMove.QUARANTINE): TenantState.QUARANTINED,
        (TenantState.SUSPENDED, TenantMove.ARCHIVE): TenantState.ARCHIVED,
        (TenantState.MOVING, TenantMove.FINISH_MOVE): TenantState.ACTIVE,
        (TenantState.MOVING, TenantMove.ABANDON_MOVE): TenantState.ACTIVE,
        (TenantState.QUARANTINED, TenantMove.RELEASE): TenantState.ACTIVE,
        (TenantState.QUARANTINED, TenantMove.ARCHIVE): TenantState.ARCHIVED,
        (TenantState.ARCHIVED, TenantMove.REOPEN): TenantState.ACTIVE,
        (TenantState.ARCHIVED, TenantMove.ERASE): TenantState.ERASED,
    },
)

# A pause leads back to where the tenant came from: who was suspended before a move is so after.
PAUSES = frozenset({TenantMove.START_MOVE, TenantMove.QUARANTINE})
RESUMES = frozenset({TenantMove.FINISH_MOVE, TenantMove.ABANDON_MOVE, TenantMove.RELEASE})


# What an operator may do by hand. The rest belongs to rooms that do more than change a state.
BY_HAND = (
    TenantMove.FREEZE,
    TenantMove.THAW,
    TenantMove.SUSPEND,
    TenantMove.RESTORE,
    TenantMove.QUARANTINE,
    TenantMove.RELEASE,
    TenantMove.ARCHIVE,
    TenantMove.REOPEN,
)


def state_after(
    state: TenantState, move: TenantMove, *, paused_in: TenantState = TenantState.ACTIVE
) -> TenantState:
    """Return where a move leads a tenant that was in `paused_in` before its pause, if it has one.

    Refuses with MoveNotAllowed.
    """
    following = TENANT.after(state, move)
    return paused_in if move in RESUMES else following


class SchemaState(StrEnum):
    """The life of a schema that was made before its tenant."""

    BUILDING = "building"
    READY = "ready"
    DROPPING = "dropping"


class DomainState(StrEnum):
    PENDING = "pending"
    VERIFIED = "verified"
    ACTIVE = "active"
    FAILED = "failed"


class DomainMove(StrEnum):
    VERIFY = "verify"
    ACTIVATE = "activate"
    FAIL = "fail"


DOMAIN = Machine(
    start=DomainState.PENDING,
    moves={
        (DomainState.PENDING, DomainMove.VERIFY): DomainState.VERIFIED,
        (DomainState.VERIFIED, DomainMove.ACTIVATE): DomainState.ACTIVE,
        (DomainState.VERIFIED, DomainMove.FAIL): DomainState.FAILED,
        (DomainState.ACTIVE, DomainMove.FAIL): DomainState.FAILED,
        (DomainState.FAILED, DomainMove.VERIFY): DomainState.VERIFIED,
    },
)

HELD = frozenset({DomainState.VERIFIED, DomainState.ACTIVE})
"""Whoever has proved that a domain is theirs holds it alone; a mere claim keeps nobody out."""


class DomainKind(StrEnum):
    PLATFORM = "platform"
    CUSTOM = "custom"


class Proof(StrEnum):
    """What a look at a domain's TXT record brought to light."""

    FOUND = "found"
    MISSING = "missing"
    WRONG = "wrong"
    UNAVAILABLE = "unavailable"
