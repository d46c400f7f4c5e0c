"""What others may see of brands, channels, sites and stores."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class ChannelCard:
    """A way to sell. `hold` is how long unconfirmed stock stays reserved.

    Without a `tax_region`, rates that hold everywhere are taken.
    """

    id: UUID
    code: str
    name: str
    brand: str
    currency: str
    prices_include_tax: bool
    confirms_itself: bool
    hold: timedelta
    time_zone: str
    day_starts: time
    tax_region: str = ""

    @property
    def scopes(self) -> tuple[str, ...]:
        return (f"channel:{self.code}", f"brand:{self.brand}")

    def business_date(self, at: datetime) -> date:
        """Return the business day of a moment, in the channel's zone and with its cut-off."""
        local = at.astimezone(ZoneInfo(self.time_zone))
        start = timedelta(hours=self.day_starts.hour, minutes=self.day_starts.minute)
        return (local.replace(tzinfo=None) - start).date()


@dataclass(frozen=True, slots=True)
class SiteCard:
    """A website: its number is what storefronts call `website_id`."""

    id: UUID
    number: int
    name: str
    locale: str
    channel: ChannelCard


@dataclass(frozen=True, slots=True)
class StoreCard:
    """A shop with a street address."""

    id: UUID
    code: str
    name: str
    city: str
    time_zone: str
