"""`manage.py demo_accounts`: who can sign in to the demo, and how."""

from typing import Any

from django.core.management.base import BaseCommand

from guildhall.config.demo.cast import COMPANIES, GROUP, HQ, PASSWORD, STAFF, email_of


class Command(BaseCommand):
    help = "Tell the accounts of the demo."
    requires_system_checks = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        accounts = [("the group's HQ", email_of(HQ, at=GROUP.code))]
        accounts += [
            (f"{company.name}, {person.role}", email_of(person, at=company.slug))
            for company in COMPANIES
            for person in STAFF
        ]
        width = max(len(place) for place, _ in accounts)
        self.stdout.write(f"Sign in with the password {PASSWORD} as")
        for place, email in accounts:
            self.stdout.write(f"  {place:<{width}}  {email}")
