"""What the books ask of platforms for e-invoices: 发票, Peppol and the like."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from guildhall.finance.errors import PlatformNotBound
from guildhall.finance.types import InvoiceCard, PlatformAccess


class PlatformOutcome(StrEnum):
    """What a platform answered. `unknown`: it was sent, and nobody heard the answer."""

    DONE = "done"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class PlatformAnswer:
    """What a platform made of a paper: its own number of it, and where the paper can be seen."""

    outcome: PlatformOutcome
    number: str = ""
    url: str = ""
    vendor_code: str = ""
    told: str = ""


class TaxPlatform(Protocol):
    """Takes papers in. Calls the network: never within a transaction.

    `key` is ours, one for each paper: the same key again files nothing twice, and tells what
    became of it.
    """

    def file(self, access: PlatformAccess, paper: InvoiceCard, *, key: str) -> PlatformAnswer: ...

    def void(
        self, access: PlatformAccess, *, key: str, platform_number: str
    ) -> PlatformAnswer: ...


_bound: dict[str, TaxPlatform] = {}


def bind_platforms(platforms: Mapping[str, TaxPlatform]) -> None:
    """Say who takes papers in. Called once, by the composition root."""
    _bound.clear()
    _bound.update(platforms)


def platform(code: str) -> TaxPlatform:
    """Return the adapter of a platform. Refuses with PlatformNotBound."""
    found = _bound.get(code)
    if found is None:
        raise PlatformNotBound(platform=code)
    return found


def platforms() -> tuple[str, ...]:
    return tuple(sorted(_bound))
