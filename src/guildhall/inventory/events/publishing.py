"""What channels are told of stock, and what they say."""

from dataclasses import dataclass

from guildhall.kernel.events import Event, fact


@fact("inventory.publish_rule_changed", subject="channel:{channel}")
@dataclass(frozen=True, kw_only=True, slots=True)
class PublishRuleChanged(Event):
    """A channel is told another part of its stock; of one variant, where an SKU is named."""

    channel: str
    sku: str


@fact("inventory.stock_pushed", subject="push:{channel}:{sku}")
@dataclass(frozen=True, kw_only=True, slots=True)
class StockPushed(Event):
    """A channel is being told a number; it has not said yet that it heard."""

    channel: str
    sku: str
    quantity: str
    before: str


@fact("inventory.push_acknowledged", subject="push:{channel}:{sku}")
@dataclass(frozen=True, kw_only=True, slots=True)
class PushAcknowledged(Event):
    channel: str
    sku: str
    quantity: str


@fact("inventory.channel_drifted", subject="push:{channel}:{sku}")
@dataclass(frozen=True, kw_only=True, slots=True)
class ChannelDrifted(Event):
    """A channel shows a number that we did not tell it: somebody changed it there."""

    channel: str
    sku: str
    seen: str
    pushed: str
