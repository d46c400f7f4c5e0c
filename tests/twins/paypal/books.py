"""What PayPal remembers, how it says no, and what it tells.

https://developer.paypal.com/api/rest/responses, https://developer.paypal.com/api/rest/webhooks/rest.
"""

import base64
import json
import zlib
from datetime import datetime, timedelta
from typing import Any, ClassVar

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from tests.twins.base import Twin, route
from tests.twins.notices import Notification
from tests.twins.wire import Asked, Told, as_json

type Thing = dict[str, Any]
CERT = "CERT-twin"
# The keys of a vendor take a second to make: one pair serves all twins of the process.
_KEYS: dict[str, rsa.RSAPrivateKey] = {}
STATUSES = {"UNPROCESSABLE_ENTITY": 422, "RESOURCE_NOT_FOUND": 404, "INVALID_REQUEST": 400}


class Refused(Exception):
    """An error of PayPal's, by its issue."""

    def __init__(self, issue: str, *, name: str = "UNPROCESSABLE_ENTITY", **more: Any) -> None:
        super().__init__(issue)
        self.issue, self.name, self.more = issue, name, more

    def told(self) -> Told:
        body = {
            "name": self.name,
            "message": "The requested action could not be performed.",
            "debug_id": "twin",
            "details": [{"issue": self.issue, "description": self.issue.lower()}],
            **self.more,
        }
        return as_json(body, STATUSES[self.name])


def key_named(name: str) -> rsa.RSAPrivateKey:
    if name not in _KEYS:
        _KEYS[name] = rsa.generate_private_key(public_exponent=65_537, key_size=2048)
    return _KEYS[name]


class Books(Twin):
    """Orders with all that belongs to them, and events."""

    name: ClassVar[str] = "paypal"

    def forget(self) -> None:
        self.orders: dict[str, Thing] = {}
        self.numbers = 0
        self.moved: list[Thing] = []
        self.invoices: set[str] = set()
        self.listeners: list[tuple[str, str]] = []
        # The next call that changes something is refused so.
        self.refuses = ""

    # --- objects -----------------------------------------------------------------------------

    def number(self) -> str:
        self.numbers += 1
        return f"TWIN{self.numbers:013d}"

    def stamp(self, **ahead: int) -> str:
        return (self.now() + timedelta(**ahead)).strftime("%Y-%m-%dT%H:%M:%SZ")

    def order(self, key: str) -> Thing:
        if key not in self.orders:
            raise Refused("INVALID_RESOURCE_ID", name="RESOURCE_NOT_FOUND")
        return self.orders[key]

    def part(self, kind: str, key: str) -> tuple[Thing, Thing]:
        """Return an order and its authorization, capture or refund of an id."""
        for order in self.orders.values():
            for each in self.payments(order)[kind]:
                if each["id"] == key:
                    return order, each
        raise Refused("INVALID_RESOURCE_ID", name="RESOURCE_NOT_FOUND")

    def payments(self, order: Thing) -> dict[str, list[Thing]]:
        kinds: dict[str, list[Thing]] = {"authorizations": [], "captures": [], "refunds": []}
        found: dict[str, list[Thing]] = order["purchase_units"][0].setdefault("payments", kinds)
        return found

    def invoice(self, number: str | None) -> None:
        """Refuse a number that was used before: https://developer.paypal.com/docs/reports."""
        if number and number in self.invoices:
            raise Refused("DUPLICATE_INVOICE_ID")
        if number:
            self.invoices.add(number)

    def book(self, code: str, part: Thing, *, sign: int, fee: str = "") -> None:
        """Write a transaction as the search will find it."""
        amount = part["amount"]
        told = {
            "transaction_id": part["id"],
            "transaction_event_code": code,
            "transaction_initiation_date": self.stamp(),
            "transaction_status": "S",
            "transaction_amount": {
                **amount,
                "value": f"{'-' if sign < 0 else ''}{amount['value']}",
            },
            "invoice_id": part.get("invoice_id", ""),
            "custom_field": part.get("custom_id", ""),
        }
        if fee:
            told["fee_amount"] = {**amount, "value": f"-{fee}"}
        self.moved.append({"transaction_info": told})

    # --- events ------------------------------------------------------------------------------

    def do_listen(self, url: str, webhook: str = "WH-TWIN") -> Thing:
        self.listeners.append((url, webhook))
        return {"id": webhook}

    def happen(self, kind: str, thing: Thing, resource: str) -> None:
        event = {
            "id": f"WH-{self.number()}",
            "create_time": self.stamp(),
            "event_type": kind,
            "resource_type": resource,
            "resource": thing,
        }
        body = json.dumps(event).encode()
        for url, webhook in self.listeners:
            self.notify(Notification(url, _Signed(self, body, webhook)))

    @route("GET", "/v1/notifications/certs/{name}")
    def certificate(self, asked: Asked, name: str) -> Told:
        """Answer with the certificate whose key signs: self-signed here."""
        key = key_named(name)
        subject = x509.Name(
            [x509.NameAttribute(NameOID.COMMON_NAME, "messageverificationcerts.paypal.com")]
        )
        cert = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(subject)
            .public_key(key.public_key())
            .serial_number(1)
            .not_valid_before(datetime(2020, 1, 1))  # noqa: DTZ001 - the builder takes naive UTC
            .not_valid_after(datetime(2040, 1, 1))  # noqa: DTZ001
            .sign(key, SHA256())
        )
        return Told(200, cert.public_bytes(Encoding.PEM), {"content-type": "text/plain"})


class _Signed:
    def __init__(self, twin: Books, body: bytes, webhook: str) -> None:
        self._twin, self._body, self._webhook = twin, body, webhook

    def __call__(self, forged: bool) -> tuple[dict[str, str], bytes]:  # noqa: FBT001 - Outbox asks
        told, at = self._twin.number(), self._twin.stamp()
        signed = f"{told}|{at}|{self._webhook}|{zlib.crc32(self._body)}".encode()
        key = key_named("a stranger" if forged else CERT)
        signature = key.sign(signed, PKCS1v15(), SHA256())
        headers = {
            "paypal-auth-algo": "SHA256withRSA",
            "paypal-cert-url": f"{self._twin.url}/v1/notifications/certs/{CERT}",
            "paypal-transmission-id": told,
            "paypal-transmission-time": at,
            "paypal-transmission-sig": base64.b64encode(signature).decode(),
            "content-type": "application/json",
        }
        return headers, self._body
