"""What a person changes about how they prove who they are: told in the trail, never shown.

django-allauth makes the change; these are called in its transaction.
"""

from uuid import UUID

from guildhall.identity.events import (
    FactorAdded,
    FactorRemoved,
    PasswordChanged,
    RecoveryCodesMade,
)
from guildhall.identity.states import FactorKind
from guildhall.kernel.events import record
from guildhall.kernel.stamp import Stamp


def note_factor_added(user: UUID, *, kind: FactorKind, stamp: Stamp) -> None:
    record(FactorAdded(user=user, kind=kind, stamp=stamp))


def note_factor_removed(user: UUID, *, kind: FactorKind, stamp: Stamp) -> None:
    record(FactorRemoved(user=user, kind=kind, stamp=stamp))


def note_codes_made(user: UUID, *, stamp: Stamp) -> None:
    record(RecoveryCodesMade(user=user, stamp=stamp))


def note_password_changed(user: UUID, *, stamp: Stamp) -> None:
    record(PasswordChanged(user=user, stamp=stamp))
