"""`manage.py add_operator EMAIL --name NAME`: let somebody run the platform.

The first one has nobody to ask. The password is read from the standard input, never from the
command line, which others on the machine can see.
"""

import getpass
import sys
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from guildhall.identity.operations import add_staff
from guildhall.identity.states import Role
from guildhall.kernel import clock
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import system_stamp
from guildhall.kernel.tenancy import PLATFORM, enter


class Command(BaseCommand):
    help = "Let somebody sign in at the public host as an operator of the platform."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", required=True)

    def handle(self, *_args: Any, **options: Any) -> None:
        password = _password()
        stamp = system_stamp("add_operator", clock.now())
        try:
            validate_password(password)
            with enter(PLATFORM):
                add_staff(
                    options["email"],
                    name=options["name"],
                    password=password,
                    role=Role.OPERATOR,
                    stamp=stamp,
                )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{options['email']} may sign in at the public host, under /operators.")


def _password() -> str:
    if sys.stdin.isatty():
        return getpass.getpass("Password: ")
    return sys.stdin.readline().rstrip("\n")
