"""What channels call and show, for the matrix: what is there, and how each call is made well."""

from typing import Any

from guildhall.kernel.stamp import Stamp
from guildhall.organization.queries import get_channel
from tests.factories.links import link
from tests.isolation.call import Call

LINK = {"channel": "web", "sku": "APPLE", "external_sku": "A-1"}
MET = {"channel": "web", "skus": [{"external_sku": "X-1"}]}
SHOP_WINDOW = {
    "GET /api/v1/channel-skus": Call({"limit": 200, "channel": "web"}),
    "POST /api/v1/channel-skus": Call(body=LINK),
    "GET /api/v1/channel-skus/unmatched": Call({"channel": "web"}),
    "POST /api/v1/channel-skus/unmatched": Call(body=MET),
    "POST /api/v1/channel-skus/sync": Call(body=MET),
    "POST /api/v1/channel-skus/link-all": Call(body={"channel": "web"}),
    "GET /api/v1/channel-skus/{link}": Call(),
    "POST /api/v1/channel-skus/{link}/unlinking": Call(),
    "POST /api/v1/channel-skus/{link}/end": Call(body={}),
}


def shown_by_channels(sku: str, stamp: Stamp) -> dict[str, Any]:
    """Have a channel call a variant something."""
    return {"link": link(get_channel("web"), f"{sku}-0", sku, stamp)}
