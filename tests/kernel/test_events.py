"""Facts are written with the change that they tell of, or not at all."""

from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from guildhall.kernel import clock
from guildhall.kernel.events import Event, fact, read, record, record_all, registered
from guildhall.kernel.hints import PENDING
from guildhall.kernel.models import Fact
from guildhall.kernel.money import Money
from guildhall.kernel.redis import redis, send_on_commit
from guildhall.kernel.stamp import Stamp, system_stamp
from guildhall.kernel.tenancy import Scope, enter
from guildhall.orders.events import OrderPaymentNoted
from guildhall.organization.models import Brand
from tests.kernel.facts_lab import Noted, note


def test_a_fact_outside_a_transaction_is_an_error(committed: dict[str, Scope]) -> None:
    event = Noted(about="a", text="1", stamp=system_stamp("test", clock.now()))

    with enter(committed["alpha"]), pytest.raises(transaction.TransactionManagementError):
        record(event)

    with enter(committed["alpha"]):
        assert not Fact.objects.exists()


def test_a_fact_is_rolled_back_with_its_change(committed: dict[str, Scope], stamp: Stamp) -> None:
    with enter(committed["alpha"]), transaction.atomic():
        Brand.objects.create(code="b", name="b")
        record(Noted(about="a", text="1", stamp=stamp))
        transaction.set_rollback(True)

    with enter(committed["alpha"]):
        assert not Brand.objects.exists()
        assert not Fact.objects.exists()


def test_a_fact_is_committed_with_its_change(committed: dict[str, Scope], stamp: Stamp) -> None:
    with enter(committed["alpha"]), transaction.atomic():
        Brand.objects.create(code="b", name="b")
        record(Noted(about="a", text="1", stamp=stamp))

    with enter(committed["alpha"]):
        assert Brand.objects.count() == 1
        assert Fact.objects.get().subject == "note:a"


def test_a_fact_reads_back_as_it_was_recorded(alpha: Scope, stamp: Stamp) -> None:
    told = OrderPaymentNoted(
        number="1", state="paid", paid=Money(Decimal("2.50"), "USD"), stamp=stamp
    )

    back = read(record(told))

    assert isinstance(back, OrderPaymentNoted)
    assert (back.number, back.paid) == ("1", Money(Decimal("2.50"), "USD"))
    assert back.stamp.request_id == stamp.request_id


def test_a_committed_fact_hints_at_its_tenant_once(committed: dict[str, Scope]) -> None:
    redis().delete(PENDING)

    with enter(committed["alpha"]), transaction.atomic():
        note("a", "1")
        note("a", "2")

    assert redis().smembers(PENDING) == {str(committed["alpha"].tenant_id).encode()}


def test_a_fact_that_was_rolled_back_hints_at_nothing(committed: dict[str, Scope]) -> None:
    redis().delete(PENDING)

    with enter(committed["alpha"]), transaction.atomic():
        note("a", "1")
        transaction.set_rollback(True)

    assert not redis().exists(PENDING)


def test_a_hint_taken_back_with_a_savepoint_takes_no_other_with_it(
    committed: dict[str, Scope],
) -> None:
    redis().delete(PENDING)

    with enter(committed["alpha"]), transaction.atomic():
        with transaction.atomic():
            note("a", "1")
            transaction.set_rollback(True)
        note("a", "2")

    assert redis().smembers(PENDING) == {str(committed["alpha"].tenant_id).encode()}


def test_commands_wait_for_the_commit_and_leave_together(committed: dict[str, Scope]) -> None:
    keys = ("test:first", "test:second")
    redis().delete(*keys)

    with enter(committed["alpha"]), transaction.atomic():
        for key in keys:
            send_on_commit("SET", key, "told", lost="lost")
        before = redis().exists(*keys)

    assert (before, redis().exists(*keys)) == (0, 2)
    redis().delete(*keys)


def test_facts_recorded_at_once_keep_their_order(alpha: Scope, stamp: Stamp) -> None:
    record_all([Noted(about="a", text=str(n), stamp=stamp) for n in range(5)])

    texts = Fact.objects.filter(type=Noted.type).order_by("sequence").values_list("payload__text")
    assert [text for (text,) in texts] == ["0", "1", "2", "3", "4"]


def test_two_facts_cannot_share_a_wire_name() -> None:
    with pytest.raises(ValueError, match="two facts"):

        @fact("test.noted", subject="x")
        class Other(Event):
            pass

    assert registered()["test.noted"] is Noted


@pytest.mark.parametrize(
    "change", [{"payload": {}}, {"type": "x"}, {"occurred_at": None}, {"actor_name": "y"}]
)
def test_a_tenant_cannot_rewrite_its_facts(
    committed: dict[str, Scope], change: dict[str, object]
) -> None:
    with enter(committed["alpha"]):
        note("a", "1")

        with pytest.raises(DatabaseError, match="permission denied"):
            Fact.objects.update(**change)
        with pytest.raises(DatabaseError, match="permission denied"):
            Fact.objects.all().delete()
