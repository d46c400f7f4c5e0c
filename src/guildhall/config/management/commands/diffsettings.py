"""`manage.py diffsettings`: Django's own, with what is secret taken out."""

from typing import Any

from django.conf import settings
from django.core.management.commands import diffsettings

from guildhall.kernel.scrubbing import is_telling, scrub_text


class Command(diffsettings.Command):
    def output_hash(
        self, user_settings: dict[str, str], default_settings: dict[str, str], **options: Any
    ) -> list[str]:
        lines = super().output_hash(_told(user_settings), default_settings, **options)
        return [str(line) for line in lines]

    def output_unified(
        self, user_settings: dict[str, str], default_settings: dict[str, str], **options: Any
    ) -> list[str]:
        lines = super().output_unified(_told(user_settings), default_settings, **options)
        return [str(line) for line in lines]


def _told(values: dict[str, str]) -> dict[str, str]:
    return {name: _one(name, text) for name, text in values.items()}


def _one(name: str, text: str) -> str:
    plain = isinstance(getattr(settings, name, None), bool | int | float | None)
    return "'***'" if is_telling(name) and not plain else scrub_text(text)
