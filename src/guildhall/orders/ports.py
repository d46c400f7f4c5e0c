"""What orders need others for: work that goes on after a call has ended."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.db import transaction

type CarryOut = Callable[[UUID], None]

_bound: list[CarryOut] = []


def bind_batches(carry_out: CarryOut) -> None:
    """Name who carries out what is done to many orders; config does so once, at start."""
    _bound[:] = [carry_out]


def carry_out_on_commit(batch: UUID) -> None:
    """Have it carried out once this transaction commits; a sweep finds what was not heard."""
    for carry_out in _bound:
        transaction.on_commit(partial(carry_out, batch), robust=True)
