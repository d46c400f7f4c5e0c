"""`manage.py fleet`: bring every company's schema to this release, and see how far it is."""

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.serializers.json import DjangoJSONEncoder

from guildhall.kernel import clock
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import Stamp, system_stamp
from guildhall.kernel.tenancy import PLATFORM, directory, enter
from tenants.fleet import operations
from tenants.fleet.jobs import backfill
from tenants.fleet.management.commands._progress import progress
from tenants.fleet.queries import backfill_progress, fleet_map
from tenants.fleet.states import Ring
from tenants.fleet.types import LineCard, Orders
from tenants.pool import keep_warm


class Command(BaseCommand):
    help = "Upgrade the schemas of all companies: plan, migrate, status, and what to do with one."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        words = parser.add_subparsers(dest="word", required=True)
        plan = words.add_parser("plan", help="what would be run, by group of like schemas")
        plan.add_argument("--sql", action="store_true", help="also print the SQL")
        migrate = words.add_parser("migrate", help="upgrade ring after ring")
        _add_orders(migrate)
        status = words.add_parser("status", help="rings, versions, and who needs attention")
        status.add_argument("--json", action="store_true")
        again = words.add_parser("retry", help="upgrade those that failed or were held")
        again.add_argument("slugs", nargs="*", help="those that were held are named one by one")
        _add_orders(again)
        fill = words.add_parser("backfill", help="fill in old rows of every company by jobs")
        fill.add_argument("name")
        for word, about in (
            ("quarantine", "keep the fleet away from a company"),
            ("freeze", "leave a company as it is for some days"),
            ("thaw", "let a frozen company ride along again"),
            ("ring", "let a company ride earlier or later"),
        ):
            words.add_parser(word, help=about).add_argument("slug")
        words.choices["quarantine"].add_argument("--reason", required=True)
        words.choices["freeze"].add_argument("--days", type=int, required=True)
        words.choices["freeze"].add_argument("--reason", required=True)
        words.choices["ring"].add_argument("ring", type=int)

    def handle(self, *_args: Any, **options: Any) -> None:
        stamp = system_stamp("fleet", clock.now())
        run: Callable[[dict[str, Any], Stamp], None] = getattr(self, f"_{options['word']}")
        try:
            with enter(PLATFORM):
                run(options, stamp)
        except Refusal as refused:
            raise CommandError(refused.told()) from refused

    def _plan(self, options: dict[str, Any], _stamp: Stamp) -> None:
        groups = operations.plan_fleet()
        for group in groups:
            rings = ", ".join(f"{ring.name.lower()} {n}" for ring, n in group.by_ring.items())
            self.stdout.write(
                f"version {group.version}, shape {group.fingerprint[:8]}: "
                f"{group.schemas} schemas ({rings}), {len(group.steps)} steps {group.trouble}"
            )
            for step in group.steps:
                self.stdout.write(f"  {step.kind}: {', '.join(step.migrations) or step.index}")
                if options["sql"]:
                    self.stdout.write(step.sql)
        if not groups:
            self.stdout.write("nothing to do")
        with enter(PLATFORM):
            for line in fleet_map().frozen:
                self.stdout.write(f"frozen: {_told(line)}")

    def _migrate(self, options: dict[str, Any], stamp: Stamp) -> None:
        if options["verify"]:
            for schema in operations.verify_ledger():
                self.stdout.write(f"unlike the others of its version: {schema}")
        orders = Orders(
            workers=options["workers"],
            last_ring=Ring(options["last_ring"]),
            most_failures=options["max_failures"],
            percent=options["max_percent"],
        )
        with progress(self.stdout) as watch:
            outcome = operations.upgrade_fleet(orders, stamp=stamp, watch=watch)
        self.stdout.write(
            f"version {outcome.target}: {outcome.done} upgraded, {outcome.failed} failed, "
            f"{outcome.postponed} busy, {outcome.held} held back; {outcome.state}"
        )
        self._keep_pool(stamp)
        if not outcome.is_whole:
            raise CommandError("not everybody is there: see manage.py fleet status")

    def _keep_pool(self, stamp: Stamp) -> None:
        """Replace the schemas that former releases made ahead, in every database."""
        for shard in ("default", *settings.SHARDS):
            size = settings.WARM_SCHEMAS if shard == settings.NEW_COMPANIES_ON else 0
            change = keep_warm(size, shard=shard, at=stamp.at)
            if change.made or change.dropped:
                told = f"{change.made} ready, {change.dropped} of older releases dropped"
                self.stdout.write(f"made ahead in {shard}: {told}")

    def _status(self, options: dict[str, Any], _stamp: Stamp) -> None:
        operations.sync_ledger()
        found = fleet_map()
        if options["json"]:
            self.stdout.write(json.dumps(asdict(found), cls=DjangoJSONEncoder))
            return
        self.stdout.write(f"this release is at version {found.target}")
        for cell in found.cells:
            ring = cell.ring.name.lower()
            self.stdout.write(
                f"{ring:>9}  version {cell.version}  {cell.status}  {cell.companies}"
            )
        for line in found.troubled:
            self.stdout.write(f"{line.status}: {_told(line)} ({line.last_error})")
        for line in found.frozen:
            self.stdout.write(f"frozen: {_told(line)}")
        for each in backfill_progress():
            self.stdout.write(
                f"backfill {each.name}: {each.complete} of {each.companies} companies, "
                f"{each.rows} rows"
            )

    def _retry(self, options: dict[str, Any], stamp: Stamp) -> None:
        for slug in options["slugs"]:
            operations.retry(slug, stamp=stamp)
        self._migrate(options, stamp)

    def _backfill(self, options: dict[str, Any], _stamp: Stamp) -> None:
        name = operations.find_backfill(options["name"]).name
        found = directory().working()
        for each in found:
            with enter(each.scope):
                backfill.send(name)
        self.stdout.write(f"asked {len(found)} companies; manage.py fleet status tells how far")

    def _quarantine(self, options: dict[str, Any], stamp: Stamp) -> None:
        operations.quarantine(options["slug"], reason=options["reason"], stamp=stamp)

    def _freeze(self, options: dict[str, Any], stamp: Stamp) -> None:
        days, reason = options["days"], options["reason"]
        operations.freeze(options["slug"], days=days, reason=reason, stamp=stamp)

    def _thaw(self, options: dict[str, Any], stamp: Stamp) -> None:
        operations.thaw(options["slug"], stamp=stamp)

    def _ring(self, options: dict[str, Any], stamp: Stamp) -> None:
        operations.choose_ring(options["slug"], ring=options["ring"], stamp=stamp)


def _add_orders(parser: Any) -> None:
    orders = Orders()
    parser.add_argument("--workers", type=int, default=orders.workers, help="per shard")
    parser.add_argument("--last-ring", type=int, choices=[*Ring], default=orders.last_ring)
    parser.add_argument("--max-failures", type=int, default=orders.most_failures)
    parser.add_argument("--max-percent", type=int, default=orders.percent)
    parser.add_argument("--verify", action="store_true", help="look at every real schema first")


def _told(line: LineCard) -> str:
    frozen = (
        f", until {line.frozen_until:%Y-%m-%d}: {line.frozen_reason}" if line.frozen_until else ""
    )
    return f"{line.slug}, version {line.version}{frozen}"
