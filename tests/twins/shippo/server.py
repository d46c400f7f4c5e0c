"""Shippo's REST API of 2018-02-08: https://docs.goshippo.com/api-reference.

Documented, and so here: `ShippoToken` in the header; a shipment answers its rates at once; a
transaction buys a rate and may be QUEUED; there are no idempotency keys, so to buy twice is to pay
twice; transactions are listed by rate; refunds are asked for; 429 beyond the limit of a minute.
"""

from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import uuid4 as some_id  # noqa: TID251 - a vendor makes ids of its own

from tests.twins.base import Twin, route
from tests.twins.shippo.telling import TOKEN, tell
from tests.twins.wire import Asked, Told, as_json

KEY = "shippo_test_twin"
NEEDED = ("name", "street1", "city", "country")
SERVICES = (
    ("USPS", "usps_priority", "Priority Mail", "7.90", 2),
    ("USPS", "usps_ground_advantage", "Ground Advantage", "5.50", 4),
    ("UPS", "ups_ground", "Ground", "9.10", 3),
)
NUMBERS = {"USPS": "92055901755477000", "UPS": "1Z999AA10123"}
KEPT = timedelta(days=7)
# Addresses and weights with which a carrier says no, as its test mode would.
NO_SUCH_STREET = "0 Nowhere"
HEAVIEST = 31_000
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 0/Kids[]>>\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"  # noqa: E501 - as short as one can be

type Object = dict[str, Any]


