"""Work beside the caller's: many wait for a network at once, and no worker does."""

from collections.abc import Callable, Iterator
from threading import Event, get_ident

import pytest

from guildhall.kernel import aside
from guildhall.kernel.aside import AT_ONCE, run_aside, run_aside_or_here
from guildhall.kernel.tenancy import Scope, enter, require
from tests.harness.processes import wait_until

# The threads of one worker process: docs/decisions/0007.
WORKER_THREADS = 4


@pytest.fixture
def hanging() -> Iterator[tuple[Callable[[], None], list[int]]]:
    """Return work that waits for a network which does not answer, and who is at it."""
    answered, begun = Event(), list[int]()

    def hang() -> None:
        begun.append(get_ident())
        assert answered.wait(60)

    yield hang, begun
    answered.set()
    wait_until(_all_free, what="threads")


def _all_free() -> bool:
    taken = [aside._free.acquire(blocking=False) for _ in range(AT_ONCE)]  # noqa: SLF001
    for _ in filter(None, taken):
        aside._free.release()  # noqa: SLF001
    return all(taken)


def test_a_vendor_that_hangs_keeps_no_worker_from_other_jobs(
    scopes: dict[str, Scope], hanging: tuple[Callable[[], None], list[int]]
) -> None:
    hang, begun = hanging

    with enter(scopes["alpha"]):
        for _ in range(WORKER_THREADS * 4):
            run_aside_or_here(hang)

    wait_until(lambda: len(begun) == WORKER_THREADS * 4, what="calls")
    assert get_ident() not in begun


def test_where_no_thread_is_free_work_is_done_at_once(
    scopes: dict[str, Scope], hanging: tuple[Callable[[], None], list[int]]
) -> None:
    hang, _ = hanging
    done = []

    with enter(scopes["alpha"]):
        futures = [run_aside(hang) for _ in range(AT_ONCE + 1)]
        run_aside_or_here(lambda: done.append((get_ident(), require())))

    assert [each is None for each in futures] == [False] * AT_ONCE + [True]
    assert done == [(get_ident(), scopes["alpha"])]
