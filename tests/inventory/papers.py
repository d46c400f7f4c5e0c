"""Papers that happen to stock: transfers between two places, counts and what they find."""

from decimal import Decimal
from random import Random

from guildhall.inventory import operations
from guildhall.inventory.queries import get_level
from guildhall.inventory.types import CountScan, TransferPlan, TransferWish
from tests.inventory.world import PLACES, Act, Acting, World


def send(act: Act, world: World, random: Random) -> None:
    origin, destination = random.sample(PLACES, 2)
    wishes = tuple(
        TransferWish(sku, Decimal(random.randint(1, 3))) for sku in sorted(world.variants)
    )
    number = operations.plan_transfer(TransferPlan(origin, destination, wishes), stamp=world.stamp)
    operations.send_transfer(number, stamp=world.stamp)
    world.transfers.append(number)


def take_in(act: Act, world: World, random: Random) -> None:
    """Take in all of a transfer, or one piece of one thing; send one, if none is on its way."""
    number = _on_its_way(act, world, random)
    one = (TransferWish(random.choice(sorted(world.variants)), Decimal(1)),)
    operations.receive_transfer(number, arrived=random.choice(((), one)), stamp=world.stamp)


def miss(act: Act, world: World, random: Random) -> None:
    number = _on_its_way(act, world, random)
    operations.close_transfer(number, reason="fell off", stamp=world.stamp)


def count(act: Act, world: World, random: Random) -> None:
    """Count one thing at one place, rightly or not; nothing is booked yet."""
    what = world.somewhere(random)
    seen = get_level(world.levels[what.sku, what.location]).on_hand
    number = operations.start_stocktake(what.location, skus=[what.sku], stamp=world.stamp)
    found = max(seen + random.choice((-2, -1, 0, 2)), Decimal(0))
    operations.count_stock(number, scans=[CountScan(what.sku, found)], stamp=world.stamp)
    operations.finish_counting(number, stamp=world.stamp)
    world.counts.append(number)


def post(act: Act, world: World, random: Random) -> None:
    """Book what one of the last counts found; count, if nobody did."""
    if not world.counts:
        count(act, world, random)
    operations.post_stocktake(random.choice(world.counts[-2:]), stamp=world.stamp)


def _on_its_way(act: Act, world: World, random: Random) -> str:
    """Return one of the last transfers: those before have arrived."""
    if not world.transfers:
        send(act, world, random)
    return random.choice(world.transfers[-2:])


ACTS: tuple[Acting, ...] = (send, take_in, miss, count, post)
