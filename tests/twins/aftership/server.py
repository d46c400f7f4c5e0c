"""AfterShip's tracking API: https://www.aftership.com/docs/tracking/2025-01."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import uuid4 as some_id  # noqa: TID251 - a vendor makes ids of its own

from tests.twins.base import Twin, route
from tests.twins.notices import Notification
from tests.twins.wire import Asked, Told, as_json

KEY = "asat_twin"
SECRET = "whsec_aftership_twin"
AT = "/tracking/2025-01"


class AfterShipTwin(Twin):
    """Follows trackings, and tells of their checkpoints."""

    name: ClassVar[str] = "aftership"

    def forget(self) -> None:
        self.trackings: dict[str, dict[str, Any]] = {}
        self.callback = ""

    def admit(self, asked: Asked) -> Told | None:
        if asked.headers.get("as-api-key") == KEY:
            return None
        return self._no(401, "The API key is invalid.", status=401)

    @route("POST", f"{AT}/trackings")
    def create(self, asked: Asked) -> Told:
        told = asked.json
        number, slug = told.get("tracking_number", ""), told.get("slug", "sf-express")
        if not number or " " in number:
            return self._no(4005, "The value of `tracking_number` is invalid.")
        for found in self.trackings.values():
            if (found["tracking_number"], found["slug"]) == (number, slug):
                return self._no(4003, "Tracking already exists.", data={"id": found["id"]})
        made = {
            "id": some_id().hex,
            "tracking_number": number,
            "slug": slug,
            "tag": "Pending",
            "subtag": "Pending_001",
            "order_id": told.get("order_id"),
            "checkpoints": [],
        }
        self.trackings[made["id"]] = made
        return as_json({"meta": {"code": 201}, "data": made}, 201)

    @route("GET", f"{AT}/couriers")
    def list_carriers(self, asked: Asked) -> Told:
        return as_json({"meta": {"code": 200}, "data": {"total": 0, "couriers": []}})

    @route("GET", f"{AT}/trackings/{{id}}")
    def get(self, asked: Asked, id: str) -> Told:  # noqa: A002 - the path's word
        found = self.trackings.get(id)
        if found is None:
            return self._no(4004, "Tracking does not exist.", status=404)
        return as_json({"meta": {"code": 200}, "data": found})

    @route("GET", f"{AT}/trackings")
    def find(self, asked: Asked) -> Told:
        wanted = asked.query.get("tracking_numbers", "").split(",")
        found = [each for each in self.trackings.values() if each["tracking_number"] in wanted]
        return as_json({"meta": {"code": 200}, "data": {"trackings": found}})

    def do_move(self, number: str, tag: str, at: str, subtag: str = "") -> dict[str, Any]:
        """Let a carrier say something of a number, and tell who wants to hear."""
        found = next(e for e in self.trackings.values() if e["tracking_number"] == number)
        is_first = all(point["tag"] != tag for point in found["checkpoints"])
        point = {
            "checkpoint_time": at,
            "tag": tag,
            "subtag": subtag or f"{tag}_001",
            "message": tag,
            "location": "Shenzhen",
        }
        found["checkpoints"].append(point)
        found["tag"], found["subtag"] = tag, point["subtag"]
        event = {
            "ts": 1_763_000_000,
            "event": "tracking_update",
            "event_id": str(some_id()),
            "is_tracking_first_tag": is_first,
            "msg": json.loads(json.dumps(found)),
        }
        if self.callback:
            self.notify(
                Notification(self.callback, lambda forged: self.signed(event, forged=forged))
            )
        return event

    def signed(self, event: Mapping[str, Any], *, forged: bool) -> tuple[Mapping[str, str], bytes]:
        """Return the headers and the body of a notification."""
        body = json.dumps(event).encode()
        secret = b"somebody else's" if forged else SECRET.encode()
        digest = hmac.new(secret, body, hashlib.sha256).digest()
        headers = {
            "content-type": "application/json",
            "aftership-hmac-sha256": base64.b64encode(digest).decode(),
        }
        return headers, body

    def _no(self, code: int, message: str, *, status: int = 400, data: Any = None) -> Told:
        return as_json({"meta": {"code": code, "message": message}, "data": data or {}}, status)
