"""What others may see of brands, channels, sites and stores."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo


def business_date(at: datetime, *, zone: str, starts: time) -> date:
    """Return the business day of a moment, in a zone and with its cut-off.

    A day begins when its clocks first show the cut-off, or have jumped over it, and ends when
    the next one begins: no day comes back in the hour that clocks show twice.
    """
    here = ZoneInfo(zone)
    local = at.astimezone(here)
    day = local.date() if local.time() >= starts else local.date() - timedelta(days=1)
    following = day + timedelta(days=1)
    has_begun = datetime.combine(following, starts, here).astimezone(UTC) <= at
    return following if has_begun else day


@dataclass(frozen=True, slots=True)
class DayClock:
    """By whose clock days are told apart: a store's or a channel's, and from when on."""

    zone: str = "UTC"
    starts: time = time(0)

    def day_of(self, at: datetime) -> date:
        """Return the financial day of a moment."""
        return business_date(at, zone=self.zone, starts=self.starts)


@dataclass(frozen=True, slots=True)
class ChannelCard:
    """A way to sell. `hold` is how long unconfirmed stock stays reserved.

    `unpaid` is how long an order waits for money; None leaves that to `hold`. `late_payment`
    says what becomes of money that comes after: `refund` or `reopen`.
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
    unpaid: timedelta | None = None
    late_payment: str = "refund"

    def day_clock(self, store: "StoreCard | None" = None) -> DayClock:
        """Return by whose clock a sale's day is found: its store's, where it has one."""
        return DayClock(store.time_zone if store else self.time_zone, self.day_starts)

    @property
    def scopes(self) -> tuple[str, ...]:
        return (f"channel:{self.code}", f"brand:{self.brand}")

    def business_date(self, at: datetime) -> date:
        """Return the business day of a moment, in the channel's zone and with its cut-off."""
        return business_date(at, zone=self.time_zone, starts=self.day_starts)


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
