"""PayPal in the contract suite: taken or held when the buyer has approved."""

from dataclasses import replace
from decimal import Decimal

from guildhall.kernel.money import Money
from guildhall.payments.states import Strategy
from guildhall.payments.types import NewPayment
from integrations.paypal.provider import PayPalProvider
from tests.twins.contract import Case
from tests.twins.paypal.server import CLIENT, SECRET, PayPalTwin

WEBHOOK = "WH-TWIN"
TAKEN = NewPayment(
    amount=Money(Decimal("12.90"), "USD"),
    account="paypal",
    way="page",
    title="Order R-1",
    return_url="https://shop.example/back",
)


def _approves(twin: PayPalTwin, key: str) -> None:
    for order in list(twin.orders.values()):
        if order["purchase_units"][0]["custom_id"] == key:
            twin.do_approve(order["id"])


def _case(name: str, ask: NewPayment) -> Case:
    return Case(
        name=name,
        twin=PayPalTwin,
        provider=PayPalProvider,
        ask=ask,
        settings=lambda _twin: {"client_id": CLIENT, "webhook_id": WEBHOOK},
        secrets=lambda _twin: {"client_secret": SECRET},
        hears=lambda twin, url: twin.do_listen(url, WEBHOOK),
        pays=_approves,
        refused=replace(ask, amount=Money(Decimal(5), "CNY")),
    )


CASES = (
    _case("paypal-taken", TAKEN),
    _case("paypal-held", replace(TAKEN, strategy=Strategy.AUTHORIZE)),
)
