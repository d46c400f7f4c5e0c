"""What a shopper does before an order, for the matrix."""

from decimal import Decimal

from guildhall.checkout.operations import open_cart, start_checkout
from guildhall.checkout.queries import get_cart
from guildhall.checkout.types import NewCart, NewCheckout, Tender
from guildhall.kernel.stamp import Stamp
from guildhall.orders.types import CartLine
from guildhall.organization.queries import get_site
from tests.factories.checkouts import HOME, HOME_JSON, make_shipping
from tests.factories.company import SITE
from tests.isolation.call import REASON, Call
from tests.isolation.warehouse import MADE

CART = "/storefront/v1/carts/{cart}"
CHECKOUT = "/storefront/v1/checkouts/{checkout}"
SAGA = "/api/v1/checkouts/{saga}"
RATES = [{"zone": "home", "currency": "USD", "steps": [{"price": "4.90"}]}]
BOUGHT = {
    "total": {"amount": "9.90", "currency": "USD"},
    "tenders": [{"account": "bank_transfer"}],
}
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


def make_checkout(number: str, stamp: Stamp, *, sku: str = "APPLE") -> None:
    """Let a checkout wait that somebody may still call off."""
    make_cart(number, stamp, sku=sku)
    seen = get_cart(MADE["cart"], at=stamp.at).quote
    assert seen is not None
    new = NewCheckout(seen.total, (Tender("bank_transfer"),))
    started = start_checkout(MADE["cart"], new, stamp=stamp)
    MADE["checkout"], MADE["saga"] = started.token, str(started.row.id)


def make_carts(sku: str, stamp: Stamp) -> dict[str, str]:
    make_shipping(stamp=stamp)
    make_checkout("", stamp, sku=sku)
    made = {"checkout": MADE.pop("checkout"), "saga": MADE.pop("saga")}
    make_cart("", stamp, sku=sku)
    return {"cart": MADE.pop("cart"), **made, "zone": "home", "method": "parcel"}


CART_CALLS = {
    "GET /api/v1/checkouts": Call({"limit": 200}),
    f"GET {SAGA}": Call(),
    f"POST {SAGA}/retry": Call(prepare=make_checkout),
    f"POST {SAGA}/cancellation": Call(body=REASON, prepare=make_checkout),
    "GET /api/v1/shipping/zones": Call(),
    "PUT /api/v1/shipping/zones/{zone_code}": Call(body={"name": "United States"}),
    "GET /api/v1/shipping/methods": Call(),
    "PUT /api/v1/shipping/methods/{method_code}": Call(
        body={"name": "Parcel", "rates": RATES, "tax_class": "named"}
    ),
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
    f"POST {CART}/checkout": Call(body=BOUGHT, prepare=make_cart),
    f"GET {CHECKOUT}": Call(prepare=make_checkout),
    f"POST {CHECKOUT}/return": Call(prepare=make_checkout),
    f"POST {CHECKOUT}/cancellation": Call(body=REASON, prepare=make_checkout),
    f"POST {CART}/hold": Call(body={"minutes": 5}, prepare=make_cart),
}