class ShippoTwin(Twin):
    """Quotes, sells and takes back labels, and tells of parcels."""

    name: ClassVar[str] = "shippo"

    def forget(self) -> None:
        self.rates: dict[str, Object] = {}
        self.made_at: dict[str, datetime] = {}
        self.transactions: dict[str, Object] = {}
        self.refunds: dict[str, Object] = {}
        self.tracks: dict[tuple[str, str], Object] = {}
        self.callback = ""
        # How many answers more are 429, how many labels more are queued, and what buying says.
        self.busy = 0
        self.queued = 0
        self.refusal = ""
        self.lost_labels = 0

    def admit(self, asked: Asked) -> Told | None:
        if asked.path.startswith("/labels/"):
            return None
        if asked.headers.get("authorization") != f"ShippoToken {KEY}":
            return as_json({"detail": "Invalid token"}, 401)
        if self.busy > 0:
            self.busy -= 1
            return as_json({"detail": "Request was throttled."}, 429)
        return None

    def missing(self, asked: Asked) -> Told:
        return as_json({"detail": "Not found."}, 404)

    @route("GET", "/carrier_accounts")
    def list_accounts(self, asked: Asked) -> Told:
        return as_json({"next": None, "previous": None, "results": []})

    @route("POST", "/shipments")
    def quote(self, asked: Asked) -> Told:
        told = asked.json
        for side in ("address_from", "address_to"):
            if empty := [name for name in NEEDED if not told.get(side, {}).get(name)]:
                return as_json(
                    {side: [{name: ["This field is required."]} for name in empty]}, 400
                )
        messages = self._faults_of(told)
        rates = [] if messages else [self._rate(*service) for service in SERVICES]
        made = {"object_id": some_id().hex, "status": "SUCCESS", "rates": rates}
        return as_json({**made, "metadata": told.get("metadata"), "messages": messages}, 201)

    @route("GET", "/rates/{rate}")
    def get_rate(self, asked: Asked, rate: str) -> Told:
        return as_json(self.rates[rate]) if rate in self.rates else self.missing(asked)

    @route("POST", "/transactions")
    def buy(self, asked: Asked) -> Told:
        told = asked.json
        rate = self.rates.get(told.get("rate", ""))
        if rate is None:
            return as_json({"rate": ["Rate with supplied object_id not found."]}, 400)
        made = {
            "object_id": some_id().hex,
            "object_state": "VALID",
            "status": "SUCCESS",
            "rate": rate["object_id"],
            "metadata": told.get("metadata", ""),
            "label_file_type": told.get("label_file_type", "PDF_4x6"),
            "messages": [],
            "test": True,
        }
        if self.refusal or self.now() - self.made_at[rate["object_id"]] > KEPT:
            text = self.refusal or "Rate has expired"
            made |= {"status": "ERROR", "messages": [{"source": "Shippo", "text": text}]}
        elif self.queued > 0:
            self.queued -= 1
            made["status"] = "QUEUED"
        self.transactions[made["object_id"]] = made
        if made["status"] == "SUCCESS":
            self._label(made)
        return as_json(made, 201)

    @route("GET", "/transactions")
    def list_bought(self, asked: Asked) -> Told:
        rate = asked.query.get("rate")
        found = [each for each in self.transactions.values() if rate in (None, each["rate"])]
        return as_json({"next": None, "previous": None, "results": found[::-1]})

    @route("GET", "/transactions/{id}")
    def get_bought(self, asked: Asked, id: str) -> Told:  # noqa: A002 - the path's word
        found = self.transactions.get(id)
        return as_json(found) if found else self.missing(asked)

    @route("GET", "/labels/{name}")
    def get_label(self, asked: Asked, name: str) -> Told:
        if self.lost_labels > 0:
            self.lost_labels -= 1
            return Told(403, b"", {"content-type": "application/xml"})
        return Told(200, PDF, {"content-type": "application/pdf"})

    @route("POST", "/refunds")
    def give_back(self, asked: Asked) -> Told:
        bought = self.transactions.get(asked.json.get("transaction", ""))
        if bought is None or bought["status"] != "SUCCESS":
            return as_json({"transaction": ["Transaction cannot be refunded."]}, 400)
        track = self.tracks.get(self._of(bought), {"tracking_history": []})
        scanned = any(each["status"] != "PRE_TRANSIT" for each in track["tracking_history"])
        status = "ERROR" if scanned else "QUEUED"
        bought["status"] = "REFUNDREJECTED" if scanned else "REFUNDPENDING"
        made = {"object_id": some_id().hex, "status": status, "transaction": bought["object_id"]}
        self.refunds[made["object_id"]] = made
        return as_json(made, 201)

    @route("POST", "/tracks")
    def follow(self, asked: Asked) -> Told:
        told = asked.json
        carrier, number = told.get("carrier", ""), told.get("tracking_number", "")
        if not carrier or not number or " " in number:
            return as_json({"tracking_number": ["Invalid tracking number"]}, 400)
        return as_json(self._track(carrier, number), 201)

    @route("GET", "/tracks/{carrier}/{number}")
    def get_track(self, asked: Asked, carrier: str, number: str) -> Told:
        return as_json(self._track(carrier, number))

    def do_finish(self) -> Object:
        """Let the carriers answer: queued labels are there."""
        for each in self.transactions.values():
            if each["status"] == "QUEUED":
                each["status"] = "SUCCESS"
                self._label(each)
        return {"labels": len(self.transactions)}

    def do_move(self, number: str, status: str, at: str, substatus: str = "") -> Object:
        """Let a carrier say something of a number, and tell who wants to hear."""
        track = next(found for key, found in self.tracks.items() if key[1] == number)
        event = {
            "object_id": some_id().hex,
            "status": status,
            "substatus": {"code": substatus, "text": substatus} if substatus else None,
            "status_details": status.title(),
            "status_date": at,
            "location": {"city": "Chicago", "state": "IL", "zip": "60611", "country": "US"},
        }
        track["tracking_history"].append(event)
        track["tracking_status"] = event
        told = {"event": "track_updated", "test": True, "data": {**track}}
        if self.callback:
            tell(self, f"{self.callback}?token={TOKEN}", told)
        return told

    def _faults_of(self, told: Object) -> list[dict[str, str]]:
        if told["address_to"]["street1"] == NO_SUCH_STREET:
            return [{"source": "USPS", "code": "", "text": "Street address is invalid"}]
        if any(float(each["weight"]) > HEAVIEST for each in told["parcels"]):
            return [{"source": "USPS", "code": "", "text": "Package exceeds maximum weight"}]
        return []

    def _rate(self, provider: str, token: str, name: str, amount: str, days: int) -> Object:
        made = {
            "object_id": some_id().hex,
            "provider": provider,
            "servicelevel": {"token": token, "name": name},
            "amount": amount,
            "currency": "USD",
            "estimated_days": days,
        }
        name_of_it = str(made["object_id"])
        self.rates[name_of_it] = made
        self.made_at[name_of_it] = self.now()
        return made

    def _label(self, bought: Object) -> None:
        rate = self.rates[bought["rate"]]
        number = f"{NUMBERS[rate['provider']]}{len(self.tracks):05d}"
        bought |= {
            "tracking_number": number,
            "tracking_url_provider": f"https://track.example/{number}",
            "label_url": f"{self.url}/labels/{bought['object_id']}.pdf",
        }
        self._track(rate["provider"].lower(), number)["transaction"] = bought["object_id"]

    def _track(self, carrier: str, number: str) -> Object:
        return self.tracks.setdefault(
            (carrier, number),
            {
                "carrier": carrier,
                "tracking_number": number,
                "eta": None,
                "messages": [],
                "tracking_status": None,
                "tracking_history": [],
            },
        )

    def _of(self, bought: Object) -> tuple[str, str]:
        provider = self.rates[bought["rate"]]["provider"]
        return provider.lower(), bought["tracking_number"]
