"""`manage.py openings run | list | retry SLUG | open SLUG …`: companies on their way."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from guildhall.kernel import clock
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import Stamp, system_stamp
from guildhall.kernel.tenancy import PLATFORM, enter
from tenants.openings import operations, queries
from tenants.openings.states import UNDER_WAY, OpeningState
from tenants.openings.types import NewOpening, OpeningCard


class Command(BaseCommand):
    help = "Show companies on their way, go on with them, or open one on an operator's word."

    def add_arguments(self, parser: CommandParser) -> None:
        asked = parser.add_subparsers(dest="asked", required=True)
        asked.add_parser("run", help="go on with everything that is not done, in this process")
        listed = asked.add_parser("list", help="show openings and where they stand")
        listed.add_argument("--state", choices=[state.value for state in OpeningState])
        retry = asked.add_parser("retry", help="try again what has failed")
        retry.add_argument("slug")
        opened = asked.add_parser("open", help="open a company; its first owner gets a mail")
        opened.add_argument("slug")
        opened.add_argument("--name", required=True)
        opened.add_argument("--email", required=True)
        opened.add_argument("--person", required=True)
        opened.add_argument("--plan", default="standard")
        opened.add_argument("--language", default="en")
        opened.add_argument("--group", default="", help="an existing group; else its own")
        opened.add_argument("--unit", default="", help="a unit of that group")

    def handle(self, *_args: Any, **options: Any) -> None:
        stamp = system_stamp("operator", clock.now())
        try:
            with enter(PLATFORM):
                getattr(self, f"_{options['asked']}")(options, stamp)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal

    def _run(self, _options: dict[str, Any], stamp: Stamp) -> None:
        for card in queries.list_openings(states=UNDER_WAY):
            operations.run_opening(card.id, stamp=stamp)
            operations.send_due_mails(card.id, stamp=stamp)
            self._show(queries.get_opening(card.id))
        for opening in queries.list_due(at=stamp.at):
            operations.send_due_mails(opening, stamp=stamp)

    def _list(self, options: dict[str, Any], _stamp: Stamp) -> None:
        states = (options["state"],) if options["state"] else tuple(OpeningState)
        for card in queries.list_openings(states=[OpeningState(state) for state in states]):
            self._show(card)

    def _retry(self, options: dict[str, Any], stamp: Stamp) -> None:
        found = queries.find_opening(options["slug"])
        operations.retry_opening(found.id, stamp=stamp)
        self._show(queries.get_opening(found.id))

    def _open(self, options: dict[str, Any], stamp: Stamp) -> None:
        fields = ("slug", "name", "email", "person", "plan", "language", "group", "unit")
        opening = operations.open_for(
            NewOpening(**{field: options[field] for field in fields}), stamp=stamp
        )
        self._show(queries.get_opening(opening))

    def _show(self, card: OpeningCard) -> None:
        step = f"{card.current} " if card.current else ""
        errors = " ".join(each.error for each in card.steps if each.error)
        self.stdout.write(f"{card.slug:<32} {card.state:<10} {step}{errors}".rstrip())
