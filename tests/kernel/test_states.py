"""A life is a table."""

from enum import StrEnum

import pytest

from guildhall.kernel.states import Machine, MoveNotAllowed
from guildhall.orders.states import FULFILLMENT, ORDER, PAYMENT
from tenants.states import TENANT

LIVES: list[Machine[StrEnum, StrEnum]] = [ORDER, PAYMENT, FULFILLMENT, TENANT]  # type: ignore[list-item] # each has its own states
NAMES = ["order", "payment", "fulfillment", "tenant"]


@pytest.mark.parametrize("life", LIVES[:3], ids=NAMES[:3])
def test_every_state_can_be_reached_from_the_start(life: Machine[StrEnum, StrEnum]) -> None:
    reached = {life.start}
    for _ in life.moves:
        reached |= {to for (origin, _), to in life.moves.items() if origin in reached}

    assert reached == set(type(life.start))


@pytest.mark.parametrize("life", LIVES, ids=NAMES)
def test_what_is_not_in_the_table_cannot_happen(life: Machine[StrEnum, StrEnum]) -> None:
    moves = {move for _, move in life.moves}

    for state in type(life.start):
        for move in moves - set(life.allowed(state)):
            with pytest.raises(MoveNotAllowed) as refused:
                life.after(state, move)
            assert refused.value.facts["state"] == str(state)


@pytest.mark.parametrize("life", LIVES, ids=NAMES)
def test_what_is_in_the_table_leads_where_it_says(life: Machine[StrEnum, StrEnum]) -> None:
    for (state, move), following in life.moves.items():
        assert move in life.allowed(state)
        assert life.after(state, move) == following
