"""What happens to the names that channels have for variants."""

from dataclasses import dataclass
from datetime import datetime

from guildhall.kernel.events import Event, fact


@fact("catalog.sku_linked", subject="sku:{sku}")
@dataclass(frozen=True, kw_only=True, slots=True)
class SkuLinked(Event):
    """A channel's SKU means a variant, for a time."""

    sku: str
    channel: str
    storefront: str
    external_sku: str
    valid_from: datetime
    valid_to: datetime | None


@fact("catalog.skus_linked", subject="channel:{channel}")
@dataclass(frozen=True, kw_only=True, slots=True)
class SkusLinked(Event):
    """Many of a channel's SKUs were linked at once: (storefront, external SKU) of each."""

    channel: str
    links: tuple[tuple[str, str], ...]


@fact("catalog.sku_unlinked", subject="sku:{sku}")
@dataclass(frozen=True, kw_only=True, slots=True)
class SkuUnlinked(Event):
    """Somebody took a link away: it was wrong. No sync makes it again."""

    sku: str
    channel: str
    storefront: str
    external_sku: str


@fact("catalog.sku_link_ended", subject="sku:{sku}")
@dataclass(frozen=True, kw_only=True, slots=True)
class SkuLinkEnded(Event):
    """From a moment on a channel's SKU no longer means a variant; before, it did."""

    sku: str
    channel: str
    storefront: str
    external_sku: str
    valid_to: datetime


@fact("catalog.skus_unmatched", subject="channel:{channel}")
@dataclass(frozen=True, kw_only=True, slots=True)
class SkusUnmatched(Event):
    """SKUs were met for the first time that mean nothing here."""

    channel: str
    count: int
    first: str


@fact("catalog.unmatched_set_aside", subject="channel:{channel}")
@dataclass(frozen=True, kw_only=True, slots=True)
class UnmatchedSetAside(Event):
    """An unmatched SKU is none of ours, and nobody needs to look at it; or somebody does again."""

    channel: str
    storefront: str
    external_sku: str
    aside: bool
