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

    def do_make(self, day: str, lines: int, odd: int) -> dict[str, Any]:
        """Write a bill of a busy day: of every `odd` lines one is a cent off, one a stranger's."""
        noon = f"{day}T12:00:00+00:00"
        self.put(day, *(_made(n, odd, noon) for n in range(1, lines + 1)))
        return {"day": day, "lines": lines}

    def do_put(self, day: str, lines: list[str]) -> dict[str, Any]:
        self.put(day, *lines)
        return {"day": day, "lines": len(lines)}


def _made(n: int, odd: int, at: str) -> str:
    amount = "12.31" if n % odd == 1 else "12.30"
    stranger = "x" if n % odd == 2 else ""
    return f"charge,{n:032x},{stranger}42000{n:023d},{amount},CNY,0.07,{at},B1"
