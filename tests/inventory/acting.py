"""What can happen to stock, one by one: for machines that let several of it happen at once.

Whoever adds an operation that changes levels adds it to `ACTIONS`.
"""

from collections import Counter
from datetime import timedelta
from decimal import Decimal
from random import Random

from django.db import transaction

from guildhall.catalog.queries import parts_of, variant_ids
from guildhall.inventory import operations
from guildhall.inventory.errors import (
    BelowReserved,
    HoldGone,
    HoldNotFound,
    MoreThanSent,
    NotBlocked,
    NotHereYet,
    OutOfStock,
    PaperNotFound,
    StockChanged,
)
from guildhall.inventory.queries import get_level
from guildhall.inventory.states import AllocationOrder, BlockReason
from guildhall.inventory.types import (
    Correction,
    Demand,
    HoldTerms,
    NewStock,
    Offer,
    Point,
    Source,
    Sourcing,
)
from guildhall.kernel.states import MoveNotAllowed
from tests.inventory import papers
from tests.inventory.world import PLACES, Act, Acting, World

NORTH, SOUTH = Point(Decimal(54), Decimal(10)), Point(Decimal(48), Decimal(12))
REASON = BlockReason.DAMAGED
LOST_RACES = (
    BelowReserved,
    HoldGone,
    HoldNotFound,
    MoreThanSent,
    MoveNotAllowed,
    NotBlocked,
    NotHereYet,
    OutOfStock,
    PaperNotFound,
    StockChanged,
)
"""What may be answered to whoever came second. Anything else is a defect."""


def happen(act: Act, world: World) -> bool:
    """Let it happen in a transaction of its own; return whether it did."""
    try:
        with transaction.atomic():
            ACTIONS[act.name](act, world, Random(act.seed))
    except LOST_RACES:
        return False
    return True


def reserve(act: Act, world: World, random: Random) -> None:
    wanted = world.wanted(random)
    minutes = random.choice((None, 10, 30))
    operations.reserve_stock(
        act.reference,
        demands=world.demands(wanted),
        source=Source(world.channel_id, near=random.choice((None, NORTH, SOUTH))),
        until=world.now + timedelta(minutes=minutes) if minutes else None,
        stamp=world.stamp,
    )
    world.promised[act.reference] = wanted


def hold(act: Act, world: World, random: Random) -> None:
    """Hold, or make fit what is held: under the one name that this place in the queue has."""
    wanted = world.wanted(random)
    terms = HoldTerms(f"cart-{act.seed % 3}", world.now + timedelta(minutes=10), "session")
    lines = [(sku, Decimal(n)) for sku, n in wanted.items()]
    operations.hold_stock(terms, lines=lines, channel="web", stamp=world.stamp)


def convert(act: Act, world: World, random: Random) -> None:
    wanted = world.wanted(random)
    operations.convert_hold(
        f"cart-{act.seed % 3}",
        to=HoldTerms(act.reference, None),
        demands=world.demands(wanted),
        source=Source(world.channel_id),
        channel="web",
        stamp=world.stamp,
    )
    world.promised[act.reference] = wanted


def extend(act: Act, world: World, random: Random) -> None:
    until = world.now + timedelta(minutes=random.randint(5, 30))
    operations.extend_hold(f"cart-{act.seed % 3}", until=until, stamp=world.stamp)


def reserve_bundle(act: Act, world: World, random: Random) -> None:
    """Sell bundles, and some of a part loose beside them."""
    boxes, loose = random.randint(1, 2), world.wanted(random)
    parts = [
        Demand(part.variant_id, part.sku, part.quantity * boxes)
        for part in parts_of(variant_ids([world.box]).values()).popitem()[1]
    ]
    asked = [*parts, *world.demands(loose)]
    operations.reserve_stock(
        act.reference,
        demands=asked,
        source=Source(world.channel_id),
        until=None,
        stamp=world.stamp,
    )
    total = Counter[str]()
    for each in asked:
        total[each.sku] += int(each.quantity)
    world.promised[act.reference] = dict(total)


def hold_bundle(act: Act, world: World, random: Random) -> None:
    terms = HoldTerms(f"cart-{act.seed % 3}", world.now + timedelta(minutes=10), "session")
    lines = [(world.box, Decimal(1)), *((sku, Decimal(1)) for sku in world.variants)]
    operations.hold_stock(terms, lines=lines, channel="web", stamp=world.stamp)


def drop(act: Act, world: World, random: Random) -> None:
    operations.drop_hold(f"cart-{act.seed % 3}", stamp=world.stamp)


def commit(act: Act, world: World, random: Random) -> None:
    operations.keep_stock(world.older(act, random), stamp=world.stamp)


def release(act: Act, world: World, random: Random) -> None:
    reference = world.older(act, random)
    world.touched.add(reference)
    operations.release_stock(reference, stamp=world.stamp)


def ship(act: Act, world: World, random: Random) -> None:
    reference = world.older(act, random)
    world.touched.add(reference)
    operations.ship_stock(reference, stamp=world.stamp)


def expire(act: Act, world: World, random: Random) -> None:
    operations.expire_holds(most=random.choice((1, 500)), stamp=world.stamp)


def receive(act: Act, world: World, random: Random) -> None:
    lines = [
        NewStock(world.variants[sku], sku, Decimal(n)) for sku, n in world.wanted(random).items()
    ]
    operations.receive_stock(
        random.choice(PLACES), lines=lines, reference="more", stamp=world.stamp
    )


def adjust(act: Act, world: World, random: Random) -> None:
    what = world.somewhere(random)
    seen = get_level(world.levels[what.sku, what.location]).on_hand
    by = Decimal(random.choice((-4, -2, -1, 1, 3)))
    operations.adjust_stock(what, Correction(by, seen, "counted"), stamp=world.stamp)


def write_off(act: Act, world: World, random: Random) -> None:
    what = world.somewhere(random)
    seen = get_level(world.levels[what.sku, what.location]).on_hand
    block = random.choice((None, REASON))
    gone = Correction(Decimal(random.randint(1, 2)), seen, "rotten", block)
    operations.write_off_stock(what, gone, stamp=world.stamp)


def block(act: Act, world: World, random: Random) -> None:
    operations.block_stock(
        world.somewhere(random),
        quantity=Decimal(random.randint(1, 4)),
        reason=REASON,
        stamp=world.stamp,
    )


def unblock(act: Act, world: World, random: Random) -> None:
    """Put back a part of what is set aside, or find that it was fewer."""
    what = world.somewhere(random)
    if random.random() < 0.5:
        operations.block_stock(what, quantity=Decimal(2), reason=REASON, stamp=world.stamp)
    operations.unblock_stock(
        what, quantity=Decimal(random.randint(1, 2)), reason=REASON, stamp=world.stamp
    )


def offer(act: Act, world: World, random: Random) -> None:
    limit = Decimal(random.choice((0, 3, 6)))
    sku = random.choice(sorted(world.variants))
    operations.set_offer(sku, Offer(limit, lead_days=7), channel="web", stamp=world.stamp)


def source(act: Act, world: World, random: Random) -> None:
    """Let the channel take stock in another way."""
    how = Sourcing(random.choice(list(AllocationOrder)), random.random() < 0.7)
    operations.set_sourcing("web", how, stamp=world.stamp)


ACTIONS: dict[str, Acting] = {
    act.__name__: act
    for act in (
        reserve,
        reserve_bundle,
        hold,
        hold_bundle,
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
        source,
        *papers.ACTS,
    )
}
