"""What channels call and show, for the matrix: what is there, and how each call is made well."""

from typing import Any

from guildhall.catalog.operations import add_picture, create_product
from guildhall.catalog.queries import variant_ids
from guildhall.catalog.types import ProductDraft
from guildhall.kernel.stamp import Stamp
from guildhall.organization.queries import get_channel
from tests.factories.company import SITE
from tests.factories.links import link
from tests.factories.pictures import make_picture
from tests.isolation.call import NOBODYS, Call
from tests.isolation.warehouse import MADE

LINK = {"channel": "web", "sku": "APPLE", "external_sku": "A-1"}
MET = {"channel": "web", "skus": [{"external_sku": "X-1"}]}


def _picture(_number: str, stamp: Stamp) -> None:
    MADE["picture"] = str(add_picture("APPLE", content=make_picture(), stamp=stamp))


def _scarf(_number: str, stamp: Stamp) -> None:
    if not variant_ids(["SCARF"]):
        create_product(ProductDraft("SCARF", "Scarf"), stamp=stamp)


APPLE = ("apple.jpg", make_picture())
RULE = "/api/v1/stock/channels/{channel}/publish-rule"
SHOP_WINDOW = {
    "GET /api/v1/products/{product}/pictures": Call(),
    "POST /api/v1/products/{product}/pictures": Call(
        files={"file": ("apple.jpg", make_picture())}
    ),
    "PUT /api/v1/products/{product}/picture-order": Call(
        body={"pictures": [NOBODYS]}, prepare=_picture
    ),
    "PUT /api/v1/pictures/{picture}/text": Call(body={"alt": "An apple"}, prepare=_picture),
    "PUT /api/v1/pictures/{picture}/variant": Call(body={"sku": ""}, prepare=_picture),
    "DELETE /api/v1/pictures/{picture}": Call(prepare=_picture),
    "GET /api/v1/products/{product}/copies": Call(),
    "GET /api/v1/products/{product}/copy": Call({"site": SITE}),
    "PUT /api/v1/products/{product}/copy": Call({"site": SITE}, body={"title": "Apple"}),
    "GET /api/v1/products/{product}/listings": Call(),
    "GET /api/v1/products/{product}/listings/{channel}": Call(),
    "POST /api/v1/products/{product}/listings/{channel}/publication": Call(
        body={}, prepare=_scarf, about={"product": "SCARF"}
    ),
    "POST /api/v1/products/{product}/listings/{channel}/withdrawal": Call(
        prepare=_scarf, about={"product": "SCARF"}
    ),
    f"GET {RULE}": Call(),
    f"PUT {RULE}": Call(body={"buffer": "1"}),
    f"GET {RULE}/variants": Call(),
    f"PUT {RULE}/variants/{{sku}}": Call(body={"percent": 50}),
    "GET /api/v1/channel-skus": Call({"limit": 200, "channel": "web"}),
    "POST /api/v1/channel-skus": Call(body=LINK),
    "POST /api/v1/channel-skus/bulk-linking": Call(body={"links": [LINK]}),
    "GET /api/v1/channel-skus/unmatched": Call({"channel": "web"}),
    "POST /api/v1/channel-skus/unmatched": Call(body=MET),
    "POST /api/v1/channel-skus/sync": Call(body=MET),
    "POST /api/v1/channel-skus/link-all": Call(body={"channel": "web"}),
    "GET /api/v1/channel-skus/{link}": Call(),
    "POST /api/v1/channel-skus/{link}/unlinking": Call(),
    "POST /api/v1/channel-skus/{link}/end": Call(body={}),
}


def shown_by_channels(sku: str, stamp: Stamp) -> dict[str, Any]:
    """Have a channel call a variant something, and a picture of it."""
    picture = add_picture(sku, content=make_picture("PNG"), stamp=stamp)
    return {"link": link(get_channel("web"), f"{sku}-0", sku, stamp), "picture": str(picture)}
