"""Work on checkouts that the clock asks for."""

from functools import partial
from uuid import UUID

from guildhall.checkout import operations
from guildhall.checkout.queries import due_checkouts
from guildhall.kernel import clock
from guildhall.kernel.aside import run_aside_or_here
from guildhall.kernel.jobs import job
from guildhall.kernel.stamp import system_stamp

QUEUE = "payments"


@job(queue=QUEUE, max_retries=0, time_limit_ms=120_000)
def resume_checkout(checkout: str) -> None:
    """Take up one checkout. The worker is free while providers are asked."""
    run_aside_or_here(partial(operations.resume_checkout, UUID(checkout), now=clock.now))


@job(queue=QUEUE, max_retries=0)
def sweep_checkouts() -> None:
    """Take up the checkouts that are due and that nobody is at."""
    for checkout in due_checkouts(clock.now()):
        resume_checkout.send(str(checkout))


@job(queue="default", max_retries=0)
def tend_carts() -> None:
    """Leave carts that nobody came back to, and forget who filled them."""
    stamp = system_stamp("checkout.carts", clock.now())
    operations.abandon_carts(stamp=stamp)
    operations.forget_buyers(stamp=stamp)
