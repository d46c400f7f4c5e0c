"""`manage.py rebuild_figures`: count companies' facts anew into the group's figures."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections

from guildhall.hq.entries import read_countable
from guildhall.hq.operations import rebuild_figures
from guildhall.hq.types import CountableFact, ReadFacts, Rebuilt
from guildhall.kernel import clock
from guildhall.kernel.stamp import system_stamp
from guildhall.kernel.tenancy import PLATFORM, Scope, directory, enter
from guildhall.kernel.tenancy.units import unit


@contextmanager
def reading(scope: Scope) -> Iterator[ReadFacts]:
    """Read a tenant's facts beside the transaction that locks its figures.

    A transaction keeps to one scope, so the reader has a thread and a connection of its own.
    """

    def read(after: int) -> tuple[CountableFact, ...]:
        with enter(scope), unit():
            return read_countable(after)

    with ThreadPoolExecutor(max_workers=1) as beside:
        try:
            yield lambda after: beside.submit(read, after).result()
        finally:
            beside.submit(connections.close_all).result()


def rebuild(scope: Scope) -> Rebuilt:
    """Count one tenant's facts anew; see `hq.operations.rebuild_figures`."""
    stamp = system_stamp("rebuild_figures", clock.now())
    with reading(scope) as read, enter(PLATFORM):
        return rebuild_figures(scope.tenant_id, read=read, stamp=stamp)


class Command(BaseCommand):
    help = "Count the facts of companies anew. Safe while orders come in: deliveries wait."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slugs", nargs="*", help="which companies; without any: all")

    def handle(self, *_args: Any, **options: Any) -> None:
        with enter(PLATFORM):
            scopes = {found.scope.slug: found.scope for found in directory().working()}
        unknown = sorted(set(options["slugs"]) - scopes.keys())
        if unknown:
            raise CommandError(f"No working company is called {', '.join(unknown)}.")
        for slug in options["slugs"] or scopes:
            done = rebuild(scopes[slug])
            self.stdout.write(
                f"{slug}: {done.facts} facts on {done.days} days, {done.corrected} corrected"
            )
