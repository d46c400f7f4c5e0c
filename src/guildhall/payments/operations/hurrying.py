"""A call made now, beside whoever waits for it a moment and no longer."""

from collections.abc import Callable
from concurrent.futures import wait
from datetime import datetime
from functools import partial
from uuid import UUID

from guildhall.kernel.aside import run_aside
from guildhall.payments.operations.calling import run_call
from guildhall.payments.ports import call_now

type Now = Callable[[], datetime]


def run_soon(call: UUID, *, now: Now, within: float = 0.05) -> bool:
    """Make a call in another thread; return whether it ended within so many seconds.

    Call it once what asked for it is committed. The call goes on by itself; where no thread is
    free a worker is asked instead, and whatever is lost the sweep finds.
    """
    begun = run_aside(partial(run_call, call, now=now))
    if begun is None:
        call_now(call)
        return False
    ended, _ = wait([begun], timeout=within)
    return bool(ended) and begun.exception() is None
