"""PayPal's API: tokens, request ids and errors around what the other files do.

https://developer.paypal.com/api/rest/authentication, https://developer.paypal.com/api/rest/reference/idempotency.
"""

import base64

from tests.twins.base import route
from tests.twins.paypal.books import Refused
from tests.twins.paypal.payments import Payments
from tests.twins.wire import Asked, Told, as_json

CLIENT, SECRET = "client-twin", "secret-twin"
LASTS = 32_400
OPEN = ("/v1/oauth2/token", "/checkoutnow", "/v1/notifications/certs/")


class PayPalTwin(Payments):
    """A double of PayPal."""

    def forget(self) -> None:
        super().forget()
        self.kept: dict[tuple[str, str], Told] = {}
        self.flying: set[str] = set()
        self.tokens: set[str] = set()

    def admit(self, asked: Asked) -> Told | None:
        if asked.path.startswith(OPEN):
            return None
        token = asked.headers.get("authorization", "").removeprefix("Bearer ")
        if token in self.tokens:
            return None
        body = {
            "name": "AUTHENTICATION_FAILURE",
            "message": "Authentication failed.",
            "details": [],
        }
        return as_json(body, 401)

    @route("POST", "/v1/oauth2/token")
    def token(self, asked: Asked) -> Told:
        pair = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if asked.headers.get("authorization") != f"Basic {pair}":
            body = {"error": "invalid_client", "error_description": "Client Authentication failed"}
            return as_json(body, 401)
        token = f"A21AA{self.number()}"
        self.tokens.add(token)
        return as_json({"access_token": token, "token_type": "Bearer", "expires_in": LASTS})

    def answer(self, asked: Asked) -> Told:
        """Answer, unless the same request id is being answered right now."""
        key = asked.headers.get("paypal-request-id", "")
        with self.lock:
            if key in self.flying:
                return Refused("PREVIOUS_REQUEST_IN_PROGRESS").told()
            if key:
                self.flying.add(key)
        try:
            return super().answer(asked)
        finally:
            self.flying.discard(key)

    def respond(self, asked: Asked) -> Told:
        """Answer a request id that was answered before as it was answered then."""
        name = (asked.path, asked.headers.get("paypal-request-id", ""))
        no = self.admit(asked)
        if no is not None:
            return no
        if name[1] and name in self.kept:
            return self.kept[name]
        changes = asked.method != "GET" and not asked.path.startswith(OPEN)
        if changes and self.refuses:
            issue, self.refuses = self.refuses, ""
            return Refused(issue).told()
        try:
            told = super().respond(asked)
        except Refused as refused:
            return refused.told()
        if name[1]:
            self.kept[name] = told
        return told

    def broken(self, asked: Asked) -> Told:
        return as_json({"name": "INTERNAL_SERVER_ERROR", "message": "An error occurred."}, 500)

    def missing(self, asked: Asked) -> Told:
        return as_json({"name": "RESOURCE_NOT_FOUND", "message": "Not found.", "details": []}, 404)

    def seal(self, asked: Asked, told: Told) -> Told:
        return Told(told.status, told.body, {"paypal-debug-id": "twin", **told.headers})
