"""Work beside the caller's, in a thread of its own and in the caller's scope.

For what waits for a network: the caller goes on after a moment, and the thread holds no
connection to the database while it waits. Nothing here is durable: what must be done is a row
before it is handed over, and a sweep finds what was lost.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from threading import BoundedSemaphore

import structlog
from django.db import connections

from guildhall.kernel.tenancy.units import unit

AT_ONCE = 64

log = structlog.get_logger(__name__)
_threads = ThreadPoolExecutor(max_workers=AT_ONCE, thread_name_prefix="aside")
_free = BoundedSemaphore(AT_ONCE)


def run_aside(work: Callable[[], object]) -> Future[None] | None:
    """Begin some work beside the caller's and return its future, or None where no thread is free.

    What it raises is logged and kept in the future.
    """
    if not _free.acquire(blocking=False):
        return None
    context = copy_context()
    return _threads.submit(context.run, _run, work)


def run_aside_or_here(work: Callable[[], object]) -> None:
    """Run some work beside the caller's, or at once where no thread is free.

    For jobs that wait for a network: a worker has few threads, and a vendor that hangs must not
    keep other jobs from them. The work is a row that a sweep finds, or it would be lost.
    """
    if run_aside(work) is None:
        work()


def _run(work: Callable[[], object]) -> None:
    try:
        with unit():
            work()
    except Exception:
        log.exception("aside_failed")
        raise
    finally:
        connections.close_all()
        _free.release()
