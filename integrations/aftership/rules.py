"""AfterShip's words in ours: https://www.aftership.com/docs/tracking/2025-01. Pure."""

import hashlib
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from guildhall.fulfillment.states import Reason, Tracked
from guildhall.fulfillment.types import Heard

TAGS: Mapping[str, Tracked] = {
    "Pending": Tracked.UNKNOWN,
    "InfoReceived": Tracked.ANNOUNCED,
    "InTransit": Tracked.IN_TRANSIT,
    "OutForDelivery": Tracked.OUT_FOR_DELIVERY,
    "AttemptFail": Tracked.ATTEMPT_FAILED,
    "Delivered": Tracked.DELIVERED,
    "AvailableForPickup": Tracked.TO_COLLECT,
    "Exception": Tracked.EXCEPTION,
    "Expired": Tracked.EXPIRED,
}
SENT_BACK = frozenset({"Exception_011"})
EXISTS = 4003
_SLUG = re.compile(r"[a-z0-9-]+")
_REASONS: Mapping[int, Reason] = {
    400: Reason.REQUEST_INVALID,
    401: Reason.CREDENTIALS_REFUSED,
    402: Reason.BALANCE_TOO_LOW,
    403: Reason.NOT_ENABLED,
    404: Reason.NUMBER_REFUSED,
    4001: Reason.REQUEST_INVALID,
    4005: Reason.NUMBER_REFUSED,
    4007: Reason.NUMBER_REFUSED,
    4008: Reason.REQUEST_INVALID,
    4012: Reason.SERVICE_NOT_OFFERED,
    4019: Reason.NUMBER_REFUSED,
}


def state_of(tag: str, subtag: str) -> Tracked:
    return Tracked.RETURNED if subtag in SENT_BACK else TAGS.get(tag, Tracked.UNKNOWN)


def slug_of(carrier: str) -> str:
    """Return AfterShip's name of a carrier; empty lets it find out by the number."""
    told = carrier.strip().lower().replace(" ", "-").replace("_", "-")
    return told if _SLUG.fullmatch(told) else ""


def reason_of(code: int) -> Reason:
    return _REASONS.get(code, Reason.OTHER)


def heard_of(tracking: Mapping[str, Any]) -> tuple[Heard, ...]:
    """Return all that a tracking tells, checkpoint by checkpoint."""
    return tuple(_heard(point) for point in tracking.get("checkpoints") or () if _when(point))


def expected_on(tracking: Mapping[str, Any]) -> date | None:
    """Return the day on which the carrier thinks that it arrives."""
    told = tracking.get("courier_estimated_delivery_date") or {}
    text = str(told.get("estimated_delivery_date") or "")[:10]
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def moment(text: str) -> datetime | None:
    """Return a moment as it is told; without a zone it is taken for UTC."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def _when(point: Mapping[str, Any]) -> datetime | None:
    return moment(str(point.get("checkpoint_time") or ""))


def _heard(point: Mapping[str, Any]) -> Heard:
    tag, subtag = str(point.get("tag") or ""), str(point.get("subtag") or "")
    told = "\0".join(
        str(point.get(name) or "") for name in ("checkpoint_time", "tag", "subtag", "message")
    )
    return Heard(
        key=hashlib.sha256(told.encode()).hexdigest()[:40],
        state=state_of(tag, subtag),
        occurred_at=_when(point) or datetime.min.replace(tzinfo=UTC),
        raw=subtag or tag,
        message=str(point.get("message") or ""),
        place=str(point.get("location") or ""),
    )
