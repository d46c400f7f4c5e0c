"""How far the work is: a bar for people at a terminal, a few plain lines for everything else."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import IO, Protocol, cast

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn


class Screen(Protocol):
    """What a management command writes to: nearly a text file."""

    def isatty(self) -> bool: ...
    def write(self, text: str, /) -> object: ...
    def flush(self) -> None: ...


type Step = Callable[[int], None]

_PLAIN_STEPS = 4


@contextmanager
def progress(title: str, *, total: int, to: Screen) -> Iterator[Step]:
    """Yield a function that is told how many more are done; threads may share it."""
    if to.isatty():
        with _bar(title, total, to) as step:
            yield step
    else:
        with _lines(title, total, to) as step:
            yield step


@contextmanager
def _bar(title: str, total: int, to: Screen) -> Iterator[Step]:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(file=cast("IO[str]", to))) as bar:
        task = bar.add_task(title, total=total)
        yield lambda done: bar.advance(task, done)


@contextmanager
def _lines(title: str, total: int, to: Screen) -> Iterator[Step]:
    lock = Lock()
    count = told = 0

    def step(done: int) -> None:
        nonlocal count, told
        with lock:
            count += done
            quarter = count * _PLAIN_STEPS // max(total, 1)
            if quarter > told:
                told = quarter
                to.write(f"{title}: {count} of {total}\n")
                to.flush()

    to.write(f"{title}: {total} to do\n")
    to.flush()
    yield step
