"""Stripe's API: keys, idempotency and errors around what the other files do.

https://docs.stripe.com/api/idempotent_requests, https://docs.stripe.com/api/errors.
"""

from tests.twins.stripe.forms import Refused
from tests.twins.stripe.refunds import Refunds
from tests.twins.wire import Asked, Told, as_json


def _no(status: int, message: str, *, kind: str = "invalid_request_error", code: str = "") -> Told:
    error = {"type": kind, "message": message} | ({"code": code} if code else {})
    return as_json({"error": error}, status)


EXPIRED_KEY = "sk_test_expired"
LIMITED_KEY = "sk_test_limited"
RESTRICTED_KEY = "rk_test_reads"
KEYS = {
    EXPIRED_KEY: _no(401, "Expired API Key provided.", code="api_key_expired"),
    LIMITED_KEY: _no(429, "Too many requests.", code="rate_limit"),
    RESTRICTED_KEY: _no(403, "The provided key does not have the required permissions."),
}
type Kept = tuple[str, bytes, Told]


class StripeTwin(Refunds):
    """A double of Stripe."""

    def forget(self) -> None:
        super().forget()
        self.kept: dict[str, Kept] = {}
        self.flying: set[str] = set()

    def admit(self, asked: Asked) -> Told | None:
        key = asked.headers.get("authorization", "").removeprefix("Bearer ")
        if asked.path.startswith("/authenticate/"):
            return None
        no = KEYS.get(key)
        if no is None and not key.startswith(("sk_test_", "rk_test_")):
            no = _no(401, "Invalid API Key provided.")
        return None if key == RESTRICTED_KEY and asked.method == "GET" else no

    def answer(self, asked: Asked) -> Told:
        """Answer, unless the same key is being answered right now."""
        key = asked.headers.get("idempotency-key", "")
        with self.lock:
            if key in self.flying:
                message = "There is currently another in-progress request using this key."
                return _no(409, message, kind="idempotency_error", code="idempotency_key_in_use")
            if key:
                self.flying.add(key)
        try:
            return super().answer(asked)
        finally:
            self.flying.discard(key)

    def respond(self, asked: Asked) -> Told:
        key = asked.headers.get("idempotency-key", "")
        no = self.admit(asked)
        if no is not None:
            return no
        if key in self.kept and asked.method == "POST":
            path, body, told = self.kept[key]
            if (path, body) != (asked.path, asked.body):
                message = "Keys for idempotent requests can only be used with the same parameters."
                return _no(400, message, kind="idempotency_error")
            return Told(told.status, told.body, {**told.headers, "idempotent-replayed": "true"})
        try:
            told, kept = super().respond(asked), True
        except Refused as no_:
            told, kept = no_.told(), no_.kept
        if key and kept:
            self.kept[key] = (asked.path, asked.body, told)
        return told

    def broken(self, asked: Asked) -> Told:
        return _no(500, "An unknown error occurred", kind="api_error")

    def failed(self, asked: Asked, told: Told) -> None:
        """Keep a 500 as well: whoever repeats the call gets it again."""
        if key := asked.headers.get("idempotency-key"):
            self.kept[key] = (asked.path, asked.body, told)

    def missing(self, asked: Asked) -> Told:
        return _no(404, f"Unrecognized request URL ({asked.method}: {asked.path}).")

    def seal(self, asked: Asked, told: Told) -> Told:
        headers = {"request-id": f"req_{len(self.heard)}", **told.headers}
        return Told(told.status, told.body, headers)
