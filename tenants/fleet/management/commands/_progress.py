"""How far a run has come: a bar on a terminal, a line now and then elsewhere."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from tenants.fleet.types import Share

if TYPE_CHECKING:
    from django.core.management.base import OutputWrapper

EVERY = 2.0


@contextmanager
def progress(out: "OutputWrapper") -> Iterator[Callable[[Share], None]]:
    """Yield what a run tells its shares to."""
    if out.isatty() and find_spec("rich"):
        with _bar() as tell:
            yield tell
    else:
        yield _Lines(out).tell


@contextmanager
def _bar() -> Iterator[Callable[[Share], None]]:
    from rich.progress import Progress, TaskID  # noqa: PLC0415 - only where it is installed

    with Progress() as bar:
        tasks: dict[Any, TaskID] = {}

        def tell(share: Share) -> None:
            name = share.ring.name.lower()
            if share.ring not in tasks:
                tasks[share.ring] = bar.add_task(name, total=share.total)
            failed = f" ({share.failed} failed)" if share.failed else ""
            come = share.done + share.failed + share.postponed
            bar.update(tasks[share.ring], completed=come, description=name + failed)

        yield tell


class _Lines:
    def __init__(self, out: "OutputWrapper") -> None:
        self._out = out
        self._last = 0.0

    def tell(self, share: Share) -> None:
        come = share.done + share.failed + share.postponed
        if come < share.total and time.monotonic() - self._last < EVERY:
            return
        self._last = time.monotonic()
        self._out.write(
            f"{share.ring.name.lower()}: {share.done} of {share.total} upgraded, "
            f"{share.failed} failed, {share.postponed} busy"
        )
