"""How accounts, bills, differences and charge backs are called well, and what is there before."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from guildhall.kernel.money import Money
from guildhall.kernel.stamp import Stamp
from guildhall.payments import operations
from guildhall.payments.models import (
    Bill,
    Dispute,
    Notification,
    PaymentCall,
    ProviderAccount,
    WorkItem,
)
from guildhall.payments.states import CallState, ItemState, NoticeState
from guildhall.payments.types import NewAccount, NewPayment
from tests.isolation.call import Call

SOLD = ("channel:web", "brand:house")


def make_books(sku: str, stamp: Stamp) -> dict[str, str]:
    """Let an account of the house have a bill that differs, a charge back, and unread news."""
    code = f"scans-{sku.lower()}"
    new = NewAccount(code, "wechat", live=False, brand="house", secrets={"api_v3_key": "k"})
    operations.open_account(new, stamp=stamp)
    account = ProviderAccount.objects.get(code=code)
    bill = Bill.objects.create(
        account=account,
        day=stamp.at.date(),
        opens_at=stamp.at - timedelta(days=1),
        closes_at=stamp.at,
    )
    item = WorkItem.objects.create(
        bill=bill,
        subject="charge:1",
        kind="theirs_only",
        line_kind="charge",
        theirs_amount=Decimal(1),
        theirs_currency="USD",
        theirs_at=stamp.at,
        found_at=stamp.at,
    )
    dispute = Dispute.objects.create(
        account=account,
        psp_reference="dp_1",
        amount=Decimal(1),
        currency="USD",
        opened_at=stamp.at,
        evidence="It was delivered.",
    )
    notice = Notification.objects.create(
        account=account, event_id="evt_1", state=NoticeState.FAILED, received_at=stamp.at
    )
    return {
        "bill": str(bill.id),
        "difference": str(item.id),
        "dispute": str(dispute.id),
        "notice": str(notice.id),
        "payment_call": str(_unheard(code, sku, stamp)),
    }


def _unheard(code: str, sku: str, stamp: Stamp) -> UUID:
    """Begin a payment whose provider never answered; return its call."""
    ask = NewPayment(Money(Decimal(10), "CNY"), code, "native", scopes=SOLD)
    paid = operations.begin_payment(f"UNHEARD-{sku}", ask=ask, key="card", stamp=stamp)
    assert paid.call is not None
    PaymentCall.objects.filter(pk=paid.call).update(state=CallState.UNKNOWN, attempts=9)
    return paid.call


def _failed(_number: str, _stamp: Stamp) -> None:
    Notification.objects.filter(event_id="evt_1").update(state=NoticeState.FAILED)


def _open(_number: str, _stamp: Stamp) -> None:
    WorkItem.objects.filter(subject="charge:1").update(state=ItemState.OPEN, solution="")


def _solved(_number: str, stamp: Stamp) -> None:
    rows = WorkItem.objects.filter(subject="charge:1")
    rows.update(state=ItemState.SOLVED, solution="written_off", solved_at=stamp.at)


def _disputed(_number: str, _stamp: Stamp) -> None:
    Dispute.objects.update(state="evidence_due", closed_at=None)


BILL = "/api/v1/bills/{bill}"
DIFFERENCE = "/api/v1/differences/{difference}"
DISPUTE = "/api/v1/disputes/{dispute}"
CHANNEL = "/api/v1/channels/{channel}/payment"
MONEY_CALLS = {
    "GET /api/v1/payment-notices": Call(),
    "POST /api/v1/payment-notices/{notice}/retry": Call(prepare=_failed),
    "GET /api/v1/payment-calls": Call(),
    "POST /api/v1/payment-calls/{payment_call}/look": Call(),
    "GET /api/v1/payment-lapses": Call(),
    "GET /api/v1/bills": Call(),
    f"GET {BILL}": Call(),
    f"POST {BILL}/fetch": Call(),
    "GET /api/v1/differences": Call(),
    f"GET {DIFFERENCE}": Call(),
    f"POST {DIFFERENCE}/solution": Call(body={"solution": "written_off"}, prepare=_open),
    f"POST {DIFFERENCE}/reopening": Call(body={"note": "again"}, prepare=_solved),
    "GET /api/v1/disputes": Call(),
    f"GET {DISPUTE}": Call(),
    f"PUT {DISPUTE}/evidence": Call(body={"text": "It was delivered."}, prepare=_disputed),
    f"POST {DISPUTE}/submission": Call(prepare=_disputed),
    f"POST {DISPUTE}/end": Call(body={"won": True}, prepare=_disputed),
    f"GET {CHANNEL}": Call(),
    f"PUT {CHANNEL}": Call(body={"unpaid_minutes": 30, "late_payment": "refund"}),
}
