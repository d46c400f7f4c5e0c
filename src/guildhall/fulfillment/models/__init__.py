"""What fulfillment keeps."""

from guildhall.fulfillment.models.carriers import (
    ACCOUNT_SECRETS,
    CALL_DETAILS,
    CarrierAccount,
    CarrierCall,
    CarrierNotice,
)
from guildhall.fulfillment.models.columns import FULFILLMENT_ORDERS, PARCELS, PICK_LISTS
from guildhall.fulfillment.models.parcels import (
    DeliveryRule,
    Parcel,
    ParcelLine,
    ShipmentEvent,
    Tracking,
)
from guildhall.fulfillment.models.work import FulfillmentLine, FulfillmentOrder, PickList

__all__ = [
    "ACCOUNT_SECRETS",
    "CALL_DETAILS",
    "FULFILLMENT_ORDERS",
    "PARCELS",
    "PICK_LISTS",
    "CarrierAccount",
    "CarrierCall",
    "CarrierNotice",
    "DeliveryRule",
    "FulfillmentLine",
    "FulfillmentOrder",
    "Parcel",
    "ParcelLine",
    "PickList",
    "ShipmentEvent",
    "Tracking",
]
