"""A vendor's bills over HTTP: CSV by day, with a hash to check it by, not there before it is."""

from hashlib import sha256
from typing import Any, ClassVar

from tests.twins.base import Twin, route
from tests.twins.wire import Asked, Told, as_json


class BillTwin(Twin):
    """`put` writes a day's bill; without one, a day is not ready."""

    name: ClassVar[str] = "bills"

    def forget(self) -> None:
        self.bills: dict[str, bytes] = {}
        self.gone: set[str] = set()
        self.damaged = False

    def put(self, day: str, *lines: str) -> None:
        """Write a day's bill: `kind,key,reference,amount,currency,fee,at,batch` a line."""
        self.bills[day] = "".join(f"{line}\n" for line in lines).encode()

    @route("GET", "/bills/{day}")
    def bill(self, asked: Asked, day: str) -> Told:
        if day in self.gone:
            return as_json({"error": "expired"}, 410)
        found = self.bills.get(day)
        if found is None:
            return as_json({"error": "not ready"}, 404)
        seal = sha256(found).hexdigest()
        body = found[: len(found) // 2] if self.damaged else found
        return Told(200, body, {"content-type": "text/csv", "x-sha256": seal})

    def do_put(self, day: str, lines: list[str]) -> dict[str, Any]:
        self.put(day, *lines)
        return {"day": day, "lines": len(lines)}
