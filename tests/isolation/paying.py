"""How payments and refunds are called well, and what has to be there before."""

from decimal import Decimal
from uuid import UUID

from guildhall.kernel.money import Money
from guildhall.kernel.stamp import Stamp
from guildhall.orders.queries import get_order
from guildhall.payments import operations
from guildhall.payments.models import ProviderAccount, SplitLeg, SplitReceiver
from guildhall.payments.operations import splits
from guildhall.payments.states import CallState, Step, Strategy
from guildhall.payments.types import NewAccount, NewPayment, NewRefund, ProviderStep, RefundCard
from guildhall.payments.types.shares import NewLeg, NewReceiver
from tests.factories.payments import open_plain, plain_offered
from tests.isolation.call import REASON, Call
from tests.isolation.warehouse import MADE

TEN = Money(Decimal(10), "USD")
SOLD = ("channel:web", "brand:house")


def make_transfer(number: str, stamp: Stamp) -> None:
    """Let a bank transfer be expected for an order."""
    made = operations.expect_transfer(number, amount=TEN, key="bank", scope=SOLD, stamp=stamp)
    MADE["payment"] = str(made.id)


def make_paid(number: str, stamp: Stamp) -> None:
    make_transfer(number, stamp)
    operations.note_transfer(UUID(MADE["payment"]), amount=TEN, key="seen", stamp=stamp)


def make_begun(number: str, stamp: Stamp) -> None:
    """Let a payment by card of a whole order have begun that nobody has sent."""
    ask = NewPayment(get_order(number).row.total, "plain", "card", Strategy.AUTHORIZE, scopes=SOLD)
    with plain_offered():
        if not ProviderAccount.objects.filter(code="plain").exists():
            open_plain()
        made = operations.begin_payment(number, ask=ask, key="card", stamp=stamp)
    MADE["payment"] = str(made.id)


def make_reserved(number: str, stamp: Stamp) -> None:
    make_begun(number, stamp)
    total = get_order(number).row.total
    told = ProviderStep("psp", Step.AUTHORIZE_SUCCESS, total, stamp.at, key=MADE["payment"])
    operations.note_steps(UUID(MADE["payment"]), (told,), source="answer", stamp=stamp)


def make_granted(number: str, stamp: Stamp) -> None:
    make_paid(number, stamp)
    made = operations.grant_refund(number, NewRefund(TEN, "broken"), key="back", stamp=stamp)
    assert isinstance(made, RefundCard)
    MADE["refund"] = str(made.id)


def make_shared(number: str, stamp: Stamp) -> None:
    """Let a charge be shared with a receiver who has got their share."""
    yuan = Money(Decimal(10), "CNY")
    if not ProviderAccount.objects.filter(code="wechat").exists():
        operations.open_account(NewAccount("wechat", "wechat", live=False), stamp=stamp)
        splits.add_receiver("wechat", NewReceiver("maker", "merchant", "19"), stamp=stamp)
        SplitReceiver.objects.update(state=CallState.DONE)
    ask = NewPayment(yuan, "wechat", "native", scopes=SOLD, will_split=True)
    made = operations.begin_payment(number, ask=ask, key="shared", stamp=stamp)
    told = ProviderStep("4200", Step.CHARGE_SUCCESS, yuan, stamp.at, key=made.id.hex)
    operations.note_steps(made.id, (told,), source="answer", stamp=stamp)
    one = NewLeg("maker", Money(Decimal(1), "CNY"))
    split = splits.plan_split(made.id, [one], key="first", stamp=stamp)
    legs = SplitLeg.objects.filter(split=split)
    legs.update(state=CallState.DONE, ended_at=stamp.at)
    MADE["payment"], MADE["share"] = str(made.id), str(legs.get().id)


def make_payments(number: str, stamp: Stamp) -> dict[str, str]:
    make_granted(number, stamp)
    make_shared(number, stamp)
    return {name: MADE.pop(name) for name in ("payment", "refund", "share")}


PAYMENT = "/api/v1/payments/{payment_id}"
REFUND = "/api/v1/refunds/{refund}"
PAYMENT_CALLS = {
    "GET /api/v1/payment-movements": Call({"limit": 200}),
    "GET /api/v1/payments": Call({"reference": "ORD-2026-000001"}),
    f"GET {PAYMENT}": Call(prepare=make_transfer),
    f"POST {PAYMENT}/capture": Call(body={}, prepare=make_reserved),
    f"POST {PAYMENT}/void": Call(body=REASON, prepare=make_begun),
    f"POST {PAYMENT}/transfers": Call(body={"amount": "10"}, prepare=make_transfer),
    f"GET {PAYMENT}/refunds": Call(prepare=make_paid),
    f"POST {PAYMENT}/refunds": Call(body={"amount": "1", **REASON}, prepare=make_paid),
    f"GET {PAYMENT}/shares": Call(prepare=make_shared),
    f"POST {PAYMENT}/shares": Call(
        body={"legs": [{"receiver": "maker", "amount": "1"}]}, prepare=make_shared
    ),
    f"POST {PAYMENT}/shares/{{share}}/returns": Call(body={"amount": "1"}, prepare=make_shared),
    f"GET {REFUND}": Call(prepare=make_granted),
    f"POST {REFUND}/execution": Call(prepare=make_granted),
    f"POST {REFUND}/withdrawal": Call(prepare=make_granted),
    "GET /api/v1/payment-accounts": Call(),
}
