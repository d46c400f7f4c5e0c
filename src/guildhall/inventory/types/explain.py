"""Why a number is what it is: figures at a moment, and the lines that led to them."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from guildhall.inventory.states import Behind
from guildhall.inventory.types.publishing import PublishRule

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Figures:
    """What lay there, was promised, and could not be sold. `available` is derived."""

    on_hand: Decimal = NOTHING
    reserved: Decimal = NOTHING
    unavailable: Decimal = NOTHING

    @property
    def available(self) -> Decimal:
        return self.on_hand - self.reserved - self.unavailable

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(
            self.on_hand + other.on_hand,
            self.reserved + other.reserved,
            self.unavailable + other.unavailable,
        )

    def __sub__(self, other: "Figures") -> "Figures":
        return Figures(
            self.on_hand - other.on_hand,
            self.reserved - other.reserved,
            self.unavailable - other.unavailable,
        )


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose number is asked for: a SKU, at one location or all, for one channel or none.

    `at` is any moment; without one it is the present. `scopes` is the reach of whoever asks.
    """

    sku: str
    location: str = ""
    channel: str = ""
    at: datetime | None = None
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChainLine:
    """One thing that changed the number, what it changed, and what the number was then.

    `kind` is a kind of movement, or what became of a promise. `at` is when it was recorded.
    """

    id: UUID
    at: datetime
    effective_at: datetime
    kind: str
    location: str
    reference: str
    reason: str
    actor: str
    request_id: UUID | None
    change: Figures
    after: Figures = Figures()


@dataclass(frozen=True, slots=True)
class PlaceFigures:
    """The figures of one level, and from which snapshot on its lines were added up.

    `kept` is what the level itself says, where the present was asked for.
    """

    level_id: UUID
    location: str
    owner: str
    figures: Figures
    kept: Figures | None
    snapshot_at: datetime | None
    lines: int

    @property
    def differs(self) -> bool:
        return self.kept is not None and self.kept != self.figures


@dataclass(frozen=True, slots=True)
class Standing:
    """What a channel was told of a variant, what it acknowledged and shows, and who is behind.

    `ours` is what it is to be told of what is `available` to it, by the rule as it is today;
    `rule_changed` says that the rule was touched after the moment that is asked for, so that
    another one may have held then.
    """

    channel: str
    ours: Decimal
    available: Decimal
    rule: PublishRule
    pushed: Decimal | None
    pushed_at: datetime | None
    acknowledged: Decimal | None
    acknowledged_at: datetime | None
    seen: Decimal | None
    seen_at: datetime | None
    behind: tuple[Behind, ...]
    rule_changed: bool = False
    losing: ChainLine | None = None

    @property
    def shown(self) -> Decimal | None:
        """What shoppers see there, as far as we know."""
        told = (self.seen, self.acknowledged, self.pushed)
        return next((each for each in told if each is not None), None)


@dataclass(frozen=True, slots=True)
class Explanation:
    """A number, the lines behind it (newest first, one page), and what it was before them.

    `opening` and the changes of the lines of this page add up to `closing`. `losing` is the
    line that took what was available below nothing, where that happened.
    """

    variant_id: UUID
    sku: str
    title: str
    at: datetime | None
    figures: Figures
    places: tuple[PlaceFigures, ...]
    closing: Figures
    opening: Figures
    lines: tuple[ChainLine, ...]
    next_cursor: str | None
    standings: tuple[Standing, ...]
    losing: ChainLine | None
