"""How payments and refunds are called well, and what has to be there before."""

from decimal import Decimal
from uuid import UUID

from guildhall.kernel.money import Money
from guildhall.kernel.stamp import Stamp
from guildhall.payments import operations
from guildhall.payments.models import ProviderAccount
from guildhall.payments.states import Step, Strategy
from guildhall.payments.types import NewPayment, NewRefund, ProviderStep, RefundCard
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
    """Let a payment by card have begun that nobody has sent."""
    ask = NewPayment(TEN, "plain", "card", Strategy.AUTHORIZE, scopes=SOLD)
    with plain_offered():
        if not ProviderAccount.objects.exists():
            open_plain()
        made = operations.begin_payment(number, ask=ask, key="card", stamp=stamp)
    MADE["payment"] = str(made.id)


def make_reserved(number: str, stamp: Stamp) -> None:
    make_begun(number, stamp)
    told = ProviderStep("psp", Step.AUTHORIZE_SUCCESS, TEN, stamp.at, key=MADE["payment"])
    operations.note_steps(UUID(MADE["payment"]), (told,), source="answer", stamp=stamp)


def make_granted(number: str, stamp: Stamp) -> None:
    make_paid(number, stamp)
    made = operations.grant_refund(number, NewRefund(TEN, "broken"), key="back", stamp=stamp)
    assert isinstance(made, RefundCard)
    MADE["refund"] = str(made.id)


def make_payments(number: str, stamp: Stamp) -> dict[str, str]:
    make_granted(number, stamp)
    return {"payment": MADE.pop("payment"), "refund": MADE.pop("refund")}


PAYMENT = "/api/v1/payments/{payment_id}"
REFUND = "/api/v1/refunds/{refund}"
PAYMENT_CALLS = {
    "GET /api/v1/payments": Call({"reference": "ORD-2026-000001"}),
    f"GET {PAYMENT}": Call(prepare=make_transfer),
    f"POST {PAYMENT}/capture": Call(body={}, prepare=make_reserved),
    f"POST {PAYMENT}/void": Call(body=REASON, prepare=make_begun),
    f"POST {PAYMENT}/transfers": Call(body={"amount": "10"}, prepare=make_transfer),
    f"GET {PAYMENT}/refunds": Call(prepare=make_paid),
    f"POST {PAYMENT}/refunds": Call(body={"amount": "1", **REASON}, prepare=make_paid),
    f"GET {REFUND}": Call(prepare=make_granted),
    f"POST {REFUND}/execution": Call(prepare=make_granted),
    f"POST {REFUND}/withdrawal": Call(prepare=make_granted),
    "GET /api/v1/payment-accounts": Call(),
}
