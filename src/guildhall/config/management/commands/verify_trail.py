"""`manage.py verify_trail`: compare the facts of companies with the seals over them."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from guildhall.audit.operations import check_trail, seal_trail
from guildhall.audit.types import Finding, Verdict
from guildhall.kernel import clock
from guildhall.kernel.stamp import system_stamp
from guildhall.kernel.tenancy import PLATFORM, Scope, directory, enter
from guildhall.kernel.tenancy.units import unit


class Command(BaseCommand):
    help = "Verify the trail: every fact under its seal, every seal under the next."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--tenant", action="append", default=[], help="its slug; or: public")
        parser.add_argument("--seal", action="store_true", help="first seal what is settled")

    def handle(self, *_args: Any, **options: Any) -> None:
        scopes = _scopes()
        unknown = sorted(set(options["tenant"]) - scopes.keys())
        if unknown:
            raise CommandError(f"No working company is called {', '.join(unknown)}.")
        broken = 0
        for slug in options["tenant"] or scopes:
            verdict = _verified(scopes[slug], seal=options["seal"])
            self.stdout.write(f"{slug}: {_told(verdict)}")
            broken += verdict.finding is not None
        if broken:
            raise CommandError(f"The trail of {broken} is not as it was sealed.")


def _scopes() -> dict[str, Scope]:
    with enter(PLATFORM), unit():
        working = directory().working()
    return {PLATFORM.slug: PLATFORM, **{found.scope.slug: found.scope for found in working}}


def _verified(scope: Scope, *, seal: bool) -> Verdict:
    stamp = system_stamp("verify_trail", clock.now())
    with enter(scope), unit():
        if seal:
            seal_trail(stamp=stamp)
        return check_trail(stamp=stamp)


def _told(verdict: Verdict) -> str:
    if verdict.finding is not None:
        return f"BROKEN {_wrong(verdict.finding)}; sound before: {verdict.facts} facts"
    return (
        f"sound: {verdict.facts} facts under {verdict.seals} seals and {verdict.days} days,"
        f" up to {verdict.until}, head {verdict.head}"
    )


def _wrong(finding: Finding) -> str:
    where = f"from fact {finding.sequence} on" if finding.sequence is not None else ""
    day = f"on {finding.day:%Y-%m-%d}" if finding.day else ""
    parts = (finding.wrong.value, f"at seal {finding.seal}", where, day)
    return ", ".join(part for part in parts if part)
