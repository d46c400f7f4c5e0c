"""Rows written by statements that are put together once."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from guildhall.inventory.models import StockLevel
from guildhall.kernel.clock import now
from guildhall.kernel.ids import new_id
from guildhall.kernel.models import Fact
from guildhall.kernel.rows import Statement, insert_rows, insertion, send_together, update_rows
from guildhall.kernel.tenancy import Scope
from guildhall.organization.models import Brand
from tests.factories.company import make_company

JSON = [{}, {"a": [1, None, "%s"]}, [], ["channel:web", "brand:house"], "text"]


def make_fact(payload: object = "") -> Fact:
    return Fact(
        fact_id=new_id(),
        type="test.noted",
        subject="test:1",
        payload=payload,
        occurred_at=now(),
        actor_kind="system",
        actor_name="test",
        request_id=new_id(),
    )


@pytest.mark.parametrize("payload", JSON)
def test_what_is_inserted_is_read_back_as_it_was(alpha: Scope, payload: object) -> None:
    fact = make_fact(payload)

    insert_rows([fact], reading="sequence")

    found = Fact.objects.get(sequence=fact.sequence)
    assert found.payload == payload
    assert (found.fact_id, found.occurred_at) == (fact.fact_id, fact.occurred_at)
    assert (found.attempts, found.last_error, found.lease_until) == (0, "", None)


def test_many_rows_are_numbered_in_their_order(alpha: Scope) -> None:
    facts = [make_fact() for _ in range(5)]

    insert_rows(facts, reading="sequence")

    numbers = [fact.sequence for fact in facts]
    assert numbers == sorted(set(numbers))
    assert Fact.objects.filter(fact_id=facts[3].fact_id).get().sequence == numbers[3]


def test_an_inserted_row_can_be_saved_again(alpha: Scope) -> None:
    brand = Brand(code="own", name="Own")

    insert_rows([brand])
    brand.name = "Our own"
    brand.save()

    assert Brand.objects.get(code="own").name == "Our own"


def test_a_row_that_is_there_already_is_not_written_twice(alpha: Scope) -> None:
    insert_rows([Brand(code="own", name="Own")])

    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows([Brand(code="other", name="Other"), Brand(code="own", name="Own")])

    assert not Brand.objects.filter(code="other").exists()


def test_an_update_changes_the_named_columns_of_its_rows_alone(alpha: Scope) -> None:
    make_company()
    first, second, third = StockLevel.objects.order_by("id")[:3]
    for level, reserved in ((first, "1.5"), (second, "2")):
        level.reserved = Decimal(reserved)
        level.on_hand = Decimal(0)

    update_rows([first, second], changed=["reserved"])

    found = {level.id: level for level in StockLevel.objects.all()}
    assert found[first.id].reserved == Decimal("1.5")
    assert found[second.id].reserved == Decimal(2)
    assert found[third.id].reserved == third.reserved
    assert found[first.id].on_hand == third.on_hand


def test_no_rows_are_no_statement(alpha: Scope) -> None:
    insert_rows([])
    update_rows([], changed=["reserved"])


def test_statements_sent_together_are_one_message_and_all_of_them_count(alpha: Scope) -> None:
    first, second = make_fact({"n": "50%"}), make_fact()

    with CaptureQueriesContext(connection) as sent:
        rows = send_together(
            Statement("SELECT %s::int + 1", [41]), insertion([first]), insertion([second])
        )

    assert rows == [(42,)]
    assert len(sent) == 1
    written = Fact.objects.filter(fact_id__in=[first.fact_id, second.fact_id])
    assert {fact.payload["n"] for fact in written if fact.payload} == {"50%"}
    assert written.count() == 2


def test_of_statements_sent_together_one_that_fails_leaves_none(alpha: Scope) -> None:
    first = make_fact()
    insert_rows([first])
    other = make_fact()

    with pytest.raises(IntegrityError), transaction.atomic():
        send_together(Statement("SELECT 1", ()), insertion([other]), insertion([first]))

    assert not Fact.objects.filter(fact_id=other.fact_id).exists()
