"""What is done in the shop while somebody dies: each deed sets out, waits for the blow, and acts.

`strike()` switches the vendors' faults on and names where the victim dies. A deed of the web asks
over HTTP until it is answered; one of the worker leaves work for it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal

from guildhall.checkout.models import Checkout
from guildhall.checkout.operations import settle_soon, start_checkout
from guildhall.checkout.types import CheckoutCard, NewCheckout
from guildhall.kernel import clock
from guildhall.kernel.ids import new_id
from guildhall.kernel.money import Money
from guildhall.orders.models import Order
from guildhall.orders.operations import cancel_order
from guildhall.payments import operations
from guildhall.payments.models import Payment
from guildhall.payments.types import NewRefund, RefundCard
from integrations.hub.client import TRIES
from tests.factories.carts import ORDERS
from tests.factories.checkouts import CARTS, make_checkout_cart, open_json, tender
from tests.factories.payments import now_stamp
from tests.faults.crash.house import House

type Strike = Callable[[], None]
type Deed = Callable[[House, Strike], None]

PAYMENTS, REFUNDS, SAGAS = "/api/v1/payments", "/api/v1/refunds", "/api/v1/checkouts"
OK, NO, ASKS = "pm_card_visa", "pm_card_visa_chargeDeclined", "pm_card_authenticationRequired"
ONE = Money(Decimal("1.00"), "USD")


def name() -> str:
    return new_id().hex


# --- setting out -----------------------------------------------------------------------------


def started(house: House, *, means: str = OK, capture: bool = False) -> CheckoutCard:
    """Return a checkout whose payment is asked for and not sent yet."""
    stamp = now_stamp()
    cart = make_checkout_cart(house.company, {"APPLE": 1}, stamp=stamp)
    paid = tender(means, capture=capture, account="stripe")
    new = NewCheckout(Money(Decimal("2.50"), "USD"), (paid,))
    return start_checkout(cart.token, new, stamp=stamp)


def bought(house: House, *, means: str = OK, capture: bool = False) -> Payment:
    """Return the payment of an order that stands, when all of it has been told."""
    card = started(house, means=means, capture=capture)
    settle_soon(card, now=clock.now, within=20)
    house.rest()
    return Payment.objects.get(reference=card.row.order_number)


@contextmanager
def line_cut(house: House) -> Iterator[None]:
    """Let the first call's answers get lost, and no notification make up for it."""
    house.money.faults.change({"drop": TRIES, "silent": True})
    yield
    house.money.faults.change({"drop": 0})


@contextmanager
def untold(house: House) -> Iterator[None]:
    """Let the vendor tell nothing until the web is dead: a worker would be there before it."""
    silent = house.money.faults.silent
    house.money.faults.change({"silent": True})
    yield
    if not house.money.faults.drop:
        house.has_fallen("web")
        house.money.faults.change({"silent": silent})


# --- checkout --------------------------------------------------------------------------------


def buy_on_the_web(house: House, strike: Strike, *, means: str = OK) -> None:
    key = house.company.storefront_key
    cart = house.ask(CARTS, open_json({"APPLE": 1}), key=name(), secret=key).json()
    path = f"{CARTS}/{cart['token']}"
    house.ask(f"{path}/hold", {"minutes": 10}, key=name(), secret=key)
    tenders = [{"account": "stripe", "way": "card", "token": means}]
    body = {"total": {"amount": "2.50", "currency": "USD"}, "tenders": tenders}
    strike()
    with untold(house):
        answer = house.ask(f"{path}/checkout", body, key=name(), secret=key)
    assert answer.status_code < 300, answer.text


def buy_declined_on_the_web(house: House, strike: Strike) -> None:
    buy_on_the_web(house, strike, means=NO)


def buy_by_sweeps(house: House, strike: Strike, *, means: str = OK) -> None:
    started(house, means=means)
    strike()
    house.sweep()


def buy_declined_by_sweeps(house: House, strike: Strike) -> None:
    buy_by_sweeps(house, strike, means=NO)


