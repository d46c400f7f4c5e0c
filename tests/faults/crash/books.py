"""What must be so after every crash, whoever died and whatever vendors did wrong meanwhile."""

from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from django.db.models import Count, Sum

from guildhall.checkout.models import Cart, Checkout
from guildhall.checkout.states import WaitsFor
from guildhall.inventory.models import Reservation
from guildhall.inventory.states import Outcome
from guildhall.kernel.models import Fact
from guildhall.orders.models import Order
from guildhall.orders.queries.deltas import orders_that_differ
from guildhall.payments.models import (
    Bill,
    BilledLine,
    GrantedRefund,
    PaymentCall,
    SplitTree,
    WorkItem,
)
from guildhall.payments.operations.splits.trees import counted
from guildhall.payments.queries import payments_of
from guildhall.payments.types import PaymentCard
from tests.faults.crash.house import House, open_work, undelivered
from tests.inventory.shelves import broken_rules

CLOSED = ("canceled", "expired")
CENTS = Decimal("0.01")


def faults_in_the_books(house: House, numbers: Iterable[str] | None = None) -> list[str]:
    """Return what is wrong: nothing. Only these orders are looked at one by one, or all."""
    orders = Order.objects.all() if numbers is None else Order.objects.filter(number__in=numbers)
    return [
        *open_work_unnamed(),
        *(f"fact {each} was never delivered" for each in undelivered()),
        *(f"order {number}: its deltas are not its amounts" for number in orders_that_differ()),
        *broken_rules(),
        *_checkouts(),
        *_refunds(),
        *_told_once(),
        *_trees(house),
        *_bills(),
        *(fault for order in orders for fault in _order(order, house)),
    ]


def open_work_unnamed() -> Iterator[str]:
    """Yield what is neither over nor waits for somebody who has a name."""
    named = tuple(f"checkout ('waiting', '{who}')" for who in WaitsFor)
    yield from (each for each in open_work() if not each.startswith(named))


def _checkouts() -> Iterator[str]:
    twice = Checkout.objects.values("order_number").annotate(n=Count("id")).filter(n__gt=1)
    yield from (f"order {row['order_number']} of two checkouts" for row in twice)
    living = Checkout.objects.exclude(state__in=("done", "failed")).values("cart")
    lost = Cart.objects.filter(state="placing").exclude(id__in=living)
    yield from (f"cart {cart.token} is being placed by nobody" for cart in lost)


def _refunds() -> Iterator[str]:
    for grant in GrantedRefund.objects.filter(state__in=("none", "pending")):
        yield f"refund of {grant.reference} is {grant.state}"
    done = PaymentCall.objects.filter(state="done", grant__isnull=False)
    given = dict(done.values_list("grant").annotate(sum=Sum("amount")))
    for grant in GrantedRefund.objects.filter(state="success"):
        if given.get(grant.id) != grant.amount:
            yield f"refund of {grant.reference}: {given.get(grant.id)} given of {grant.amount}"


def _told_once() -> Iterator[str]:
    """Yield movements that were told twice: each payment is captured and undone once at most."""
    kinds = ("payment.charged", "payment.voided", "payment.authorized")
    facts = Fact.objects.filter(type__in=kinds).values_list("type", "payload")
    told = Counter((kind, payload["payment"]) for kind, payload in facts)
    yield from (f"{kind} of {of}: told {n} times" for (kind, of), n in told.items() if n > 1)
    over = Fact.objects.filter(type="order.canceled").values_list("subject", flat=True)
    yield from (
        f"{subject}: called off {n} times" for subject, n in Counter(over).items() if n > 1
    )


# --- one order -------------------------------------------------------------------------------


