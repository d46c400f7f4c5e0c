"""A bridge to a platform for e-invoices, asked through the hub."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.conf import settings

from guildhall.finance.ports import PlatformAnswer, PlatformOutcome
from guildhall.finance.types import InvoiceCard, PlatformAccess
from integrations.einvoice.rules import document_of
from integrations.hub.client import Call, Heard, Unheard, client

LATER = (HTTPStatus.CONFLICT, HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.REQUEST_TIMEOUT)
UNKNOWN = PlatformAnswer(PlatformOutcome.UNKNOWN)


class EInvoiceGateway:
    """Asks the bridge of a legal entity, or the one of the whole installation."""

    code = "einvoice"

    def file(self, access: PlatformAccess, paper: InvoiceCard, *, key: str) -> PlatformAnswer:
        return _ask(access, "PUT", f"/papers/{key}", told=document_of(paper))

    def void(self, access: PlatformAccess, *, key: str, platform_number: str) -> PlatformAnswer:
        return _ask(access, "POST", f"/papers/{key}/void", told={"number": platform_number})


def _ask(
    access: PlatformAccess, method: str, path: str, *, told: Mapping[str, Any]
) -> PlatformAnswer:
    base = settings.PROVIDER_URLS.get(EInvoiceGateway.code, access.url.rstrip("/"))
    if not base:
        return PlatformAnswer(PlatformOutcome.REFUSED, vendor_code="no_address")
    headers = {"authorization": f"Bearer {access.key}", "content-type": "application/json"}
    call = Call(method, f"{base}{path}", headers, json.dumps(told).encode(), repeatable=True)
    try:
        return _read(client.ask(call))
    except Unheard:
        return UNKNOWN


def _read(heard: Heard) -> PlatformAnswer:
    """Return what an answer means. Raises Unheard where it is none."""
    if heard.broken or heard.status in LATER:
        return UNKNOWN
    if heard.status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        return PlatformAnswer(PlatformOutcome.REFUSED, vendor_code="key_refused")
    said = heard.json()
    if not isinstance(said, dict):
        return UNKNOWN
    if heard.status != HTTPStatus.OK:
        code, words = str(said.get("code") or heard.status), str(said.get("message") or "")
        return PlatformAnswer(PlatformOutcome.REFUSED, vendor_code=code, told=words)
    url = str(said.get("url") or "")
    return PlatformAnswer(
        PlatformOutcome.DONE,
        number=str(said.get("number") or ""),
        url=url if url.startswith("https://") else "",
    )