def buy_and_hear_nothing(house: House, strike: Strike) -> None:
    """Lose the answer to the first call: whoever sweeps has to ask."""
    (call,) = started(house).steps[1].calls
    with line_cut(house):
        operations.run_call(call, now=clock.now)
    strike()
    house.sweep()


def be_told(house: House, strike: Strike) -> None:
    """Let the customer act, and the vendor tell of it."""
    card = started(house, means=ASKS)
    settle_soon(card, now=clock.now, within=20)
    house.rest()
    payment = Payment.objects.get(reference=card.row.order_number)
    strike()
    house.money.do_authenticate(payment.psp_reference)
    if house.money.faults.silent:
        house.money.outbox.deliver()
        house.sweep()


def call_off_on_the_web(house: House, strike: Strike) -> None:
    """Call off here a checkout that waits for its customer."""
    card = started(house, means=ASKS)
    settle_soon(card, now=clock.now, within=20)
    house.rest()
    strike()
    path = f"{SAGAS}/{card.row.id}/cancellation"
    house.ask(path, {"reason": "gone"}, key=name())
    assert Checkout.objects.get(pk=card.row.id).state in {"undoing", "failed"}


# --- capture, cancel, refund -----------------------------------------------------------------


def capture_on_the_web(house: House, strike: Strike) -> None:
    payment = bought(house)
    strike()
    answer = house.ask(f"{PAYMENTS}/{payment.id}/capture", {"final": True}, key=name())
    assert answer.status_code == 200, answer.text


def capture(house: House, strike: Strike) -> None:
    payment = bought(house)
    strike()
    operations.capture_payment(payment.id, key=name(), stamp=now_stamp())


def capture_and_hear_nothing(house: House, strike: Strike) -> None:
    payment = bought(house)
    strike()
    with line_cut(house):
        operations.capture_payment(payment.id, key=name(), stamp=now_stamp())
        house.rest()
        house.sweep()
        house.rest()
    house.sweep()


def cancel_on_the_web(house: House, strike: Strike) -> None:
    payment = bought(house)
    strike()
    path = f"{ORDERS}/{payment.reference}/cancellation"
    key = house.company.storefront_key
    house.ask(path, {"reason": "changed my mind"}, key=name(), secret=key)
    assert Order.objects.get(number=payment.reference).state == "canceled"


def cancel(house: House, strike: Strike) -> None:
    payment = bought(house)
    strike()
    cancel_order(payment.reference, reason="gone", stamp=now_stamp())


def cancel_paid(house: House, strike: Strike) -> None:
    payment = bought(house, capture=True)
    strike()
    cancel_order(payment.reference, reason="gone", stamp=now_stamp())


def grant_on_the_web(house: House, strike: Strike) -> None:
    payment = bought(house, capture=True)
    strike()
    body = {"amount": "1.00", "reason": "broken"}
    answer = house.ask(f"{PAYMENTS}/{payment.id}/refunds", body, key=name())
    assert answer.status_code == 201, answer.text


def refund_on_the_web(house: House, strike: Strike) -> None:
    """Have a refund carried out by a clerk before the house does it by itself."""
    payment = bought(house, capture=True)
    with house.no_relay():
        made = operations.grant_refund(
            payment.reference, NewRefund(ONE, "broken"), key=name(), stamp=now_stamp()
        )
        assert isinstance(made, RefundCard)
        strike()
        answer = house.ask(f"{REFUNDS}/{made.id}/execution", None, key=name())
        assert answer.status_code == 200, answer.text


def refund(house: House, strike: Strike) -> None:
    payment = bought(house, capture=True)
    strike()
    new = NewRefund(ONE, "broken")
    operations.grant_refund(payment.reference, new, key=name(), stamp=now_stamp())


def refund_and_hear_nothing(house: House, strike: Strike) -> None:
    payment = bought(house, capture=True)
    strike()
    with line_cut(house):
        new = NewRefund(ONE, "broken")
        operations.grant_refund(payment.reference, new, key=name(), stamp=now_stamp())
        house.rest()
        house.sweep()
        house.rest()
    house.sweep()