def _order(order: Order, house: House) -> Iterator[str]:
    promised = Reservation.objects.filter(reference=order.number, outcome=Outcome.OPEN)
    held = promised.aggregate(sum=Sum("quantity"))["sum"] or Decimal(0)
    wanted = Decimal(0) if order.state in CLOSED else order.units
    if held != wanted:
        yield f"{order.number} ({order.state}): {held} promised for {wanted}"
    payments = payments_of(order.number)
    for payment in payments:
        yield from (f"{order.number}: {fault}" for fault in _payment(payment, house))
    kept = sum((p.totals.charged - p.totals.refunded).amount for p in payments)
    reserved = sum(p.totals.capturable.amount for p in payments)
    if order.state in CLOSED and (kept or reserved):
        yield f"{order.number} is {order.state}: {kept} kept, {reserved} reserved"
    if order.state == "confirmed":
        back = sum(p.totals.refunded.amount for p in payments)
        if kept + reserved + back != order.total:
            yield f"{order.number} of {order.total}: {kept} kept, {reserved} reserved, {back} back"


def _payment(payment: PaymentCard, house: House) -> Iterator[str]:
    """Yield what of a payment is not so in the vendor's own books."""
    totals = payment.totals
    theirs = house.money.every("payment_intent")
    found = [t for t in theirs if t["metadata"].get("guildhall_payment") == payment.id.hex]
    if len(found) > 1:
        yield f"{payment.id}: asked for {len(found)} times"
    intent: dict[str, Any] = found[0] if found else {}
    charge = house.money.find(intent.get("latest_charge") or "") or {}
    pairs = {
        "charged": (totals.charged.amount, intent.get("amount_received", 0)),
        "refunded": (totals.refunded.amount, charge.get("amount_refunded", 0)),
        "capturable": (totals.capturable.amount, intent.get("amount_capturable", 0)),
    }
    for what, (ours, minor) in pairs.items():
        if ours != Decimal(minor) * CENTS:
            yield f"{payment.id}: {what} {ours} here, {Decimal(minor) * CENTS} there"
    pending = totals.charge_pending, totals.refund_pending, totals.cancel_pending
    waits = payment.stand in {"action_needed", "pending"}
    if any(pending) and not waits:
        yield f"{payment.id} ({payment.stand}): something of it is still pending"
    if totals.charged > payment.amount:
        yield f"{payment.id}: {totals.charged} taken of {payment.amount}"


# --- shares and bills ------------------------------------------------------------------------


def _trees(house: House) -> Iterator[str]:
    for tree in SplitTree.objects.select_related("payment"):
        now = counted(tree)
        rows = (now.shared.amount, now.returned.amount)
        if not now.is_kept or rows != (tree.shared, tree.returned):
            yield f"tree {tree.payment.reference}: {rows} below it, it says {tree.shared}"
        yield from _receivers(tree, house)


def _receivers(tree: SplitTree, house: House) -> Iterator[str]:
    """Yield what of a charge's shares WeChat has otherwise."""
    theirs = [s for s in house.shares.shares.values() if s.order.number == tree.payment_id.hex]
    ours = {split.id.hex: split for split in tree.splits.all()}
    if {share.number for share in theirs} != set(ours):
        yield f"tree {tree.payment.reference}: {len(theirs)} splits there, {len(ours)} here"
    came = [leg["amount"] for s in theirs for leg in s.legs if leg["result"] == "SUCCESS"]
    if Decimal(sum(came)) * CENTS != tree.shared:
        yield f"tree {tree.payment.reference}: {sum(came)} shared there, {tree.shared} here"
    back = [b["amount"] for s in theirs for b in s.back.values() if b["result"] == "SUCCESS"]
    if Decimal(sum(back)) * CENTS != tree.returned:
        yield f"tree {tree.payment.reference}: {sum(back)} returned there, {tree.returned} here"


def _bills() -> Iterator[str]:
    for bill in Bill.objects.filter(state="matched"):
        lines = BilledLine.objects.filter(bill=bill)
        seen: Counter[str] = Counter(lines.values_list("verdict", flat=True))
        items = WorkItem.objects.filter(bill=bill).count()
        if bill.lines != sum(seen.values()) or items != bill.lines - seen["matched"]:
            yield f"bill {bill.day}: {bill.lines} lines, {dict(seen)}, {items} items"
    matched = Fact.objects.filter(type="bill.matched").values_list("subject", flat=True)
    yield from (f"{of}: matched {n} times" for of, n in Counter(matched).items() if n > 1)
