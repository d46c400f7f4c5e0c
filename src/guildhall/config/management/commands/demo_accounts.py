"""`manage.py demo_accounts --port P`: who can sign in to the demo, each with a link to click."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from guildhall.config.demo.cast import (
    COMPANIES,
    GROUP,
    HQ,
    OPERATOR,
    PASSWORD,
    PLATFORM_NAME,
    STAFF,
    email_of,
)


class Command(BaseCommand):
    help = "Tell the accounts of the demo."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, required=True)

    def handle(self, *_args: Any, **options: Any) -> None:
        operator = f"{email_of(OPERATOR, at=PLATFORM_NAME)}&next=/operators"
        accounts = [
            ("the group's HQ", "hq", email_of(HQ, at=GROUP.code)),
            ("the platform's operator", "hq", operator),
        ]
        accounts += [
            (f"{company.name}, {person.role}", company.slug, email_of(person, at=company.slug))
            for company in COMPANIES
            for person in STAFF
        ]
        width = max(len(place) for place, _, _ in accounts)
        self.stdout.write(f"Click to sign in; the password is {PASSWORD}")
        for place, host, email in accounts:
            link = f"http://{host}.localhost:{options['port']}/accounts/login/?login={email}"
            self.stdout.write(f"  {place:<{width}}  {link}")
