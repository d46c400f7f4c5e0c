"""What happens to the shape of the company."""

from dataclasses import dataclass

from guildhall.kernel.events import Event, fact


@fact("channel.opened", subject="channel:{code}")
@dataclass(frozen=True, kw_only=True, slots=True)
class ChannelOpened(Event):
    code: str
    brand: str
    currency: str


@fact("channel.policy_set", subject="channel:{code}")
@dataclass(frozen=True, kw_only=True, slots=True)
class ChannelPolicySet(Event):
    code: str


@fact("channel.tax_set", subject="channel:{code}")
@dataclass(frozen=True, kw_only=True, slots=True)
class ChannelTaxSet(Event):
    code: str
    region: str


@fact("site.opened", subject="site:{number}")
@dataclass(frozen=True, kw_only=True, slots=True)
class SiteOpened(Event):
    number: int
    channel: str


@fact("store.opened", subject="store:{code}")
@dataclass(frozen=True, kw_only=True, slots=True)
class StoreOpened(Event):
    code: str
    city: str
