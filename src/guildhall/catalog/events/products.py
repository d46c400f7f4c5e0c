"""What happens to products."""

from dataclasses import dataclass

from guildhall.kernel.events import Event, fact


@fact("catalog.products_taken", subject="channel:{channel}")
@dataclass(frozen=True, kw_only=True, slots=True)
class ProductsTaken(Event):
    """A batch of products was added or changed on a channel."""

    channel: str
    count: int
    first_sku: str
    last_sku: str
