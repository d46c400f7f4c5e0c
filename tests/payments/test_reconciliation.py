"""Bills against our books: what agrees, what differs, and what a second look changes."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from guildhall.kernel.models import Fact
from guildhall.kernel.stamp import Stamp, system_stamp
from guildhall.kernel.tenancy import Scope
from guildhall.payments.models import (
    Bill,
    BilledLine,
    BillPlan,
    ItemNote,
    ProviderAccount,
    WorkItem,
)
from guildhall.payments.operations.bills import fetch_bill, plan_bills
from guildhall.payments.ports import bind_providers, providers
from guildhall.payments.states import BillState, Step
from tests.factories.bills import DAY, at, billed, make_account, make_bill, moved, opener
from tests.twins.bills import BillTwin, BillTwinProvider

NEXT = at(12, day=21)

type Fetch = Callable[..., Bill]


@pytest.fixture
def twin() -> Iterator[BillTwin]:
    before = dict(providers())
    bind_providers({"bills": BillTwinProvider()})  # type: ignore[dict-item] # its bills alone
    with BillTwin() as running:
        yield running
    bind_providers(before)


@pytest.fixture
def account(alpha: Scope) -> ProviderAccount:
    return make_account()


@pytest.fixture
def fetch(twin: BillTwin) -> Fetch:
    def run(bill: Bill, stamp: Stamp | None = None) -> Bill:
        told = stamp or system_stamp("bills", NEXT)
        fetch_bill(bill.pk, opening=opener(twin.url), stamp=told)
        bill.refresh_from_db()
        return bill

    return run


def put(twin: BillTwin, *lines: str, day: str = str(DAY)) -> None:
    twin.put(day, *lines)


def kinds() -> list[str]:
    return list(WorkItem.objects.order_by("subject").values_list("kind", flat=True))


def test_what_agrees_is_no_work_and_keeps_what_it_cost(
    account: ProviderAccount, twin: BillTwin, fetch: Fetch
) -> None:
    event = moved(account, "wx1", when=at(9))
    moved(account, "wx2", "3.50", when=at(10), change="a" * 32)
    put(
        twin,
        billed("wx1", when=at(9), batch="B7"),
        # WeChat's own number is another; ours is the same.
        billed("other", "3.50", when=at(10), key="a" * 32),
    )

    bill = fetch(make_bill(account))

    assert bill.state == BillState.MATCHED
    assert (bill.lines, bill.counts["matched"]) == (2, 2)
    assert not WorkItem.objects.exists()
    line = BilledLine.objects.get(event_id=event.id)
    assert (line.fee, line.batch) == (line.fee.__class__("0.06"), "B7")


def test_each_way_to_differ_is_an_item_of_its_own(
    account: ProviderAccount, twin: BillTwin, fetch: Fetch
) -> None:
    moved(account, "ours", when=at(9))
    moved(account, "sum", "10.00", when=at(9))
    moved(account, "fee", when=at(9), fee="0.05")
    moved(account, "back", "4.00", when=at(11), step=Step.REFUND_SUCCESS)
    put(
        twin,
        billed("theirs", when=at(8)),
        billed("sum", "10.01", when=at(9)),
        billed("fee", when=at(9), fee="0.06"),
        billed("back", "4.00", when=at(11), kind="refund", fee="0"),
        billed("", "9.00", when=at(23), kind="payout", fee="0"),
    )

    bill = fetch(make_bill(account))

    assert kinds() == ["fee_differs", "amount_differs", "theirs_only", "ours_only"]
    assert {name: n for name, n in bill.counts.items() if n} == {
        "fee_differs": 1,
        "amount_differs": 1,
        "theirs_only": 1,
        "ours_only": 1,
        "matched": 1,
        "noted": 1,
    }
    assert Fact.objects.filter(type="bill.matched").count() == 1


def test_the_same_bill_again_changes_nothing(
    account: ProviderAccount, twin: BillTwin, fetch: Fetch
) -> None:
    moved(account, "ours", when=at(9))
    put(twin, billed("theirs", when=at(8)))
    bill = fetch(make_bill(account))
    before = [Bill.objects.values("version", "hash", "counts", "matched_at").get(), *rows()]

    fetch(bill, system_stamp("bills", NEXT + timedelta(hours=1)))

    after = [Bill.objects.values("version", "hash", "counts", "matched_at").get(), *rows()]
    assert after == before
    assert Fact.objects.filter(type="bill.matched").count() == 1


def rows() -> list[object]:
    tables = (BilledLine, WorkItem, ItemNote)
    return [row for table in tables for row in table.objects.order_by("pk").values()]


def test_what_the_other_side_tells_later_settles_by_itself(
    account: ProviderAccount, twin: BillTwin, fetch: Fetch
) -> None:
    put(twin, billed("late", when=at(8)))
    bill = fetch(make_bill(account))
    assert kinds() == ["theirs_only"]

    moved(account, "late", when=at(8))
    fetch(bill)

    item = WorkItem.objects.get()
    assert (item.state, item.solution) == ("solved", "settled_later")
    assert list(item.notes.order_by("pk").values_list("what", flat=True)) == ["found", "solve"]


def test_an_order_of_late_in_the_evening_waits_for_the_next_days_bill(
    account: ProviderAccount, twin: BillTwin, fetch: Fetch
) -> None:
    """A 23:40 payment that the provider books at 00:10 is in the next bill."""
    moved(account, "night", when=at(23, 40))
    put(twin, billed("day", when=at(8)))
    moved(account, "day", when=at(8))
    first = fetch(make_bill(account))
    assert (first.counts["pending"], kinds()) == (1, [])

    put(twin, billed("night", when=at(0, 10, day=21)), day="2026-11-21")
    second = fetch(make_bill(account, DAY + timedelta(days=1)))

    assert second.counts["matched"] == 1
    assert kinds() == []


def test_what_neither_bill_names_is_missed_by_the_second(
    account: ProviderAccount, twin: BillTwin, fetch: Fetch
) -> None:
    moved(account, "night", when=at(23, 40))
    put(twin)
    fetch(make_bill(account))
    put(twin, day="2026-11-21")

    second = fetch(make_bill(account, DAY + timedelta(days=1)))

    assert second.counts["ours_only"] == 1
    assert kinds() == ["ours_only"]


def test_a_transaction_that_is_billed_days_later_settles_the_day_that_missed_it(
    account: ProviderAccount, twin: BillTwin, fetch: Fetch
) -> None:
    moved(account, "slow", when=at(9))
    put(twin)
    fetch(make_bill(account))
    assert kinds() == ["ours_only"]

    put(twin, billed("slow", when=at(9)), day="2026-11-23")
    fetch(make_bill(account, DAY + timedelta(days=3)))

    assert WorkItem.objects.get().solution == "settled_later"


def test_a_movement_that_the_bill_names_twice_was_made_once(
    account: ProviderAccount, twin: BillTwin, fetch: Fetch
) -> None:
    moved(account, "twice", when=at(9))
    put(twin, billed("twice", when=at(9)), billed("twice", when=at(9)))

    bill = fetch(make_bill(account))

    assert (bill.counts["matched"], bill.counts["theirs_only"]) == (1, 1)


def test_another_version_of_a_bill_takes_the_place_of_the_first(
    account: ProviderAccount, twin: BillTwin, fetch: Fetch
) -> None:
    moved(account, "wx1", when=at(9))
    put(twin, billed("wx1", "11.00", when=at(9)))
    bill = fetch(make_bill(account))
    assert kinds() == ["amount_differs"]

    put(twin, billed("wx1", "10.00", when=at(9)))
    fetch(bill)

    assert (bill.version, bill.counts["matched"]) == (2, 1)
    assert BilledLine.objects.count() == 1
    assert WorkItem.objects.get().state == "solved"


def test_a_damaged_bill_is_not_taken(
    account: ProviderAccount, twin: BillTwin, fetch: Fetch
) -> None:
    put(twin, *(billed(f"wx{n}", when=at(9)) for n in range(50)))
    twin.damaged = True

    bill = fetch(make_bill(account))

    assert (bill.state, bill.last_error) == (BillState.WAITING, "payments.bill_broken")
    assert bill.next_at is not None
    assert not BilledLine.objects.exists()


def test_a_bill_that_should_long_be_there_is_told_once(
    account: ProviderAccount, twin: BillTwin, fetch: Fetch
) -> None:
    bill = fetch(make_bill(account))
    assert bill.state == BillState.WAITING

    for hours in (24, 25):
        fetch(bill, system_stamp("bills", NEXT + timedelta(hours=hours)))

    assert bill.state == BillState.MISSING
    assert Fact.objects.filter(type="bill.missing").count() == 1


def test_another_accounts_transactions_are_not_this_bills(
    account: ProviderAccount, twin: BillTwin, fetch: Fetch
) -> None:
    other = make_account("second")
    moved(other, "same", when=at(9))
    put(twin, billed("same", when=at(9)))

    fetch(make_bill(account))

    assert kinds() == ["theirs_only"]


def test_days_are_planned_from_the_first_on_and_once(account: ProviderAccount) -> None:
    told = system_stamp("bills", at(12, day=23))

    assert (plan_bills(stamp=told), plan_bills(stamp=told)) == (3, 0)

    due = Bill.objects.order_by("day").first()
    assert due is not None
    assert due.next_at is not None
    assert at(10, day=21) <= due.next_at < at(10, 30, day=21)


def test_an_account_without_a_plan_gets_its_vendors(alpha: Scope, twin: BillTwin) -> None:
    account = make_account()
    BillPlan.objects.all().delete()

    plan_bills(stamp=system_stamp("bills", at(12, day=21)))
    made = plan_bills(stamp=system_stamp("bills", at(12, day=23)))

    assert BillPlan.objects.get(account=account).since == at(0, day=21).date()
    assert made == 2
