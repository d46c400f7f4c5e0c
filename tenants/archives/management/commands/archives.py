"""`manage.py archives …`: archives, restores and erasures of one company at a time."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from guildhall.kernel import clock
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import Stamp, system_stamp
from guildhall.kernel.tenancy import PLATFORM, enter
from tenants.archives import queries
from tenants.archives.operations import (
    companies,
    drilling,
    erasing,
    exporting,
    keeping,
    keys,
    restoring,
)
from tenants.archives.rules.timing import GRACE
from tenants.archives.states import ArchiveKind
from tenants.archives.types import ArchiveCard
from tenants.queries import get_tenant

WITH_A_COMPANY = (
    ("export", "archive a company now"),
    ("list", "what archives a company has"),
    ("restore", "bring a company back to an archive"),
    ("swap_back", "undo the last restoration of a company"),
    ("drill", "restore the newest archive beside the company, ask it, drop it again"),
    ("take_along", "make the ZIP that a company can take along, and write it to a file"),
    ("erase", "close a company's account and erase it after the grace; then: erase it"),
    ("cancel_erase", "call an erasure off"),
)
WITHOUT = (
    ("keep", "do what is due: scheduled archives, erasures, pruning, what was interrupted"),
    ("prune", "remove archives and former schemas that have had their time"),
    ("rewrap", "wrap every data key by the newest master key"),
    ("replay_tombstones", "erase again whoever came back with a restored database"),
)


class Command(BaseCommand):
    help = "Archive, restore and erase one company without touching another."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        for verb, text in WITH_A_COMPANY:
            verbs.add_parser(verb, help=text).add_argument("slug")
        for verb, text in WITHOUT:
            verbs.add_parser(verb, help=text)
        for verb in ("restore", "drill"):
            verbs.choices[verb].add_argument("archive", nargs="?", type=UUID)
        verbs.choices["take_along"].add_argument("file", type=Path)
        verbs.choices["erase"].add_argument("--typed", required=True, help="the slug once more")
        verbs.choices["erase"].add_argument("--days", type=int, default=GRACE.days)

    def handle(self, *_args: Any, verb: str, **options: Any) -> None:
        stamp = system_stamp("archives", clock.now())
        do: Callable[..., None] = getattr(self, f"_{verb}")
        try:
            do(stamp, options)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal

    def _export(self, stamp: Stamp, asked: dict[str, Any]) -> None:
        made = exporting.make_archive(asked["slug"], kind=ArchiveKind.MANUAL, stamp=stamp)
        self.stdout.write(str(made))

    def _list(self, _stamp: Stamp, asked: dict[str, Any]) -> None:
        for card in queries.list_archives(_tenant_id(asked["slug"])):
            self.stdout.write(_line(card))

    def _restore(self, stamp: Stamp, asked: dict[str, Any]) -> None:
        done = restoring.restore(asked["slug"], archive_id=asked["archive"], stamp=stamp)
        self.stdout.write(f"{asked['slug']} is restored ({done}); swap_back undoes it")

    def _swap_back(self, stamp: Stamp, asked: dict[str, Any]) -> None:
        restoring.swap_back(asked["slug"], stamp=stamp)
        self.stdout.write(f"{asked['slug']} is as it was before it was restored")

    def _drill(self, stamp: Stamp, asked: dict[str, Any]) -> None:
        report = drilling.drill(asked["slug"], archive_id=asked["archive"], stamp=stamp)
        self.stdout.write(
            f"{report.archive_id}: {report.tables} tables, {report.rows} rows,"
            f" {report.questions} questions in {report.seconds:.1f} s"
        )
        for each in report.differences:
            self.stdout.write(f"  {each.what}: archived {each.archived}, found {each.found}")
        if report.differences:
            raise CommandError(f"{len(report.differences)} differences")

    def _take_along(self, stamp: Stamp, asked: dict[str, Any]) -> None:
        tenant_id = _tenant_id(asked["slug"])
        made = companies.ask_customer_export(tenant_id, stamp=stamp)
        companies.make_customer_export(tenant_id, archive_id=made, stamp=stamp)
        with asked["file"].open("xb") as sink:
            for block in companies.open_customer_export(tenant_id, archive_id=made, stamp=stamp):
                sink.write(block)

    def _erase(self, stamp: Stamp, asked: dict[str, Any]) -> None:
        slug, typed = asked["slug"], asked["typed"]
        if any(card.slug == slug and not card.is_over for card in queries.list_erasures()):
            receipt = erasing.erase(slug, typed=typed, stamp=stamp)
            self.stdout.write(f"{slug} is erased; the receipt is {receipt}")
            return
        grace = timedelta(days=asked["days"])
        erasing.ask_erasure(slug, typed=typed, grace=grace, stamp=stamp)
        self.stdout.write(f"{slug} is closed, and erased on {(stamp.at + grace).date()}")

    def _cancel_erase(self, stamp: Stamp, asked: dict[str, Any]) -> None:
        erasing.cancel_erasure(asked["slug"], stamp=stamp)
        self.stdout.write(f"{asked['slug']} is open again")

    def _keep(self, stamp: Stamp, _asked: dict[str, Any]) -> None:
        self.stdout.write(f"{keeping.keep(stamp=stamp)} done")

    def _prune(self, stamp: Stamp, _asked: dict[str, Any]) -> None:
        self.stdout.write(f"{keeping.prune(stamp=stamp)} removed")

    def _rewrap(self, stamp: Stamp, _asked: dict[str, Any]) -> None:
        self.stdout.write(f"{keys.rewrap_keys(stamp=stamp)} keys wrapped anew")

    def _replay_tombstones(self, stamp: Stamp, _asked: dict[str, Any]) -> None:
        self.stdout.write(f"{len(erasing.replay_tombstones(stamp=stamp))} erased again")


def _tenant_id(slug: str) -> UUID:
    with enter(PLATFORM):
        return get_tenant(slug).id


def _line(card: ArchiveCard) -> str:
    when = card.created_at.isoformat(timespec="minutes")
    until = card.expires_at.date() if card.expires_at else "-"
    return (
        f"{card.id} {when} {card.kind} {card.state} {card.rows} rows {card.bytes} B, until {until}"
    )
