"""What the catalogue needs others for: work that goes on after a call, and what money is worth."""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from typing import Protocol
from uuid import UUID

from django.db import transaction

from guildhall.catalog.types.taxes import NotedRate

type Carry = Callable[[UUID], None]
type Draw = Callable[[UUID], None]


class RateSource(Protocol):
    """Who says what currencies are worth. `code` is the source under which rates are kept."""

    code: str

    def newest(self, currencies: Collection[str]) -> Sequence[NotedRate]:
        """Return the newest rates that are known of these currencies. May call out."""
        ...


_bound: list[Carry] = []
_painters: list[Draw] = []
_sources: dict[str, RateSource] = {}


def bind_rate_sources(*sources: RateSource) -> None:
    """Name who says what currencies are worth where a company has no rates of its own."""
    _sources.clear()
    _sources.update({each.code: each for each in sources})


def rate_sources() -> Mapping[str, RateSource]:
    """Return who is asked for rates, by code."""
    return _sources


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
