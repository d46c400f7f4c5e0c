"""`manage.py build_openapi [--check] [--break REASON]`: from the APIs to docs/api."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from guildhall.config.api import DOCUMENTS
from guildhall.config.documents.audiences import Audience
from guildhall.config.documents.build import document_of, text_of
from guildhall.config.documents.compare import breaks_between


class Command(BaseCommand):
    help = "Build the OpenAPI document of each audience, or check that they are current."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing")
        parser.add_argument("--break", default="", dest="reason", help="why a caller may break")

    def handle(self, *_args: Any, **options: Any) -> None:
        built = {each: document_of(api, each) for each, api in DOCUMENTS.items()}
        breaks = [line for each, new in built.items() for line in _breaks(each, new)]
        if breaks and not options["reason"]:
            raise CommandError(
                "This breaks callers; --break REASON allows it:\n" + "\n".join(breaks)
            )
        stale = {each: new for each, new in built.items() if _kept(each) != text_of(new)}
        if options["check"]:
            if stale:
                names = ", ".join(each.file.name for each in stale)
                raise CommandError(f"docs/api is stale ({names}): run manage.py build_openapi")
            return
        for each, new in stale.items():
            each.file.parent.mkdir(parents=True, exist_ok=True)
            each.file.write_text(text_of(new), encoding="utf-8")
            self.stdout.write(f"{each.file.name}: {len(new['paths'])} addresses")


def _kept(audience: Audience) -> str:
    return audience.file.read_text(encoding="utf-8") if audience.file.is_file() else ""


def _breaks(audience: Audience, new: dict[str, Any]) -> list[str]:
    kept = _kept(audience)
    found = breaks_between(json.loads(kept), new) if kept else ()
    return [f"{audience.file.name}: {line}" for line in found]
