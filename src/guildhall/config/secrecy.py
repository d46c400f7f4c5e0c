"""What this process holds that nobody may read: taken out of logs, error reports and dumps."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from django.views.debug import SafeExceptionReporterFilter

from guildhall.kernel.scrubbing import is_telling, scrub


def secrets_of(settings: Any) -> Iterator[str]:
    """Yield every secret among the typed settings: keys, and passwords within URLs."""
    for field in fields(settings):
        yield from _within(getattr(settings, field.name), name=field.name)


def _within(value: Any, *, name: str) -> Iterator[str]:
    if isinstance(value, tuple):
        for each in value:
            yield from _within(each, name=name)
    elif is_dataclass(value):
        yield from secrets_of(value)
    elif isinstance(value, str):
        yield from _of_text(value, name=name)


def _of_text(text: str, *, name: str) -> Iterator[str]:
    if is_telling(name):
        yield text
    elif "://" in text:
        parts = urlsplit(text)
        if parts.password:
            yield parts.password
            yield unquote(parts.password)


def reporting(dsn: str) -> dict[str, Any]:
    """Return how errors are reported: where they happened, never with whose values."""
    return {
        "dsn": dsn,
        "send_default_pii": False,
        "include_local_variables": False,
        "max_request_body_size": "never",
        "before_send": _clean,
        "before_send_transaction": _clean,
        "before_breadcrumb": _clean,
    }


def _clean(event: Any, _hint: Any) -> Any:
    """Send a report or a breadcrumb through the nets.

    What fills the places of a log message goes: without its words nobody can tell what it is.
    """
    if "logentry" in event:
        event["logentry"].pop("params", None)
    return {key: scrub(value, name=str(key)) for key, value in event.items()}


class SettingsFilter(SafeExceptionReporterFilter):
    """Django's dump of settings and requests on an error page, through our nets."""

    def cleanse_setting(self, key: Any, value: Any) -> Any:
        return scrub(super().cleanse_setting(key, value), name=str(key))
