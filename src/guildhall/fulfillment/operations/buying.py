"""A label, bought once: its offer is written down before it is paid, and asked about after."""

from dataclasses import replace
from uuid import UUID

from django.db import transaction

from guildhall.fulfillment import rules
from guildhall.fulfillment.models import CarrierCall
from guildhall.fulfillment.ports import Carrier
from guildhall.fulfillment.states import CallState, Outcome, Reason
from guildhall.fulfillment.types import Account, Answer, LabelOrder
from guildhall.kernel.fault_points import reached

UNSURE = Answer(Outcome.UNKNOWN)
NONE_FITS = Answer(Outcome.REFUSED, reason=Reason.SERVICE_NOT_OFFERED)


def buy(port: Carrier, account: Account, order: LabelOrder, *, call: UUID, attempt: int) -> Answer:
    """Buy a label, or find the one that was bought. Never call it inside a transaction.

    An order with a rate may have been paid for: the carrier is asked, and only where it knows of
    nothing is it bought. An order without one was not.
    """
    if order.rate:
        known = port.look_label(account, order)
        if known.outcome is not Outcome.ABSENT:
            return known
    else:
        offered = port.rates(account, order)
        if offered.outcome is not Outcome.DONE:
            return offered
        chosen = rules.choose_rate(offered.rates, carrier=order.carrier, service=order.service)
        if chosen is None:
            return NONE_FITS
        reached("carrier.before_rate")
        if not _is_noted(call, chosen.reference, attempt=attempt):
            return UNSURE
        order = replace(order, rate=chosen.reference)
    reached("carrier.before_purchase")
    return port.label(account, order)


@transaction.atomic
def _is_noted(call: UUID, rate: str, *, attempt: int) -> bool:
    """Write down what is bought; not where somebody else has taken the call over."""
    rows = CarrierCall.objects.filter(id=call, state=CallState.SENT, attempts=attempt, rate="")
    return rows.update(rate=rate[:120]) == 1
