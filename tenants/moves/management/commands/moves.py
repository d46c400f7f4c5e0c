"""`manage.py moves`: bring a company to another database, and look after such moves."""

from argparse import ArgumentParser
from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from guildhall.kernel import clock
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import system_stamp
from guildhall.kernel.tenancy import PLATFORM, enter
from tenants.moves import operations
from tenants.moves.operations.journey import Way
from tenants.moves.queries import kept_copies, list_moves, moves_under_way
from tenants.moves.types import MoveCard, Pace

USUAL = Pace()


class Command(BaseCommand):
    help = (
        "Move a company to another database while it works: start, status, resume, abandon, prune."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        start = verbs.add_parser("start", help="move a company")
        start.add_argument("slug")
        start.add_argument("target", help="the database it goes to, as GUILDHALL_SHARDS names it")
        resume = verbs.add_parser("resume", help="go on with moves whose program died")
        resume.add_argument("slug", nargs="?", default="")
        for verb in (start, resume):
            verb.add_argument("--keep-days", type=int, default=USUAL.keep_days)
            verb.add_argument("--freeze-seconds", type=float, default=USUAL.freeze_seconds)
            verb.add_argument("--freezes", type=int, default=USUAL.freezes)
            verb.add_argument("--catch-up-seconds", type=float, default=USUAL.catch_up_seconds)
        verbs.add_parser("status", help="list moves").add_argument("slug", nargs="?", default="")
        verbs.add_parser("abandon", help="give a move up").add_argument("slug")
        verbs.add_parser("follow-citus", help="write down where Citus has placed companies")
        prune = verbs.add_parser("prune", help="drop old copies whose days are over")
        prune.add_argument("slug", nargs="?", default="", help="this one's, whatever its days")

    def handle(self, *_args: Any, verb: str, **options: Any) -> None:
        verbs = {
            "start": self._start,
            "status": self._status,
            "resume": self._resume,
            "abandon": self._abandon,
            "prune": self._prune,
            "follow-citus": self._follow_citus,
        }
        try:
            verbs[verb](options)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal

    def _start(self, options: dict[str, Any]) -> None:
        operations.move_company(
            options["slug"], target=options["target"], way=self._way(_pace(options))
        )

    def _resume(self, options: dict[str, Any]) -> None:
        slugs = [options["slug"]] if options["slug"] else self._slugs(moves_under_way)
        for slug in slugs:
            operations.resume_move(slug, way=self._way(_pace(options)))

    def _abandon(self, options: dict[str, Any]) -> None:
        operations.abandon_move(options["slug"], way=self._way(USUAL))

    def _prune(self, options: dict[str, Any]) -> None:
        now = clock.now()
        slugs = (
            [options["slug"]] if options["slug"] else self._slugs(lambda: kept_copies(until=now))
        )
        for slug in slugs:
            operations.prune_copy(slug, stamp=system_stamp("moves", now))
            self._tell(f"{slug}: old copy dropped")

    def _status(self, options: dict[str, Any]) -> None:
        with enter(PLATFORM):
            moves = list_moves(slug=options["slug"])
        for move in moves:
            self._tell(_line(move))
        if not moves:
            self._tell("no moves")

    def _follow_citus(self, _options: dict[str, Any]) -> None:
        sent, strangers = operations.follow_citus(stamp=system_stamp("moves", clock.now()))
        self._tell(f"{sent} companies were sent to another worker")
        for stranger in strangers:
            self._tell(f"no shard is called {stranger}: its companies stay where they were")

    def _slugs(self, ask: Any) -> list[str]:
        with enter(PLATFORM):
            found: Iterable[MoveCard] = ask()
        return [move.slug for move in found]

    def _way(self, pace: Pace) -> Way:
        return Way(system_stamp("moves", clock.now()), pace, self._tell)

    def _tell(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def _pace(options: dict[str, Any]) -> Pace:
    return Pace(
        catch_up_seconds=options["catch_up_seconds"],
        freeze_seconds=options["freeze_seconds"],
        freezes=options["freezes"],
        keep_days=options["keep_days"],
    )


def _line(move: MoveCard) -> str:
    parts = [
        f"{move.slug}: {move.source} -> {move.target} {move.state}",
        f"{move.tables_done}/{move.tables} tables, {move.rows} rows",
    ]
    if move.freeze_ms is not None:
        parts.append(f"at rest for {move.freeze_ms} ms")
    if move.keep_until is not None:
        parts.append(f"old copy kept until {move.keep_until:%Y-%m-%d}")
    if move.problem:
        parts.append(move.problem)
    return ", ".join(parts)
