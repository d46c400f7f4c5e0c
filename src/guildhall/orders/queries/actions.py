"""What can happen to an order now, and why what cannot, cannot."""

from decimal import Decimal

from guildhall.kernel.money import Money
from guildhall.kernel.refusals import NotPermitted, Refusal
from guildhall.kernel.stamp import Actor
from guildhall.orders.errors import OrderNotFound
from guildhall.orders.models import Order, OrderEdit, OrderLine
from guildhall.orders.queries.lists import scopes_for
from guildhall.orders.queries.planning import free_of
from guildhall.orders.rules.guards import GUARDS, Stand
from guildhall.orders.states import EditState, FraudState, FulfillmentState, OrderState
from guildhall.orders.types import ActionCard
from guildhall.payments.queries import totals_of


def list_actions(number: str, *, actor: Actor) -> tuple[ActionCard, ...]:
    """Return everything that can be done with an order, and of each whether, or why not.

    Refuses with OrderNotFound or NotPermitted.
    """
    order = Order.objects.filter(number=number).first()
    if order is None:
        raise OrderNotFound(number=number)
    scopes = scopes_for(number, sold=order.scopes, actor=actor)
    actor.must("orders:view", scope=scopes)
    stand = _stand(order)
    found = []
    for name, (permission, guard) in GUARDS.items():
        why = guard(stand)
        if why is None and not actor.may(permission, scope=scopes):
            why = NotPermitted(permission=permission)
        found.append(_card(name, why))
    return tuple(found)


def _stand(order: Order) -> Stand:
    lines = OrderLine.objects.filter(order=order)
    kept = totals_of(order.number, currency=order.currency).kept
    due = order.in_currency(order.total) - kept
    return Stand(
        number=order.number,
        state=OrderState(order.state),
        fulfillment=FulfillmentState(order.fulfillment_state),
        holds=order.holds,
        fraud=FraudState(order.fraud),
        free=sum((free_of(line) for line in lines), Decimal(0)),
        due=max(due, Money.zero(order.currency)),
        is_edited=OrderEdit.objects.filter(order=order, state=EditState.OPEN).exists(),
    )


def _card(name: str, why: Refusal | None) -> ActionCard:
    if why is None:
        return ActionCard(name, possible=True)
    facts = {key: str(value) for key, value in why.facts.items()}
    return ActionCard(name, possible=False, code=why.code, message=why.message, facts=facts)
