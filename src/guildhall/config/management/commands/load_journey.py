"""`manage.py load_journey`: open the demo's companies and fill their shops."""

from argparse import ArgumentTypeError
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from guildhall.config.demo.admission import admit_programs, hire_hq, hire_staff, keys_work
from guildhall.config.demo.cast import COMPANIES, host_of
from guildhall.config.demo.counter import set_counter
from guildhall.config.demo.handover import (
    Handover,
    NothingLoaded,
    demo_folder,
    read_handover,
    write_handover,
)
from guildhall.config.demo.journey import DEFAULT_DAYS, DEFAULT_STORES, read_journey
from guildhall.config.demo.loading import (
    company_of,
    fill_company,
    furnish_company,
    open_company,
    open_roll,
    size_of,
)
from guildhall.config.demo.progress import progress
from guildhall.config.demo.types import Journey
from guildhall.config.environment import read_environment
from guildhall.kernel import clock
from guildhall.kernel.stamp import system_stamp
from guildhall.kernel.tenancy import directory, enter

_LAST_STORES = 152
_LAST_DAYS = 366


class Command(BaseCommand):
    help = "Load real grocery sales: three companies with stores, products, prices, stock, people."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--stores", type=_between(1, _LAST_STORES), default=DEFAULT_STORES, help="per company"
        )
        parser.add_argument(
            "--days", type=_between(1, _LAST_DAYS), default=DEFAULT_DAYS, help="of the real year"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        folder = demo_folder(read_environment().data_dir)
        asked = Handover(stores=options["stores"], days=options["days"])
        known = _known(folder)
        if is_loaded(asked, known):
            self.stdout.write("The demo is loaded already.")
            return
        slugs = [company.slug for company in COMPANIES]
        journey = read_journey(slugs, stores=asked.stores, days=asked.days)
        told = replace(asked, keys=known.keys if known else {})
        self._load(journey, told=told, folder=folder)

    def _load(self, journey: Journey, *, told: Handover, folder: Path) -> None:
        stamp = system_stamp("load_journey", clock.now())
        hire_hq(open_roll(stamp), stamp)
        with progress("Loading", total=size_of(journey), to=self.stdout) as tell:
            for chain in journey.chains:
                company = company_of(chain)
                with enter(open_company(company, stamp)):
                    hire_staff(company.slug, stamp, store=min(chain.stores))
                    told = admit_programs(company.slug, handover=told, folder=folder, stamp=stamp)
                    fill_company(company, chain, tell=tell, stamp=stamp)
                    furnish_company(company, chain, stamp=stamp)
                    set_counter(company.name, slug=company.slug, stamp=stamp)
        write_handover(folder, replace(told, is_complete=True))
        self.stdout.write(
            f"{len(journey.chains)} companies, {size_of(journey)} products and deliveries, "
            f"{journey.window.days} days from {journey.window.first_day}"
        )


def is_loaded(asked: Handover, known: Handover | None) -> bool:
    """Return whether this very size was loaded to the end, into the database that is here now."""
    if known is None or not known.is_complete:
        return False
    if (known.stores, known.days) != (asked.stores, asked.days):
        return False
    return all(_is_open(company.slug, known) for company in COMPANIES)


def _is_open(slug: str, known: Handover) -> bool:
    found = directory().by_host(host_of(slug))
    if found is None or slug not in known.keys:
        return False
    with enter(found.scope):
        return keys_work(known.keys[slug])


def _known(folder: Path) -> Handover | None:
    try:
        return read_handover(folder)
    except NothingLoaded:
        return None


def _between(least: int, most: int) -> Any:
    def parse(text: str) -> int:
        number = int(text)
        if not least <= number <= most:
            message = f"from {least} to {most}"
            raise ArgumentTypeError(message)
        return number

    return parse
