"""Why is it this number? Figures of any moment, the chain behind them, and who is behind."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Q

from guildhall.inventory import rules
from guildhall.inventory.errors import StockNotFound
from guildhall.inventory.models import ChannelPush, ChannelSource, Location, StockLevel
from guildhall.inventory.queries.lines import (
    ALWAYS,
    LAST,
    crossing,
    figures_at,
    lines_before,
)
from guildhall.inventory.queries.places import places_within
from guildhall.inventory.queries.publishing import rules_for_variant
from guildhall.inventory.rules.publishing import published
from guildhall.inventory.states import SELLING, LocationKind, Promise
from guildhall.inventory.types import (
    Asked,
    ChainLine,
    Explanation,
    Figures,
    PlaceFigures,
    RuleToday,
    Standing,
)
from guildhall.kernel.facts import FactRow, facts_about
from guildhall.kernel.paging import MAX_LIMIT, open_cursor, seal_cursor

ORDER = "inventory.explain"
NOTHING = Decimal(0)
# The fact that says who made or ended a promise: reservations keep no actor.
TOLD_BY = {
    Promise.MADE: "stock.reserved",
    Promise.SHIPPED: "stock.shipped",
    Promise.RELEASED: "stock.released",
    Promise.EXPIRED: "stock.hold_expired",
}


@dataclass(frozen=True, slots=True)
class _Level:
    """A level of the variant that is asked for. `shown` is within reach and within the filter."""

    id: UUID
    location_id: UUID
    location: str
    variant_id: UUID
    sku: str
    title: str
    shown: bool


@dataclass(frozen=True, slots=True)
class _Ground:
    """All levels of the variant at the moment that is asked for."""

    levels: tuple[_Level, ...]
    selling: dict[UUID, set[str]]
    figures: dict[UUID, Figures]
    at: datetime | None

    def sold_on(self, channel: str) -> dict[UUID, str]:
        """Return the levels from which a channel sells."""
        return {
            level.id: level.location
            for level in self.levels
            if channel in self.selling.get(level.location_id, ())
        }

    def left_for(self, channel: str) -> Decimal:
        """Return what a channel could sell: a level in the red never lowers what another has."""
        return sum(
            (max(NOTHING, self.figures[key].available) for key in self.sold_on(channel)), NOTHING
        )

    def lost(self, levels: dict[UUID, str], *, shown: Decimal) -> ChainLine | None:
        """Return the line since which less is left on these levels than somebody is shown."""
        left = sum((self.figures[key] for key in levels), Figures()).available
        if left >= shown:
            return None
        return crossing(levels, at=self.at or ALWAYS, available=left, shown=shown)


@dataclass(frozen=True, slots=True)
class _Place:
    """A place in the order of lines, the figures there, and the moment that was asked for."""

    at: datetime | None
    before: tuple[datetime, UUID]
    closing: Figures | None


def explain_number(asked: Asked, *, cursor: str | None = None, limit: int = 50) -> Explanation:
    """Return what a number is or was, and one page of what led to it, newest first.

    The moment is by when things were recorded: what was seen then, not what has been found out
    since. Refuses with StockNotFound where nothing within reach matches, or CursorInvalid.
    """
    limit = max(1, min(limit, MAX_LIMIT))
    place = _opened(cursor) if cursor else _Place(asked.at, (asked.at or ALWAYS, LAST), None)
    levels, selling = _levels(asked)
    figures = figures_at([level.id for level in levels], place.at)
    ground = _Ground(levels, selling, {each.level_id: each.figures for each in figures}, place.at)
    shown = {level.id: level.location for level in levels if level.shown}
    places = tuple(each for each in figures if each.level_id in shown)
    total = _total(places)
    closing = total if place.closing is None else place.closing

    found = lines_before(shown, before=place.before, most=limit + 1)
    lines = rules.told_back(_with_actors(found[:limit]), closing)
    opening = rules.opening_of(lines, closing)
    more = len(found) > limit
    return Explanation(
        variant_id=levels[0].variant_id,
        sku=levels[0].sku,
        title=levels[0].title,
        at=place.at,
        figures=total,
        places=places,
        closing=closing,
        opening=opening,
        lines=lines,
        next_cursor=_sealed(place.at, lines[-1], opening) if more else None,
        standings=_standings(asked, ground),
        losing=ground.lost(shown, shown=Decimal(0)),
    )


def _levels(asked: Asked) -> tuple[tuple[_Level, ...], dict[UUID, set[str]]]:
    """Return the levels of the variant, and which channels sell from each location."""
    rows = StockLevel.objects.filter(variant__sku=asked.sku).order_by("location__code", "id")
    sources = ChannelSource.objects.filter(
        Q(location__closed_at=None) | Q(location__closed_at__gt=asked.at or ALWAYS),
        location__in=rows.order_by().values("location"),
        location__kind__in=SELLING,
    )
    selling: dict[UUID, set[str]] = {}
    for location, channel in sources.values_list("location", "channel__code"):
        selling.setdefault(location, set()).add(channel)
    within = set(places_within(asked.scopes).values_list("id", flat=True))

    def is_shown(place: Location) -> bool:
        # What is on its way lies nowhere yet: it counts where somebody asks for it by name.
        sells = not asked.channel or asked.channel in selling.get(place.id, ())
        lies = place.kind != LocationKind.IN_TRANSIT or asked.location == place.code
        return place.id in within and asked.location in ("", place.code) and sells and lies

    levels = tuple(
        _Level(
            id=row.id,
            location_id=row.location_id,
            location=row.location.code,
            variant_id=row.variant_id,
            sku=row.variant.sku,
            title=row.variant.title,
            shown=is_shown(row.location),
        )
        for row in rows.select_related("location", "variant")
    )
    if not any(level.shown for level in levels):
        raise StockNotFound(sku=asked.sku, location=asked.location or asked.channel or "-")
    return levels, selling


def _total(places: Iterable[PlaceFigures]) -> Figures:
    return sum((place.figures for place in places), Figures())


def _standings(asked: Asked, ground: _Ground) -> tuple[Standing, ...]:
    """Return how the channels within reach stand that were told of this variant."""
    variant = ground.levels[0].variant_id
    rows = ChannelPush.objects.filter(variant=variant).order_by("channel__code")
    if asked.channel:
        rows = rows.filter(channel__code=asked.channel)
    found = [
        row
        for row in rows.select_related("channel__brand")
        if not asked.scopes
        or {f"channel:{row.channel.code}", f"brand:{row.channel.brand.code}"} & set(asked.scopes)
    ]
    told = rules_for_variant(variant, channels=[row.channel_id for row in found])
    return tuple(_standing(row, ground, told=told[row.channel_id]) for row in found)


def _standing(row: ChannelPush, ground: _Ground, *, told: RuleToday) -> Standing:
    """Return how a channel stood; what it was told after that moment was not known then."""
    until = ground.at or ALWAYS
    pushed, pushed_at = _known(row.pushed, row.pushed_at, until)
    acknowledged, acknowledged_at = _known(row.acknowledged, row.acknowledged_at, until)
    seen, seen_at = _known(row.seen, row.seen_at, until)
    sold = ground.sold_on(row.channel.code)
    available = ground.left_for(row.channel.code)
    ours = published(available, told.rule)
    standing = Standing(
        channel=row.channel.code,
        ours=ours,
        available=available,
        rule=told.rule,
        rule_changed=told.changed_at is not None and told.changed_at > until,
        pushed=pushed,
        pushed_at=pushed_at,
        acknowledged=acknowledged,
        acknowledged_at=acknowledged_at,
        seen=seen,
        seen_at=seen_at,
        behind=rules.behind(ours, pushed=pushed, acknowledged=acknowledged, seen=seen),
    )
    shown = standing.shown
    return standing if shown is None else replace(standing, losing=ground.lost(sold, shown=shown))


def _known(
    value: Decimal | None, told_at: datetime | None, until: datetime
) -> tuple[Decimal | None, datetime | None]:
    return (value, told_at) if told_at is not None and told_at <= until else (None, None)


def _with_actors(lines: Sequence[ChainLine]) -> list[ChainLine]:
    """Say who made and ended promises, as their facts tell."""
    references = {line.reference for line in lines if line.kind in TOLD_BY}
    facts: dict[tuple[str, str], list[FactRow]] = {}
    for each in facts_about([f"stock:{reference}" for reference in sorted(references)]):
        facts.setdefault((each.subject, each.type), []).append(each)
    return [_with_actor(line, facts) for line in lines]


def _with_actor(line: ChainLine, facts: dict[tuple[str, str], list[FactRow]]) -> ChainLine:
    if line.kind not in TOLD_BY:
        return line
    told = facts.get((f"stock:{line.reference}", TOLD_BY[Promise(line.kind)]), [])
    if not told:
        return line
    nearest = min(told, key=lambda fact: abs(fact.occurred_at - line.at))
    return replace(
        line,
        actor=nearest.actor_name,
        request_id=nearest.request_id,
        reason=nearest.reason,
        effective_at=nearest.occurred_at,
    )


def _sealed(at: datetime | None, oldest: ChainLine, opening: Figures) -> str:
    moment = at.isoformat() if at else ""
    amounts = (opening.on_hand, opening.reserved, opening.unavailable)
    return seal_cursor(ORDER, [moment, oldest.at.isoformat(), str(oldest.id), *map(str, amounts)])


def _opened(cursor: str) -> _Place:
    moment, at, key, *amounts = open_cursor(ORDER, cursor, parts=6)
    return _Place(
        at=datetime.fromisoformat(moment) if moment else None,
        before=(datetime.fromisoformat(at), UUID(key)),
        closing=Figures(*map(Decimal, amounts)),
    )
