"""What can happen to stock, one by one: for machines that let several of it happen at once.

Whoever adds an operation that changes levels adds it to `ACTIONS`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

from django.db import transaction

from guildhall.inventory import operations
from guildhall.inventory.errors import (
    BelowReserved,
    HoldGone,
    HoldNotFound,
    NotBlocked,
    NotHereYet,
    OutOfStock,
    StockChanged,
)
from guildhall.inventory.queries import get_level
from guildhall.inventory.states import BlockReason
from guildhall.inventory.types import (
    Correction,
    Demand,
    HoldTerms,
    NewStock,
    Offer,
    Source,
    StockKey,
)
from guildhall.kernel.stamp import Stamp, system_stamp

PLACES = ("S1", "S2")
REASONS = (BlockReason.DAMAGED, BlockReason.QUALITY)
LOST_RACES = (
    BelowReserved,
    HoldGone,
    HoldNotFound,
    NotBlocked,
    NotHereYet,
    OutOfStock,
    StockChanged,
)
"""What may be answered to whoever came second. Anything else is a defect."""


@dataclass(slots=True)
class World:
    """A channel's SKUs in two places, what was asked of them, and what time it is."""

    channel_id: UUID
    variants: Mapping[str, UUID]
    levels: Mapping[tuple[str, str], UUID]
    now: datetime
    promised: dict[str, dict[str, int]] = field(default_factory=dict)
    touched: set[str] = field(default_factory=set)

    @property
    def stamp(self) -> Stamp:
        return system_stamp("test", self.now)


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that happens; `seed` chooses the rest of it, the same in every run."""

    name: str
    reference: str
    seed: int


def happen(act: Act, world: World) -> bool:
    """Let it happen in a transaction of its own; return whether it did."""
    try:
        with transaction.atomic():
            ACTIONS[act.name](act, world, Random(act.seed))
    except LOST_RACES:
        return False
    return True


def _wanted(world: World, random: Random) -> dict[str, int]:
    skus = sorted(world.variants)
    return {sku: random.randint(1, 5) for sku in random.sample(skus, random.randint(1, len(skus)))}


def _demands(world: World, wanted: Mapping[str, int]) -> list[Demand]:
    return [Demand(world.variants[sku], sku, Decimal(n)) for sku, n in wanted.items()]


def _somewhere(world: World, random: Random) -> StockKey:
    return StockKey(random.choice(sorted(world.variants)), random.choice(PLACES))


def reserve(act: Act, world: World, random: Random) -> None:
    wanted = _wanted(world, random)
    minutes = random.choice((None, 10, 30))
    operations.reserve_stock(
        act.reference,
        demands=_demands(world, wanted),
        source=Source(world.channel_id),
        until=world.now + timedelta(minutes=minutes) if minutes else None,
        stamp=world.stamp,
    )
    world.promised[act.reference] = wanted


def hold(act: Act, world: World, random: Random) -> None:
    """Hold, or make fit what is held: under the one name that this place in the queue has."""
    wanted = _wanted(world, random)
    terms = HoldTerms(f"cart-{act.seed % 3}", world.now + timedelta(minutes=10), "session")
    lines = [(sku, Decimal(n)) for sku, n in wanted.items()]
    operations.hold_stock(terms, lines=lines, channel="web", stamp=world.stamp)


def convert(act: Act, world: World, random: Random) -> None:
    wanted = _wanted(world, random)
    operations.convert_hold(
        f"cart-{act.seed % 3}",
        to=HoldTerms(act.reference, None),
        demands=_demands(world, wanted),
        source=Source(world.channel_id),
        channel="web",
        stamp=world.stamp,
    )
    world.promised[act.reference] = wanted


def extend(act: Act, world: World, random: Random) -> None:
    until = world.now + timedelta(minutes=random.randint(5, 30))
    operations.extend_hold(f"cart-{act.seed % 3}", until=until, stamp=world.stamp)


def drop(act: Act, world: World, random: Random) -> None:
    operations.drop_hold(f"cart-{act.seed % 3}", stamp=world.stamp)


def commit(act: Act, world: World, random: Random) -> None:
    operations.keep_stock(_older(act, world, random), stamp=world.stamp)


def release(act: Act, world: World, random: Random) -> None:
    reference = _older(act, world, random)
    world.touched.add(reference)
    operations.release_stock(reference, stamp=world.stamp)


def ship(act: Act, world: World, random: Random) -> None:
    reference = _older(act, world, random)
    world.touched.add(reference)
    operations.ship_stock(reference, stamp=world.stamp)


def expire(act: Act, world: World, random: Random) -> None:
    operations.expire_holds(most=random.choice((1, 500)), stamp=world.stamp)


def receive(act: Act, world: World, random: Random) -> None:
    lines = [
        NewStock(world.variants[sku], sku, Decimal(n)) for sku, n in _wanted(world, random).items()
    ]
    operations.receive_stock(
        random.choice(PLACES), lines=lines, reference="more", stamp=world.stamp
    )


def adjust(act: Act, world: World, random: Random) -> None:
    what = _somewhere(world, random)
    seen = get_level(world.levels[what.sku, what.location]).on_hand
    by = Decimal(random.choice((-4, -2, -1, 1, 3)))
    operations.adjust_stock(what, Correction(by, seen, "counted"), stamp=world.stamp)


def write_off(act: Act, world: World, random: Random) -> None:
    what = _somewhere(world, random)
    seen = get_level(world.levels[what.sku, what.location]).on_hand
    block = random.choice((None, *REASONS))
    gone = Correction(Decimal(random.randint(1, 2)), seen, "rotten", block)
    operations.write_off_stock(what, gone, stamp=world.stamp)


def block(act: Act, world: World, random: Random) -> None:
    operations.block_stock(
        _somewhere(world, random),
        quantity=Decimal(random.randint(1, 4)),
        reason=random.choice(REASONS),
        stamp=world.stamp,
    )


def unblock(act: Act, world: World, random: Random) -> None:
    operations.unblock_stock(
        _somewhere(world, random),
        quantity=Decimal(random.randint(1, 3)),
        reason=random.choice(REASONS),
        stamp=world.stamp,
    )


def offer(act: Act, world: World, random: Random) -> None:
    limit = Decimal(random.choice((0, 3, 6)))
    sku = random.choice(sorted(world.variants))
    operations.set_offer(sku, Offer(limit, lead_days=7), channel="web", stamp=world.stamp)


def _older(act: Act, world: World, random: Random) -> str:
    return random.choice(sorted(world.promised) or [act.reference])


ACTIONS: dict[str, Callable[[Act, World, Random], None]] = {
    act.__name__: act
    for act in (
        reserve,
        hold,
        convert,
        extend,
        drop,
        commit,
        release,
        ship,
        expire,
        receive,
        adjust,
        write_off,
        block,
        unblock,
        offer,
    )
}
