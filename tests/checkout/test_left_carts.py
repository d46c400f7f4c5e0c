"""Carts that nobody came back to keep neither stock nor names."""

from datetime import timedelta

from guildhall.checkout.models import Cart
from guildhall.checkout.operations import abandon_carts, forget_buyers, hold_cart
from guildhall.inventory.models import Reservation
from guildhall.inventory.states import Outcome
from guildhall.kernel.stamp import Stamp
from tests.factories.checkouts import make_checkout_cart
from tests.factories.company import Company
from tests.inventory.shelves import later

MONTH = 31 * 24 * 60


def test_a_cart_that_was_left_gives_its_stock_back_and_forgets_whose_it_was(
    company: Company, stamp: Stamp
) -> None:
    cart = make_checkout_cart(company, stamp=stamp)
    hold_cart(cart.token, minutes=10, stamp=stamp)
    Cart.objects.update(expires_at=stamp.at + timedelta(minutes=1))

    assert abandon_carts(stamp=stamp) == 0
    assert abandon_carts(stamp=later(stamp, minutes=2)) == 1

    row = Cart.objects.get()
    assert (row.state, row.name, row.email) == ("abandoned", "", "")
    assert not Reservation.objects.filter(outcome=Outcome.OPEN).exists()


def test_what_was_bought_keeps_its_buyer_in_the_order_alone(
    company: Company, stamp: Stamp
) -> None:
    make_checkout_cart(company, stamp=stamp)
    Cart.objects.update(state="placed")

    assert forget_buyers(stamp=stamp) == 0
    assert forget_buyers(stamp=later(stamp, minutes=MONTH)) == 1
    assert Cart.objects.get().email == ""
