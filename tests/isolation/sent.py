"""How what leaves the building is called well, and what has to be there before."""

from decimal import Decimal
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from guildhall.fulfillment.models import CarrierAccount, Parcel
from guildhall.fulfillment.operations import (
    AccountTerms,
    follow_order,
    hold_work,
    pack_by_hand,
    set_carrier_account,
    ship_whole,
    split_work,
)
from guildhall.fulfillment.queries import get_work, works_of_order
from guildhall.fulfillment.states import HoldReason
from guildhall.fulfillment.types import Part
from guildhall.kernel.stamp import Stamp
from guildhall.orders.operations import confirm_order, place_order
from guildhall.orders.types import Cart, CartLine, Customer
from guildhall.organization.queries import get_site
from tests.factories.company import SITE
from tests.isolation.call import FRESH, NOBODYS, REASON, Call
from tests.isolation.warehouse import MADE

ONE = {"fulfillment_line": NOBODYS, "quantity": "1"}
HERE = {"sender_name": "Us", "sender_street": "1 A", "sender_city": "B", "sender_country": "US"}
THERE = {"name": "Ada", "street": "2 C", "city": "D", "country": "US"}
LABEL = {
    "account": "labels",
    "recipient": THERE,
    "weight_grams": 500,
    "length_mm": 100,
    "width_mm": 100,
    "height_mm": 100,
}
WORK = "/api/v1/fulfillment-orders/{work}"
PARCEL = "/api/v1/parcels/{parcel_number}"


def make_work(_number: str, stamp: Stamp, *, sku: str = "APPLE", count: int = 1) -> None:
    """Let there be a fulfillment order of one piece."""
    cart = Cart(get_site(SITE), "USD", (CartLine(sku, Decimal(count)),), Customer(name="Alice"))
    order = place_order(cart, stamp=stamp).row.number
    confirm_order(order, stamp=stamp)
    follow_order(order, stamp=stamp)
    work = works_of_order(order)[0]
    MADE["work"], MADE["work_line"] = work.row.number, str(work.lines[0].id)
    MADE["other_work"] = MADE["work"]


def make_bread(number: str, stamp: Stamp) -> None:
    """Let it be of something that lies at both places."""
    make_work(number, stamp, sku="BREAD")


def make_two(number: str, stamp: Stamp) -> None:
    """Let there be two of them, so that one may go by itself."""
    make_work(number, stamp, count=2)


def make_parts(number: str, stamp: Stamp) -> None:
    make_two(number, stamp)
    part = Part(UUID(MADE["work_line"]), Decimal(1))
    MADE["other_work"] = split_work(MADE["work"], parts=[part], stamp=stamp)


def make_open(number: str, stamp: Stamp) -> None:
    """Let a parcel be packed that has not left, and somebody who sells labels."""
    make_work(number, stamp)
    part = Part(UUID(MADE["work_line"]), Decimal(1))
    pack_by_hand(MADE["work"], part=part, stamp=stamp)
    MADE["parcel"] = get_work(MADE["work"]).parcels[0].number
    secrets = {"api_token": "none", "webhook_token": "none"}
    terms = AccountTerms("Labels", "shippo", settings=HERE, secrets=secrets)
    set_carrier_account("labels", terms=terms, stamp=stamp)


def make_labeled(number: str, stamp: Stamp) -> None:
    """Let its label be there, as the seller's answer would have it."""
    make_open(number, stamp)
    Parcel.objects.filter(number=MADE["parcel"]).update(
        account=CarrierAccount.objects.get(code="labels"),
        label_reference=MADE["parcel"],
        label_file=default_storage.save("labels/one.pdf", ContentFile(b"%PDF")),
    )


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
    return made | {each: MADE.pop(each) for each in ("work", "work_line", "other_work")}


SENT_CALLS = {
    "GET /api/v1/fulfillment-orders": Call({"limit": 200}),
    "POST /api/v1/fulfillment-orders/bulk-shipment": Call(
        body={"fulfillment_orders": [NOBODYS]}, prepare=make_work
    ),
    f"GET {WORK}": Call(prepare=make_work),
    f"POST {WORK}/hold": Call(body={"reason": "address"}, prepare=make_work),
    f"POST {WORK}/release": Call(prepare=make_held),
    f"POST {WORK}/move": Call(body={"location": "S2", "reason": "near"}, prepare=make_bread),
    f"POST {WORK}/merge": Call(body={"merged_orders": [NOBODYS]}, prepare=make_parts),
    f"POST {WORK}/split": Call(body={"lines": [ONE]}, prepare=make_two),
    f"POST {WORK}/cancellation": Call(body=REASON, prepare=make_work),
    f"POST {WORK}/packed": Call(body=ONE, prepare=make_work),
    f"POST {WORK}/parcels": Call(prepare=make_work),
    f"POST {WORK}/shipment": Call(body={"carrier": "sf-express"}, prepare=make_work),
    "GET /api/v1/parcels": Call({"limit": 200}),
    f"GET {PARCEL}": Call(prepare=make_parcel),
    f"POST {PARCEL}/drop": Call(body=REASON, prepare=make_open),
    f"POST {PARCEL}/label": Call(body=LABEL, prepare=make_open),
    f"POST {PARCEL}/label/return": Call(prepare=make_labeled),
    f"GET {PARCEL}/label": Call(prepare=make_labeled),
    f"POST {PARCEL}/trackings": Call(
        body={"carrier": "sf-express", "tracking": FRESH}, prepare=make_parcel
    ),
}
