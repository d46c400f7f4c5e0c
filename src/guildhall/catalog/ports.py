"""What the catalogue needs others for: work that goes on after a call has ended."""

from collections.abc import Callable
from uuid import UUID

from django.db import transaction

type Carry = Callable[[UUID], None]

_bound: list[Carry] = []


def bind_carrier(carry: Carry) -> None:
    """Name who carries files in; config does so once, at start."""
    _bound[:] = [carry]


def carry_on_commit(run: UUID) -> None:
    """Have a file carried in once this transaction commits; a sweep finds what was not heard."""
    transaction.on_commit(lambda: _bound[0](run))
