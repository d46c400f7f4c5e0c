"""What channels are told of stock, and what they say that they show."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class PublishRule:
    """How much of what is available a channel is told of. The stock itself knows nothing of it."""

    most_listed: Decimal | None = None
    percent: int = 100
    buffer: Decimal = ZERO
    ends_at: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class VariantRule:
    """What is different for one variant; None is as on the whole channel."""

    most_listed: Decimal | None = None
    percent: int | None = None
    buffer: Decimal | None = None
    ends_at: Decimal | None = None


@dataclass(frozen=True, slots=True)
class PublishRuleCard:
    """The rule of a channel, and the name of its present state."""

    channel: str
    rule: PublishRule
    version: str


@dataclass(frozen=True, slots=True)
class RuleToday:
    """The rule that holds for a variant on a channel today, and when it was last touched."""

    rule: PublishRule
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class VariantRuleCard:
    """A variant of which a channel is told by a rule of its own."""

    sku: str
    title: str
    rule: VariantRule
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class PushCard:
    """What a channel was last told, what it acknowledged, and what it says it shows."""

    pushed: Decimal | None = None
    pushed_at: datetime | None = None
    acknowledged: Decimal | None = None
    acknowledged_at: datetime | None = None
    seen: Decimal | None = None
    seen_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PublishedStock:
    """What is available of a variant to a channel, what it is to be told, and what it knows."""

    variant_id: UUID
    available: Decimal
    quantity: Decimal
    rule: PublishRule
    push: PushCard

    @property
    def is_due(self) -> bool:
        """Whether the channel is to be told another number than it was told last."""
        return self.push.pushed != self.quantity

    @property
    def has_drifted(self) -> bool:
        """Whether the channel shows something that we did not tell it."""
        return self.push.seen is not None and self.push.seen != self.push.pushed
