"""What the catalogue needs others for: work that goes on after a call has ended."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.db import transaction

type Carry = Callable[[UUID], None]
type Draw = Callable[[UUID], None]

_bound: list[Carry] = []
_painters: list[Draw] = []


def bind_carrier(carry: Carry) -> None:
    """Name who carries files in; config does so once, at start."""
    _bound[:] = [carry]


def carry_on_commit(run: UUID) -> None:
    """Have a file carried in once this transaction commits; a sweep finds what was not heard."""
    transaction.on_commit(lambda: _bound[0](run))


def bind_pictures(draw: Draw) -> None:
    """Name who makes the smaller sizes of pictures; config does so once, at start."""
    _painters[:] = [draw]


def draw_soon(picture: UUID) -> None:
    """Have a picture drawn once this transaction commits; a sweep finds what was not heard."""
    for draw in _painters:
        transaction.on_commit(partial(draw, picture), robust=True)
