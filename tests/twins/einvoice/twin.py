"""A platform that takes papers in, once per key, and voids them."""

from typing import Any, ClassVar

from tests.twins.base import Twin, route
from tests.twins.wire import Asked, Told, as_json

KEY = "einvoice-key"


class EInvoiceTwin(Twin):
    name: ClassVar[str] = "einvoice"

    def forget(self) -> None:
        self.papers: dict[str, dict[str, Any]] = {}
        self.refuses = ""

    def admit(self, asked: Asked) -> Told | None:
        if asked.headers.get("authorization") == f"Bearer {KEY}":
            return None
        return as_json({"code": "key", "message": "unknown key"}, 401)

    @route("PUT", "/papers/{key}")
    def file(self, asked: Asked, key: str) -> Told:
        if self.refuses:
            return as_json({"code": self.refuses, "message": "not taken"}, 422)
        if key not in self.papers:
            number = f"2531{len(self.papers) + 1:016d}"
            self.papers[key] = {"number": number, "state": "issued", "paper": asked.json}
        return as_json(self.papers[key])

    @route("POST", "/papers/{key}/void")
    def void(self, asked: Asked, key: str) -> Told:
        if self.refuses:
            return as_json({"code": self.refuses, "message": "month is closed"}, 422)
        self.papers[key]["state"] = "voided"
        return as_json(self.papers[key])
