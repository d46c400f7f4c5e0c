"""What a shopper does before an order, for the matrix."""

from decimal import Decimal

from guildhall.checkout.operations import open_cart
from guildhall.checkout.types import NewCart
from guildhall.kernel.stamp import Stamp
from guildhall.orders.types import CartLine
from guildhall.organization.queries import get_site
from tests.factories.checkouts import HOME, HOME_JSON, make_shipping
from tests.factories.company import SITE
from tests.isolation.call import Call
from tests.isolation.warehouse import MADE

CART = "/storefront/v1/carts/{cart}"
OPENED = {
    "site": SITE,
    "currency": "USD",
    "lines": [{"sku": "APPLE", "quantity": "1"}],
    "contact": {"name": "Alice"},
}


def make_cart(_number: str, stamp: Stamp, *, sku: str = "APPLE") -> None:
    """Let there be a cart that is sent by parcel."""
    new = NewCart(
        site=get_site(SITE),
        currency="USD",
        lines=(CartLine(sku, Decimal(2)),),
        shipping_address=HOME,
        shipping_method="parcel",
    )
    MADE["cart"] = open_cart(new, stamp=stamp).token


def make_carts(sku: str, stamp: Stamp) -> dict[str, str]:
    make_shipping(stamp=stamp)
    make_cart("", stamp, sku=sku)
    return {"cart": MADE.pop("cart")}


CART_CALLS = {
    "POST /storefront/v1/carts": Call(body=OPENED),
    f"GET {CART}": Call(prepare=make_cart),
    f"POST {CART}/lines": Call(body={"sku": "APPLE", "quantity": "1"}, prepare=make_cart),
    f"PUT {CART}/lines/{{sku}}": Call(body={"quantity": "3"}, prepare=make_cart),
    f"DELETE {CART}/lines/{{sku}}": Call(prepare=make_cart),
    f"PUT {CART}/address": Call(
        body={"contact": {"name": "Alice"}, "shipping_address": HOME_JSON}, prepare=make_cart
    ),
    f"GET {CART}/shipping-methods": Call(prepare=make_cart),
    f"PUT {CART}/shipping-method": Call(body={"code": "parcel"}, prepare=make_cart),
    f"POST {CART}/hold": Call(body={"minutes": 5}, prepare=make_cart),
}
