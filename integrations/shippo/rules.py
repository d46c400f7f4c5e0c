"""Shippo's words in ours: https://docs.goshippo.com. Pure."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from guildhall.fulfillment.states import Outcome, Reason, Tracked
from guildhall.fulfillment.types import Address, Answer, Heard, LabelOrder, Rate, Size
from guildhall.kernel.money import Money

STATUSES: Mapping[str, Tracked] = {
    "PRE_TRANSIT": Tracked.ANNOUNCED,
    "TRANSIT": Tracked.IN_TRANSIT,
    "DELIVERED": Tracked.DELIVERED,
    "RETURNED": Tracked.RETURNED,
    "FAILURE": Tracked.EXCEPTION,
    "UNKNOWN": Tracked.UNKNOWN,
}
# What a substatus says more exactly than its status does.
SUBSTATUSES: Mapping[str, Tracked] = {
    "out_for_delivery": Tracked.OUT_FOR_DELIVERY,
    "pickup_available": Tracked.TO_COLLECT,
    "delivery_attempted": Tracked.ATTEMPT_FAILED,
    "notice_left": Tracked.ATTEMPT_FAILED,
    "location_inaccessible": Tracked.ATTEMPT_FAILED,
    "address_issue": Tracked.EXCEPTION,
    "contact_carrier": Tracked.EXCEPTION,
    "package_damaged": Tracked.EXCEPTION,
}
# A label that is on its way to be one: asked about until it is, or is not.
MAKING = frozenset({"QUEUED", "WAITING"})
GIVEN_BACK = frozenset({"REFUNDED", "REFUNDPENDING"})
_BY_STATUS: Mapping[int, Reason] = {
    400: Reason.REQUEST_INVALID,
    401: Reason.CREDENTIALS_REFUSED,
    402: Reason.BALANCE_TOO_LOW,
    403: Reason.NOT_ENABLED,
    404: Reason.NUMBER_REFUSED,
    422: Reason.REQUEST_INVALID,
}
# Messages are told in words; these are in what Shippo and its carriers say.
_BY_WORD: tuple[tuple[str, Reason], ...] = (
    ("fund", Reason.BALANCE_TOO_LOW),
    ("payment method", Reason.BALANCE_TOO_LOW),
    ("billing", Reason.BALANCE_TOO_LOW),
    ("expired", Reason.NOT_POSSIBLE_ANY_MORE),
    ("no longer valid", Reason.NOT_POSSIBLE_ANY_MORE),
    ("address", Reason.ADDRESS_REFUSED),
    ("zip", Reason.ADDRESS_REFUSED),
    ("postal code", Reason.ADDRESS_REFUSED),
    ("weight", Reason.PARCEL_REFUSED),
    ("dimension", Reason.PARCEL_REFUSED),
    ("customs", Reason.PARCEL_REFUSED),
    ("tracking number", Reason.NUMBER_REFUSED),
)


def token_of(carrier: str) -> str:
    """Return Shippo's name of a carrier, such as `dhl_express`."""
    return carrier.strip().lower().replace(" ", "_").replace("-", "_")


def shipment_of(order: LabelOrder, accounts: Iterable[str]) -> dict[str, Any]:
    """Return what Shippo is asked for prices with."""
    told: dict[str, Any] = {
        "address_from": _address(order.sender),
        "address_to": _address(order.recipient),
        "parcels": [_parcel(order.size)],
        "metadata": f"{order.reference} {order.parcel}"[:100],
        "async": False,
    }
    named = [each for each in accounts if each]
    return told | ({"carrier_accounts": named} if named else {})


def rates_of(shipment: Mapping[str, Any]) -> tuple[Rate, ...]:
    found = (_rate(each) for each in shipment.get("rates") or ())
    return tuple(each for each in found if each is not None)


def cost_of(rate: Mapping[str, Any]) -> Money | None:
    try:
        return Money(Decimal(str(rate["amount"])), str(rate["currency"]))
    except (KeyError, ValueError, InvalidOperation):
        return None


def reason_of(status: int, text: str) -> Reason:
    """Return why Shippo said no: by its words, where they say more than its status does."""
    if status in (401, 403):
        return _BY_STATUS[status]
    told = text.lower()
    found = next((reason for word, reason in _BY_WORD if word in told), None)
    return found or _BY_STATUS.get(status, Reason.OTHER)


def refused(status: int, document: Mapping[str, Any]) -> Answer:
    """Return a no: its reason, and the vendor's own code beside it."""
    messages = [each for each in document.get("messages") or () if isinstance(each, Mapping)]
    text = " ".join(str(each.get("text") or "") for each in messages) or str(dict(document))
    code = next((str(each["code"]) for each in messages if each.get("code")), "") or str(status)
    return Answer(Outcome.REFUSED, reason=reason_of(status, text), vendor_code=code)


def heard_of(track: Mapping[str, Any]) -> tuple[Heard, ...]:
    """Return all that a tracking tells, event by event; what it stands at is one of them."""
    told = [*(track.get("tracking_history") or ()), track.get("tracking_status") or {}]
    found = {each.key: each for each in map(_heard, told) if each is not None}
    return tuple(found.values())


def expected_on(track: Mapping[str, Any]) -> date | None:
    """Return the day on which the carrier thinks that it arrives."""
    found = moment(str(track.get("eta") or ""))
    return found.date() if found else None


def moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def _heard(told: Mapping[str, Any]) -> Heard | None:
    at, status = moment(str(told.get("status_date") or "")), str(told.get("status") or "")
    if at is None or not status:
        return None
    sub = told.get("substatus") or {}
    code = str(sub.get("code") or "") if isinstance(sub, Mapping) else str(sub)
    details, place = str(told.get("status_details") or ""), told.get("location") or {}
    # An event has an id of its own, but a new one each time that some carriers are asked.
    key = hashlib.sha256("\0".join((at.isoformat(), status, code, details)).encode())
    return Heard(
        key=key.hexdigest()[:40],
        state=SUBSTATUSES.get(code) or STATUSES.get(status, Tracked.UNKNOWN),
        occurred_at=at,
        raw=code or status,
        message=details,
        place=", ".join(str(place[n]) for n in ("city", "state", "country") if place.get(n)),
    )


def _rate(told: Mapping[str, Any]) -> Rate | None:
    cost, service = cost_of(told), told.get("servicelevel") or {}
    if cost is None or not told.get("object_id"):
        return None
    days = told.get("estimated_days")
    return Rate(
        reference=str(told["object_id"]),
        carrier=token_of(str(told.get("provider") or "")),
        service=str(service.get("token") or ""),
        name=str(service.get("name") or ""),
        cost=cost,
        days=int(days) if days is not None else None,
    )


def _address(told: Address) -> dict[str, str]:
    return {
        "name": told.name,
        "street1": told.street,
        "street2": told.street2,
        "city": told.city,
        "state": told.region,
        "zip": told.postal_code,
        "country": told.country.upper(),
        "phone": told.phone,
        "email": told.email,
    }


def _parcel(size: Size) -> dict[str, str]:
    return {
        "length": _centimeters(size.length_mm),
        "width": _centimeters(size.width_mm),
        "height": _centimeters(size.height_mm),
        "distance_unit": "cm",
        "weight": str(size.weight_grams),
        "mass_unit": "g",
    }


def _centimeters(millimeters: int) -> str:
    return f"{Decimal(millimeters) / 10:f}"
