"""What the long-running processes besides the web share: Django set up, signals, an end."""

import os
import signal
from threading import Event
from types import FrameType

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guildhall.config.settings")
django.setup()


def stop_signal() -> Event:
    """Return an event that SIGINT and SIGTERM set."""
    stop = Event()

    def note(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGINT, note)
    signal.signal(signal.SIGTERM, note)
    return stop
