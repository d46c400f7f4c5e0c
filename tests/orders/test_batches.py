"""Something done to many orders: with whose rights, how often, and for how long it is kept."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from guildhall.identity import operations as identity
from guildhall.identity.queries import actor_again
from guildhall.identity.states import Role
from guildhall.kernel.refusals import NotPermitted
from guildhall.kernel.stamp import Actor, Grant, Stamp
from guildhall.kernel.states import MoveNotAllowed
from guildhall.kernel.tenancy import Scope
from guildhall.orders.errors import BatchEmpty, BatchInvalid, BatchNotFound, BatchTooLarge
from guildhall.orders.models import OrderBatch
from guildhall.orders.operations import batches as module
from guildhall.orders.operations import (
    carry_out_batch,
    confirm_order,
    forget_batches,
    lay_out_batch,
    start_batch,
    stop_batch,
)
from guildhall.orders.queries import batches_at_work, get_batch, get_order, list_batch_rows
from guildhall.orders.states import BatchAct, BatchState
from guildhall.orders.types import BatchTerms, OrderFilter
from tests.factories.company import Company, make_company, make_order

SOLD_OUT = BatchTerms(text="sold out")


@pytest.fixture
def company(alpha: Scope) -> Company:
    return make_company()


@pytest.fixture
def numbers(company: Company, stamp: Stamp) -> list[str]:
    return [make_order(company, {"APPLE": 1}, stamp=stamp).row.number for _ in range(3)]


@pytest.fixture
def clerk(company: Company, stamp: Stamp) -> Stamp:
    """Return the stamp of somebody of the staff."""
    person = identity.add_staff(
        "c@example.com", name="C", password="correct horse", role=Role.OPERATIONS, stamp=stamp
    )
    actor = actor_again("staff", person, at=stamp.at)
    assert actor is not None
    return replace(stamp, by=actor)


def _begun(act: BatchAct, numbers: Sequence[str], terms: BatchTerms, stamp: Stamp) -> UUID:
    batch = lay_out_batch(act, numbers=numbers, stamp=stamp)
    start_batch(batch, terms=terms, stamp=stamp)
    return batch


def _outcomes(batch: UUID) -> list[str]:
    return [row.outcome for row in list_batch_rows(batch).items]


def test_each_order_is_done_once_however_often_it_is_carried_out(
    numbers: list[str], clerk: Stamp
) -> None:
    confirm_order(numbers[1], stamp=clerk)
    batch = _begun(BatchAct.CONFIRM, [*numbers, numbers[0]], BatchTerms(), clerk)

    for _ in range(2):
        assert not carry_out_batch(batch, now=lambda: clerk.at)

    assert _outcomes(batch) == ["done", "refused", "done"]
    card = get_batch(batch, actor=clerk.by)
    assert (card.state, card.done, card.refused, card.left) == (BatchState.DONE, 2, 1, 0)


def test_it_goes_on_where_somebody_left_off(numbers: list[str], clerk: Stamp) -> None:
    batch = _begun(BatchAct.CANCEL, numbers, SOLD_OUT, clerk)

    more = carry_out_batch(batch, now=lambda: clerk.at, is_late=lambda: True)

    assert more
    assert _outcomes(batch) == ["done", "", ""]
    assert batches_at_work(clerk.at) == ()
    assert batches_at_work(clerk.at + timedelta(minutes=3)) == (batch,)
    carry_out_batch(batch, now=lambda: clerk.at)
    assert [get_order(number).row.state for number in numbers] == ["canceled"] * 3


def test_who_may_no_longer_act_does_nothing_more(
    numbers: list[str], clerk: Stamp, stamp: Stamp
) -> None:
    batch = _begun(BatchAct.CANCEL, numbers, SOLD_OUT, clerk)
    assert clerk.by.id is not None
    identity.deactivate_staff(clerk.by.id, stamp=stamp)

    assert not carry_out_batch(batch, now=lambda: stamp.at)

    assert OrderBatch.objects.get().state == BatchState.STOPPED
    assert [get_order(number).row.state for number in numbers] == ["placed"] * 3


def test_what_is_stopped_does_no_more(numbers: list[str], clerk: Stamp) -> None:
    batch = _begun(BatchAct.CONFIRM, numbers, BatchTerms(), clerk)
    stop_batch(batch, stamp=clerk)

    assert not carry_out_batch(batch, now=lambda: clerk.at)

    assert _outcomes(batch) == ["", "", ""]
    with pytest.raises(MoveNotAllowed):
        start_batch(batch, terms=BatchTerms(), stamp=clerk)


def test_nothing_too_much_and_incomplete_terms_are_refused(
    numbers: list[str], clerk: Stamp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST", 2)
    with pytest.raises(BatchEmpty):
        lay_out_batch(BatchAct.CONFIRM, numbers=[], stamp=clerk)
    with pytest.raises(BatchTooLarge):
        lay_out_batch(BatchAct.CONFIRM, numbers=numbers, stamp=clerk)
    with pytest.raises(BatchTooLarge):
        lay_out_batch(BatchAct.CONFIRM, numbers=(), chosen=OrderFilter(), stamp=clerk)
    batch = lay_out_batch(BatchAct.CANCEL, numbers=numbers[:2], stamp=clerk)

    with pytest.raises(BatchInvalid) as refused:
        start_batch(batch, terms=BatchTerms(), stamp=clerk)

    assert set(refused.value.errors) == {"text"}


def test_it_is_its_owners_alone(numbers: list[str], clerk: Stamp, stamp: Stamp) -> None:
    batch = lay_out_batch(BatchAct.CONFIRM, numbers=numbers, stamp=clerk)
    viewer = replace(stamp, by=Actor("staff", "staff:v", (Grant("orders:view"),)))

    with pytest.raises(BatchNotFound):
        get_batch(batch, actor=stamp.by)
    with pytest.raises(BatchNotFound):
        start_batch(batch, terms=BatchTerms(), stamp=stamp)
    with pytest.raises(NotPermitted):
        lay_out_batch(BatchAct.CONFIRM, numbers=numbers, stamp=viewer)


def test_what_was_done_long_ago_is_forgotten(numbers: list[str], clerk: Stamp) -> None:
    lay_out_batch(BatchAct.CONFIRM, numbers=numbers, stamp=clerk)

    forget_batches(at=clerk.at + timedelta(days=29))
    assert OrderBatch.objects.count() == 1
    forget_batches(at=clerk.at + timedelta(days=31))

    assert not OrderBatch.objects.exists()
