"""Where products are shown."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ListingCard:
    """Whether a product is shown on a channel. Without a listing its price alone decides.

    `variants_priced`: how many of its variants have a price there; without one, nothing shows.
    """

    channel: str
    name: str
    is_listed: bool
    is_published: bool
    published_from: datetime | None
    variants_priced: int
    scopes: tuple[str, ...]

    def version_at(self, at: datetime) -> str:
        """Return the name of what is to be seen of it at a moment."""
        begins = f"{self.published_from.timestamp():.6f}" if self.published_from else ""
        shown = "shown" if self.is_shown(at) else "hidden"
        return f"{self.channel}-{self.is_published:d}-{begins}-{self.variants_priced}-{shown}"

    def is_shown(self, at: datetime) -> bool:
        opened = self.published_from is None or self.published_from <= at
        return self.is_published and opened and self.variants_priced > 0
