"""What happens to the words for a product."""

from dataclasses import dataclass

from guildhall.kernel.events import Event, fact


@fact("catalog.copy_changed", subject="product:{code}")
@dataclass(frozen=True, kw_only=True, slots=True)
class CopyChanged(Event):
    """What a site says of a product is another; site 0 is all sites, no language all of them."""

    code: str
    site: int
    locale: str
