"""What speaks to the platform."""

from http import HTTPStatus

import httpx

from guildhall.finance.ports import PlatformAnswer, PlatformOutcome
from guildhall.finance.types import InvoiceCard


class EInvoicePlatform:
    """The port, over HTTP."""

    def __init__(self, url: str) -> None:
        self._url = url

    def file(self, paper: InvoiceCard, *, key: str) -> PlatformAnswer:
        told = {"total": str(paper.row.total.amount), "currency": paper.row.total.currency}
        return self._call("PUT", f"/papers/{key}", told)

    def void(self, paper: InvoiceCard, *, key: str, platform_number: str) -> PlatformAnswer:
        return self._call("POST", f"/papers/{key}/void", {"number": platform_number})

    def _call(self, method: str, path: str, told: dict[str, str]) -> PlatformAnswer:
        try:
            answer = httpx.request(method, f"{self._url}{path}", json=told, timeout=5)
        except httpx.HTTPError:
            return PlatformAnswer(PlatformOutcome.UNKNOWN)
        if answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return PlatformAnswer(PlatformOutcome.UNKNOWN)
        said = answer.json()
        if answer.status_code != HTTPStatus.OK:
            no = PlatformOutcome.REFUSED
            return PlatformAnswer(no, vendor_code=said["code"], told=said["message"])
        return PlatformAnswer(PlatformOutcome.DONE, number=said["number"])
