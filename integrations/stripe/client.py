"""Stripe, asked with its own library, whose requests go out through the hub."""

from collections.abc import Iterator, Mapping
from typing import Any

import stripe

from guildhall.payments.states import Outcome, Reason
from guildhall.payments.types import Account, Answer
from integrations.hub.client import Call, Unheard, client
from integrations.stripe.rules import reason_of

# Nobody measures how fast our calls are.
stripe.enable_telemetry = False
LIVE = "https://api.stripe.com"
LONGEST_WORD = 80
# What Stripe repeats a 500 with: https://docs.stripe.com/api/idempotent_requests.
REPLAYED = "idempotent-replayed"


class _Hub(stripe.HTTPClient):
    """The library's own door for other HTTP clients; its headers are told by lowercase name."""

    name = "hub"

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self._seconds = seconds

    def request(  # noqa: PLR0917 - the library's signature
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        post_data: Any = None,
        **_usage: Any,
    ) -> tuple[str, int, Mapping[str, str]]:
        named = dict(headers or {})
        call = Call(
            method.upper(),
            url,
            named,
            (post_data or "").encode(),
            seconds=self._seconds,
            repeatable=method.lower() == "get" or "Idempotency-Key" in named,
        )
        try:
            heard = client.ask(call)
        except Unheard as error:
            raise stripe.APIConnectionError(str(error)) from error  # type: ignore[no-untyped-call]
        return heard.body.decode("utf-8", "replace"), heard.status, heard.headers

    def close(self) -> None:
        """Leave the connections open: they are the process's."""


def ask(account: Account) -> Any:
    """Return Stripe's services for one call, in the account's name.

    Typed as Any: what is wanted of the answers is their plain dictionaries.
    """
    return stripe.StripeClient(
        account.secrets["secret_key"],
        base_addresses={"api": account.base_url or LIVE},
        http_client=_Hub(account.timeout),
        max_network_retries=0,
    ).v1


def every(found: Any) -> Iterator[dict[str, Any]]:
    """Yield a list's objects page by page, as plain dictionaries."""
    for each in found.auto_paging_iter():
        yield each.to_dict()


def error_of(error: stripe.StripeError) -> dict[str, Any]:
    """Return Stripe's own error, as it was told."""
    body = error.json_body if isinstance(error.json_body, dict) else {}
    told = body.get("error")
    return told if isinstance(told, dict) else {}


def is_replayed_fault(error: stripe.StripeError) -> bool:
    """Return whether this 500 is an old one, kept under its key: it ended, whatever it did."""
    return (error.http_status or 0) >= 500 and (error.headers or {}).get(REPLAYED) == "true"


def answer_to(error: stripe.StripeError) -> Answer:
    """Return what an error means: a no, or that nobody knows."""
    status, told = error.http_status or 0, error_of(error)
    word = str(told.get("code") or told.get("type") or error.http_status or "unheard")
    if status == 429:
        return Answer(
            Outcome.UNKNOWN, reason=Reason.TOO_MANY_CALLS, vendor_code=word[:LONGEST_WORD]
        )
    # The same key with other words, or twice at once: what it did the first time has to be asked.
    unsure = status == 409 or told.get("type") == "idempotency_error"
    if isinstance(error, stripe.APIConnectionError) or not told or status >= 500 or unsure:
        return Answer(Outcome.UNKNOWN, vendor_code=word[:LONGEST_WORD])
    reason, word = reason_of(told, status)
    intent = told.get("payment_intent") or {}
    return Answer(
        Outcome.REFUSED,
        str(intent.get("id", "")),
        reason=reason,
        vendor_code=word[:LONGEST_WORD],
    )
