"""What a carrier's twin tells the contract suite (`tests/integrations/carriers`)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from guildhall.fulfillment.ports import Carrier
from integrations.aftership.carrier import AfterShip
from integrations.shippo.carrier import Shippo
from tests.twins.aftership import AfterShipTwin
from tests.twins.aftership import server as aftership
from tests.twins.base import Twin
from tests.twins.shippo import ShippoTwin, telling
from tests.twins.shippo import server as shippo

type Told = tuple[Mapping[str, str], bytes]


@dataclass(frozen=True)
class CarrierCase:
    """A vendor: its twin, its adapter, and how its side says that a parcel moved."""

    name: str
    carrier: Carrier
    twin: type[Twin]
    secrets: Mapping[str, str]
    # What tells of a number, in the vendor's words: on its way, and delivered.
    words: tuple[str, str]
    signed: Callable[[Any, Any, bool], Told]
    follows: str
    query: Mapping[str, str]


CASES = (
    CarrierCase(
        name="aftership",
        carrier=AfterShip(),
        twin=AfterShipTwin,
        secrets={"api_key": aftership.KEY, "webhook_secret": aftership.SECRET},
        words=("InTransit", "Delivered"),
        signed=lambda twin, event, forged: twin.signed(event, forged=forged),
        follows="/tracking/2025-01/trackings",
        query={},
    ),
    CarrierCase(
        name="shippo",
        carrier=Shippo(),
        twin=ShippoTwin,
        secrets={
            "api_token": shippo.KEY,
            "webhook_token": telling.TOKEN,
            "webhook_secret": telling.SECRET,
        },
        words=("TRANSIT", "DELIVERED"),
        signed=lambda _twin, event, forged: telling.signed(event, forged=forged),
        follows="/tracks",
        query={"token": telling.TOKEN},
    ),
)
