"""What others may see of the names that channels have for variants."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from guildhall.catalog.states import Likeness, LinkState


def version_of_link(updated_at: datetime) -> str:
    """Return the version of what changed last at a moment, as its ETag names it."""
    return f"{updated_at.timestamp():.6f}"


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of time from a moment on; without an end it goes on."""

    start: datetime
    end: datetime | None = None

    def covers(self, at: datetime) -> bool:
        return self.start <= at and (self.end is None or at < self.end)


@dataclass(frozen=True, slots=True)
class NewLink:
    """What a channel calls a variant. Without a window: whenever nothing else is called so."""

    external_sku: str
    storefront: str = ""
    external_product_id: str = ""
    external_variant_id: str = ""
    title: str = ""
    valid_from: datetime | None = None
    valid_to: datetime | None = None


@dataclass(frozen=True, slots=True)
class MetSku:
    """A channel's SKU as an order or a listing showed it, and for which moment it was asked."""

    external_sku: str
    storefront: str = ""
    title: str = ""
    barcode: str = ""
    external_product_id: str = ""
    external_variant_id: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class LinkedVariant:
    """Which variant a channel's SKU means. One that is not sold any more is told, too."""

    external_sku: str
    variant_id: UUID
    sku: str
    is_sold: bool


@dataclass(frozen=True, slots=True)
class LinkCard:
    """One link between a channel's SKU and a variant, in force, ended or taken away."""

    id: UUID
    channel: str
    storefront: str
    external_sku: str
    external_product_id: str
    external_variant_id: str
    title: str
    sku: str
    variant_title: str
    state: LinkState
    window: Window
    linked_by: str
    updated_at: datetime
    scopes: tuple[str, ...] = ()

    @property
    def version(self) -> str:
        return version_of_link(self.updated_at)


@dataclass(frozen=True, slots=True)
class UnmatchedCard:
    """A channel's SKU that means nothing yet, and how often it was met.

    `was_linked`: somebody took its link away, or ended it, and no sync gives it another.
    """

    id: UUID
    channel: str
    storefront: str
    external_sku: str
    title: str
    barcode: str
    times: int
    first_seen_at: datetime
    last_seen_at: datetime
    is_aside: bool
    was_linked: bool


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A variant that an unmatched SKU could mean, and what speaks for it."""

    variant_id: UUID
    sku: str
    title: str
    because: Likeness


@dataclass(frozen=True, slots=True)
class LinkCounts:
    """How many SKUs of a channel are linked, taken away, waiting for somebody, set aside."""

    channel: str
    name: str
    linked: int = 0
    unlinked: int = 0
    unmatched: int = 0
    aside: int = 0


@dataclass(frozen=True, slots=True)
class LinkFilter:
    """What a list of links shows. Empty fields do not narrow it."""

    channel: str = ""
    text: str = ""
    sku: str = ""
    state: LinkState | None = None
    updated_since: datetime | None = None
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UnmatchedFilter:
    """What a list of unmatched SKUs shows."""

    channel: str = ""
    text: str = ""
    aside: bool = False
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LinkOutcome:
    """What a sync, or linking all by SKU, did: `kept_away` was linked once and is not again."""

    linked: int = 0
    known: int = 0
    kept_away: int = 0
    unmatched: int = 0


@dataclass(frozen=True, slots=True)
class LinkPlan:
    """What is to be done with the SKUs that a channel shows, by what is known of each."""

    known: list[MetSku] = field(default_factory=list)
    new: list[MetSku] = field(default_factory=list)
    kept_away: list[MetSku] = field(default_factory=list)
    unmatched: list[MetSku] = field(default_factory=list)
