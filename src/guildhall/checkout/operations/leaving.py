"""Carts that nobody came back to: what they hold is given back, and who filled them forgotten."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from guildhall.checkout.models import Cart
from guildhall.checkout.operations.holds import give_up_hold
from guildhall.checkout.states import CartMove, CartState
from guildhall.kernel.stamp import Stamp

AT_ONCE = 200
FORGOTTEN_AFTER = timedelta(days=30)
BLANK: dict[str, object] = {
    "name": "",
    "email": "",
    "phone": "",
    "shipping_address": None,
    "billing_address": None,
    "note": "",
}


@transaction.atomic
def abandon_carts(*, stamp: Stamp, most: int = AT_ONCE) -> int:
    """Leave carts whose time is over, and blank who filled them; return how many.

    Of what was bought, the order keeps who bought it. Run by a job, safe to run twice.
    """
    over = Cart.objects.filter(state=CartState.OPEN, expires_at__lte=stamp.at)
    found = list(over.select_for_update(skip_locked=True, of=("self",)).order_by("id")[:most])
    for row in found:
        give_up_hold(row, stamp=stamp)
        row.move(CartMove.ABANDON)
    ids = [row.id for row in found]
    Cart.objects.filter(id__in=ids).update(
        state=CartState.ABANDONED, held_since=None, held_until=None, **BLANK
    )
    return len(ids)


@transaction.atomic
def forget_buyers(*, stamp: Stamp, most: int = AT_ONCE) -> int:
    """Blank who filled carts that were bought a while ago; return how many."""
    told = ~Q(name="") | ~Q(email="") | ~Q(phone="") | Q(shipping_address__isnull=False)
    before = stamp.at - FORGOTTEN_AFTER
    rows = Cart.objects.filter(told, state=CartState.PLACED, updated_at__lt=before)
    ids = list(rows.values_list("id", flat=True)[:most])
    return Cart.objects.filter(id__in=ids).update(**BLANK)
