"""`manage.py replay_journey --port P`: let the shoppers of the recorded days come again."""

from collections import Counter
from functools import partial
from threading import Lock
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from guildhall.config.demo.cast import COMPANIES
from guildhall.config.demo.client import HouseClient, NotAnswered
from guildhall.config.demo.handover import (
    Handover,
    NothingLoaded,
    demo_folder,
    read_handover,
)
from guildhall.config.demo.journal import Journal, Outcome
from guildhall.config.demo.journey import read_journey
from guildhall.config.demo.progress import progress
from guildhall.config.demo.replay import (
    Pace,
    Visit,
    in_parallel,
    paced,
    to_hand_over,
    visits_of,
)
from guildhall.config.demo.shopping import Shop, Unexpected
from guildhall.config.demo.types import Basket
from guildhall.config.environment import read_environment


class Command(BaseCommand):
    help = "Send the recorded baskets to the storefronts on this machine, then ship most orders."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, required=True, help="where the web server listens")
        parser.add_argument("--days", type=int, default=1, help="how many days of the window")
        parser.add_argument("--speed", default="max", help="times faster than recorded, or max")
        parser.add_argument("--clients", type=int, default=4, help="shoppers at the same time")
        parser.add_argument("--limit", type=int, help="only so many baskets, for a first look")

    def handle(self, *_args: Any, **options: Any) -> None:
        folder = demo_folder(read_environment().data_dir)
        try:
            handover = read_handover(folder)
            with HouseClient(port=options["port"], connections=options["clients"]) as client:
                shops = [
                    Shop(
                        company,
                        keys=handover.keys[company.slug],
                        client=client,
                        journal=Journal(folder / f"replay-{company.slug}.jsonl"),
                    )
                    for company in COMPANIES
                ]
                self._replay(shops, handover, options)
        except (NothingLoaded, NotAnswered, Unexpected) as failure:
            raise CommandError(str(failure)) from failure

    def _replay(self, shops: list[Shop], handover: Handover, options: dict[str, Any]) -> None:
        slugs = [shop.company.slug for shop in shops]
        journey = read_journey(slugs, stores=handover.stores, days=handover.days)
        visits = visits_of(shops, journey.chains, window=journey.window, days=options["days"])
        visits = visits[: options["limit"]]
        clients = options["clients"]
        placed = self._shop(visits, pace=_pace(options["speed"]), clients=clients)
        shipped = self._ship(to_hand_over(visits), clients=clients)
        ended = ", ".join(f"{placed[outcome]} {outcome}" for outcome in Outcome)
        self.stdout.write(f"{len(visits)} baskets: {ended}; {shipped} orders shipped")

    def _shop(self, visits: list[Visit], *, pace: Pace, clients: int) -> Counter[Outcome]:
        placed: Counter[Outcome] = Counter()
        lock = Lock()

        def visit(shop: Shop, basket: Basket) -> None:
            outcome = shop.visit(basket)
            with lock:
                placed[outcome] += 1

        with progress("Shopping", total=len(visits), to=self.stdout) as tell:
            work = (partial(visit, *each) for each in paced(visits, pace))
            in_parallel(work, clients=clients, tell=tell)
        return placed

    def _ship(self, visits: list[Visit], *, clients: int) -> int:
        with progress("Shipping", total=len(visits), to=self.stdout) as tell:
            work = (partial(shop.ship, basket) for shop, basket in visits)
            in_parallel(work, clients=clients, tell=tell)
        return sum(shop.journal[basket.number].shipped for shop, basket in visits)


def _pace(speed: str) -> Pace:
    if speed == "max":
        return Pace()
    if not speed.isdecimal() or int(speed) < 1:
        raise CommandError(f"--speed is max or a whole number from 1, not {speed!r}")
    return Pace(int(speed))
