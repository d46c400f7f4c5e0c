"""The first transaction of a checkout: from a cart to an order whose payments are asked for."""

from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction

from guildhall.checkout import rules
from guildhall.checkout.errors import CartInvalid, CartNotFound, CartNotOpen, QuoteChanged
from guildhall.checkout.events import CheckoutStarted
from guildhall.checkout.models import Cart, CartLine, Checkout, CheckoutStep
from guildhall.checkout.operations.acting import acting, is_ours
from guildhall.checkout.operations.tenders import begin_tenders
from guildhall.checkout.queries.carts import (
    ROW,
    asked_of,
    lines_of,
    needs_way,
    quote_of,
    scopes_of,
)
from guildhall.checkout.queries.checkouts import card_of, get_checkout
from guildhall.checkout.states import CartMove, CartState, StepKind, StepState
from guildhall.checkout.types import CheckoutCard, NewCheckout
from guildhall.kernel.events import Event, recording
from guildhall.kernel.fault_points import reached
from guildhall.kernel.money import Money
from guildhall.kernel.rates import CallsTooFast
from guildhall.kernel.refusals import N_
from guildhall.kernel.rows import insert_rows, insertion, updating
from guildhall.kernel.stamp import Stamp
from guildhall.orders.operations import place_order
from guildhall.orders.types import Cart as Asked
from guildhall.orders.types import ShippingCharge
from guildhall.payments.types import PaymentCard

RIGHTS = ("carts:edit", "orders:edit")
AS_OPENED = 1
MOST_TRIES = 10
TRIED_WITHIN = timedelta(hours=1)


@transaction.atomic(savepoint=False)
def start_checkout(token: str, new: NewCheckout, *, stamp: Stamp) -> CheckoutCard:
    """Make an order of a cart and ask for its payments, all of it or none.

    A cart that is being placed, or was, answers with its checkout: asked twice, it is done once.
    Refuses with CartNotFound, NotPermitted, CartNotOpen, CartInvalid, QuoteChanged,
    TendersInvalid, CallsTooFast, or as pricing, placing an order and payments do.
    """
    row = _lock(token, stamp)
    if row.state in {CartState.PLACING, CartState.PLACED}:
        return _known(row, at=stamp.at)
    if row.state != CartState.OPEN:
        raise CartNotOpen(state=row.state)
    _must_not_be_tried_too_often(row, stamp)
    lines = lines_of(row)
    asked = _asked(row, lines, seen=new.total, at=stamp.at)
    reached("checkout.cart_locked")

    order = place_order(asked, stamp=acting(stamp))
    _must_cost(new.total, order.row.total)
    checkout = _checkout(row, new, order.row.number, asked=asked, stamp=stamp)
    amounts = rules.tender_amounts(new.tenders, order.row.total)
    payments = begin_tenders(checkout, new, amounts, stamp=stamp)
    steps = _steps(checkout, payments, at=stamp.at)
    started = CheckoutStarted(
        checkout=checkout.id,
        number=checkout.order_number,
        total=order.row.total,
        tenders=len(new.tenders),
        stamp=stamp,
    )
    _write(row, checkout, steps, started)
    reached("checkout.payments_begun")
    transaction.on_commit(lambda: reached("checkout.started"))
    return card_of(checkout, steps, {each.id: each for each in payments}, at=stamp.at)


def _lock(token: str, stamp: Stamp) -> Cart:
    rows = Cart.objects.select_related(*ROW).select_for_update(of=("self",))
    row = rows.filter(token=token).first()
    if row is None:
        raise CartNotFound
    stamp.by.must(*RIGHTS, scope=scopes_of(asked_of(row, ())))
    return row


def _must_not_be_tried_too_often(row: Cart, stamp: Stamp) -> None:
    """Refuse with CallsTooFast: whoever tries so many cards on one cart does not shop."""
    if is_ours(stamp, scopes_of(asked_of(row, ()))):
        return
    # Each try changes the cart: under its lock, one that is as it was opened was never tried.
    if row.version == AS_OPENED:
        return
    tries = Checkout.objects.filter(cart=row, started_at__gt=stamp.at - TRIED_WITHIN)
    if tries.count() >= MOST_TRIES:
        raise CallsTooFast(seconds=int(TRIED_WITHIN.total_seconds()))


def _known(row: Cart, *, at: datetime) -> CheckoutCard:
    newest = Checkout.objects.filter(cart=row).order_by("-id").values_list("id", flat=True)
    return get_checkout(newest[0], at=at)


def _asked(row: Cart, lines: list[CartLine], *, seen: Money, at: datetime) -> Asked:
    """Return the cart as orders takes it. Refuses with CartInvalid or QuoteChanged."""
    asked = replace(asked_of(row, lines), customer_id=row.customer, awaits_payment=bool(seen))
    if seen.currency != row.currency:
        raise CartInvalid(errors={"total": N_("Use the currency of the cart.")})
    if row.shipping_method is None:
        if needs_way(asked):
            raise CartInvalid(
                errors={"shipping_method": N_("Say where it goes and how it is sent.")}
            )
        return asked
    quote = quote_of(row, asked, at=at)
    _must_cost(seen, quote.total)
    way = quote.shipping
    if way is None:
        return asked
    sent = ShippingCharge(way.code, way.name, way.amounts.net, way.amounts.tax, way.tax_rate)
    return replace(asked, shipping=sent)


def _must_cost(seen: Money, now: Money) -> None:
    """Refuse with QuoteChanged unless what was agreed to is what it costs."""
    if seen.amount != now.amount:
        raise QuoteChanged(
            seen=str(seen.rounded()),
            now=str(now.rounded()),
            errors={"total": N_("It has changed. Show the cart again before it is bought.")},
        )


def _checkout(row: Cart, new: NewCheckout, number: str, *, asked: Asked, stamp: Stamp) -> Checkout:
    return Checkout(
        cart=row,
        order_number=number,
        scopes=list(scopes_of(asked)),
        currency=row.currency,
        total=new.total.amount,
        return_url=new.return_url,
        next_at=stamp.at + rules.FIRST_LOOK,
        # Before its hold ends: nobody pays for what was given to others.
        deadline=stamp.at + asked.site.channel.hold * 9 // 10,
        started_at=stamp.at,
        updated_at=stamp.at,
    )


def _steps(checkout: Checkout, payments: list[PaymentCard], *, at: datetime) -> list[CheckoutStep]:
    placed = CheckoutStep(
        checkout=checkout,
        position=0,
        kind=StepKind.PLACE,
        state=StepState.DONE,
        attempts=1,
        started_at=at,
        ended_at=at,
    )
    asked_for = [
        CheckoutStep(
            checkout=checkout,
            position=i,
            kind=StepKind.AUTHORIZE,
            state=StepState.RUNNING,
            provider=payment.account or payment.method,
            way=payment.way,
            amount=payment.amount.amount,
            payment=payment.id,
            call=payment.call,
            attempts=1,
            started_at=at,
        )
        for i, payment in enumerate(payments, start=1)
    ]
    last = CheckoutStep(checkout=checkout, position=len(payments) + 1, kind=StepKind.COMPLETE)
    return [placed, *asked_for, last]


def _write(row: Cart, checkout: Checkout, steps: list[CheckoutStep], *facts: Event) -> None:
    row.move(CartMove.CHECK_OUT)
    row.order_number = checkout.order_number
    row.version += 1
    cart = updating([row], changed=("state", "order_number", "version"))
    insert_rows([checkout], others=(insertion(steps), cart, recording(facts)))
