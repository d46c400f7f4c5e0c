"""Each page of orders as one read model, in a constant number of statements."""

from dataclasses import dataclass

from guildhall.console.orders.timeline import entries_of
from guildhall.console.shell.parts import Entry
from guildhall.identity.queries import names_of
from guildhall.kernel.money import Money
from guildhall.kernel.paging import Page
from guildhall.kernel.stamp import Actor
from guildhall.orders.queries import count_orders, get_order, list_orders, scopes_for, timeline_of
from guildhall.orders.states import SEES_CUSTOMERS, FulfillmentState, OrderState, PaymentState
from guildhall.orders.types import Customer, OrderCard, OrderFilter, OrderRow
from guildhall.organization.queries import list_stores
from guildhall.organization.types import StoreCard
from guildhall.payments.queries import totals_of


@dataclass(frozen=True, slots=True)
class OrderList:
    """A page of orders; `count` ends at 10,001."""

    page: Page[OrderRow]
    count: int
    stores: tuple[StoreCard, ...]
    can_ship: bool


@dataclass(frozen=True, slots=True)
class OrderPage:
    """An order with its history, its money, and what this person can do with it."""

    order: OrderCard
    entries: tuple[Entry, ...]
    paid: Money
    due: Money
    can_edit: bool
    can_pay: bool
    can_see_payments: bool
    customer: Customer
    can_look: bool
    is_shown: bool

    @property
    def moves(self) -> tuple[str, ...]:
        return self.order.moves if self.can_edit else ()

    @property
    def settles(self) -> bool:
        """Whether a payment or a completion is on its way from its fact to the order."""
        row = self.order.row
        if row.state == OrderState.CANCELED:
            return False
        if row.payment_state not in _payment_states(self.paid, self.due):
            return True
        shipped = row.fulfillment_state == FulfillmentState.FULFILLED
        return row.state == OrderState.CONFIRMED and shipped and not self.due


def get_order_list(chosen: OrderFilter, *, cursor: str | None, actor: Actor) -> OrderList:
    """Return one page of orders, newest first. Refuses with CursorInvalid."""
    return OrderList(
        page=list_orders(chosen, cursor=cursor),
        count=count_orders(chosen),
        stores=list_stores(),
        can_ship=any(grant.capability in {"orders:edit", "*"} for grant in actor.grants),
    )


def get_order_page(number: str, *, actor: Actor, shown: Customer | None = None) -> OrderPage:
    """Return an order in full, its customer masked unless `shown` was just looked up.

    Refuses with OrderNotFound or NotPermitted.
    """
    order = get_order(number)
    scopes = scopes_for(number, sold=order.scopes, actor=actor)
    actor.must("orders:view", scope=scopes)
    history = timeline_of(number)
    total = order.row.total
    paid = totals_of(number, currency=total.currency).kept
    due = total - paid if order.row.state != OrderState.CANCELED else Money.zero(total.currency)
    return OrderPage(
        order=order,
        entries=entries_of(history, names_of(entry.actor for entry in history)),
        paid=paid,
        due=due,
        can_edit=actor.may("orders:edit", scope=scopes),
        can_see_payments=actor.may("payments:view", scope=scopes),
        can_pay=due.amount > 0 and actor.may("payments:edit", scope=scopes),
        customer=shown or order.customer,
        is_shown=shown is not None,
        can_look=shown is None
        and order.customer != Customer()
        and any(actor.may(right, scope=scopes) for right in SEES_CUSTOMERS),
    )


def _payment_states(paid: Money, due: Money) -> tuple[PaymentState, ...]:
    """Return where an order may stand of which so much was kept, and so much is due."""
    if due.amount < 0:
        return (PaymentState.OVERPAID,)
    if due.amount > 0 and paid:
        return (PaymentState.PARTIALLY_PAID, PaymentState.PARTIALLY_REFUNDED)
    if due.amount > 0:
        return (PaymentState.UNPAID, PaymentState.AUTHORIZED, PaymentState.REFUNDED)
    if paid:
        return (PaymentState.PAID, PaymentState.PARTIALLY_REFUNDED)
    return tuple(PaymentState)  # it costs nothing, or was closed: nothing is on its way
