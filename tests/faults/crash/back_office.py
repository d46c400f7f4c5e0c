"""Deeds of the back office: shares of a charge, and bills against our books."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import count

from guildhall.kernel.money import Money
from guildhall.payments.models import BillPlan, ProviderAccount, SplitLeg
from guildhall.payments.operations import splits
from guildhall.payments.types.shares import NewReceiver
from tests.factories.bills import billed, make_account, make_bill, moved
from tests.factories.payments import now_stamp
from tests.factories.splits import legs, paid_by_scan, share
from tests.faults.crash.deeds import PAYMENTS, Strike, name
from tests.faults.crash.house import House
from tests.harness.processes import wait_until

_days = count(1)

# --- shares ----------------------------------------------------------------------------------


def share_on_the_web(house: House, strike: Strike) -> None:
    payment = paid_by_scan()
    strike()
    body = {"legs": [{"receiver": "maker", "amount": "60.00"}]}
    answer = house.ask(f"{PAYMENTS}/{payment.id}/shares", body, key=name())
    assert answer.status_code == 201, answer.text


def share_out(house: House, strike: Strike) -> None:
    payment = paid_by_scan()
    strike()
    shares = legs(("maker", "60.00"), ("guide", "5.00"))
    splits.plan_split(payment.id, shares, key=name(), stamp=now_stamp())
    house.sweep()


def set_free(house: House, strike: Strike) -> None:
    payment = paid_by_scan()
    strike()
    splits.plan_split(payment.id, [], key=name(), final=True, stamp=now_stamp())
    house.sweep()


def _shared_leg(house: House) -> SplitLeg:
    split = share(paid_by_scan(), ("maker", "60.00"))
    return SplitLeg.objects.select_related("split__tree").get(split=split)


def ask_back_on_the_web(house: House, strike: Strike) -> None:
    leg = _shared_leg(house)
    strike()
    path = f"{PAYMENTS}/{leg.split.tree.payment_id}/shares/{leg.id}/returns"
    answer = house.ask(path, {"amount": "20.00"}, key=name())
    assert answer.status_code == 201, answer.text


def ask_back(house: House, strike: Strike) -> None:
    leg = _shared_leg(house)
    strike()
    amount = Money(Decimal("20.00"), "CNY")
    splits.ask_back(leg.id, amount=amount, key=name(), stamp=now_stamp())
    house.sweep()


def name_receiver(house: House, strike: Strike) -> None:
    code = name()[-12:]
    new = NewReceiver(code, "merchant", f"19{code}", name="某某有限公司")
    strike()
    splits.add_receiver("wechat", new, stamp=now_stamp())
    house.sweep()


# --- bills -----------------------------------------------------------------------------------


def _billed_day(house: House) -> tuple[ProviderAccount, date, list[str]]:
    """Return a day with three movements: one agrees, one is a cent off, one is a stranger's."""
    account = ProviderAccount.objects.filter(code="main").first() or make_account()
    BillPlan.objects.filter(account=account).update(enabled=False)
    day = date(2026, 1, 1) + timedelta(days=next(_days))
    noon = datetime.combine(day, time(12), UTC)
    names = [f"wx-{name()}" for _ in range(3)]
    for psp in names[:2]:
        moved(account, psp, when=noon, reference=name())
    lines = [
        billed(names[0], when=noon),
        billed(names[1], "10.01", when=noon),
        billed(names[2], when=noon),
    ]
    house.bills.put(str(day), *lines)
    return account, day, lines


def reconcile(house: House, strike: Strike) -> None:
    account, day, _ = _billed_day(house)
    make_bill(account, day)
    strike()
    house.sweep()


def reconcile_what_is_late(house: House, strike: Strike) -> None:
    """Ask for a bill that is not there when it should be, and comes later."""
    account, day, lines = _billed_day(house)
    del house.bills.bills[str(day)]
    make_bill(account, day)
    strike()
    house.sweep()
    wait_until(lambda: house.worker.fell, what="a death")
    house.bills.put(str(day), *lines)
