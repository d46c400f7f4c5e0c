"""How what leaves the building is called well, and what has to be there before."""

from decimal import Decimal

from guildhall.fulfillment.operations import follow_order, hold_work, ship_whole
from guildhall.fulfillment.queries import works_of_order
from guildhall.fulfillment.states import HoldReason
from guildhall.kernel.stamp import Stamp
from guildhall.orders.operations import confirm_order, place_order
from guildhall.orders.types import Cart, CartLine, Customer
from guildhall.organization.queries import get_site
from tests.factories.company import SITE
from tests.isolation.call import FRESH, NOBODYS, Call
from tests.isolation.warehouse import MADE

WORK = "/api/v1/fulfillment-orders/{work}"
PARCEL = "/api/v1/parcels/{parcel_number}"


def make_work(_number: str, stamp: Stamp, *, sku: str = "APPLE") -> None:
    """Let there be a fulfillment order of one piece."""
    cart = Cart(get_site(SITE), "USD", (CartLine(sku, Decimal(1)),), Customer(name="Alice"))
    order = place_order(cart, stamp=stamp).row.number
    confirm_order(order, stamp=stamp)
    follow_order(order, stamp=stamp)
    MADE["work"] = works_of_order(order)[0].row.number


def make_bread(number: str, stamp: Stamp) -> None:
    """Let it be of something that lies at both places."""
    make_work(number, stamp, sku="BREAD")


def make_held(number: str, stamp: Stamp) -> None:
    make_work(number, stamp)
    hold_work(MADE["work"], reason=HoldReason.OTHER, stamp=stamp)


def make_parcel(number: str, stamp: Stamp, *, sku: str = "APPLE") -> None:
    make_work(number, stamp, sku=sku)
    MADE["parcel"] = ship_whole(MADE["work"], stamp=stamp)


def make_sent(sku: str, stamp: Stamp) -> dict[str, str]:
    """Return a parcel that is away, and a fulfillment order that is not."""
    make_parcel("", stamp, sku=sku)
    made = {"parcel": MADE.pop("parcel")}
    make_work("", stamp, sku=sku)
    return made | {"work": MADE.pop("work")}


SENT_CALLS = {
    "GET /api/v1/fulfillment-orders": Call({"limit": 200}),
    "POST /api/v1/fulfillment-orders/bulk-shipment": Call(
        body={"fulfillment_orders": [NOBODYS]}, prepare=make_work
    ),
    f"GET {WORK}": Call(prepare=make_work),
    f"POST {WORK}/hold": Call(body={"reason": "address"}, prepare=make_work),
    f"POST {WORK}/release": Call(prepare=make_held),
    f"POST {WORK}/move": Call(body={"location": "S2", "reason": "near"}, prepare=make_bread),
    f"POST {WORK}/shipment": Call(body={"carrier": "sf-express"}, prepare=make_work),
    "GET /api/v1/parcels": Call({"limit": 200}),
    f"GET {PARCEL}": Call(prepare=make_parcel),
    f"POST {PARCEL}/trackings": Call(
        body={"carrier": "sf-express", "tracking": FRESH}, prepare=make_parcel
    ),
}
