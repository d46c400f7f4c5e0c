"""What happens to prices and costs."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from guildhall.kernel.events import Event, fact


@fact("catalog.price_changed", subject="sku:{sku}")
@dataclass(frozen=True, kw_only=True, slots=True)
class PriceChanged(Event):
    """A variant costs something else; `price_list` is empty for the channel's own price."""

    sku: str
    channel: str
    currency: str
    amount: str
    price_list: str = ""
    min_quantity: str = ""
    valid_from: datetime | None = None


@fact("catalog.price_ended", subject="sku:{sku}")
@dataclass(frozen=True, kw_only=True, slots=True)
class PriceEnded(Event):
    """A list, or the channel, has no price of a variant any more."""

    sku: str
    channel: str
    currency: str
    price_list: str
    min_quantity: str


@fact("catalog.prices_noted", subject="channel:{channel}")
@dataclass(frozen=True, kw_only=True, slots=True)
class PricesNoted(Event):
    """A batch of prices of a channel was brought up to date."""

    channel: str
    count: int
    source: str
    reference: str


@fact("catalog.costs_noted", subject="costs")
@dataclass(frozen=True, kw_only=True, slots=True)
class CostsNoted(Event):
    """So many variants cost us something else than before."""

    count: int


@fact("catalog.price_list_made", subject="price_list:{code}")
@dataclass(frozen=True, kw_only=True, slots=True)
class PriceListMade(Event):
    code: str
    channel: str
    currency: str


@fact("catalog.price_list_changed", subject="price_list:{code}")
@dataclass(frozen=True, kw_only=True, slots=True)
class PriceListChanged(Event):
    code: str


@fact("catalog.strategy_kept", subject="price_strategy:{code}")
@dataclass(frozen=True, kw_only=True, slots=True)
class StrategyKept(Event):
    """How prices of a list are made was said, or said anew."""

    code: str
    price_list: str
    version: int


@fact("catalog.prices_proposed", subject="price_proposal:{proposal}")
@dataclass(frozen=True, kw_only=True, slots=True)
class PricesProposed(Event):
    """A strategy worked out prices that differ from those in force. Nothing costs more yet."""

    proposal: UUID
    price_list: str
    strategy: str
    lines: int


@fact("catalog.proposal_applied", subject="price_proposal:{proposal}")
@dataclass(frozen=True, kw_only=True, slots=True)
class ProposalApplied(Event):
    """Prices of a proposal were written; those changed meanwhile were left out."""

    proposal: UUID
    price_list: str
    written: int
    left_out: int


@fact("catalog.proposal_dropped", subject="price_proposal:{proposal}")
@dataclass(frozen=True, kw_only=True, slots=True)
class ProposalDropped(Event):
    proposal: UUID
    price_list: str
