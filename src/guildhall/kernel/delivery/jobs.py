"""The job that carries facts from the relay to a worker."""

from datetime import timedelta

from guildhall.kernel.delivery.deliver import deliver
from guildhall.kernel.jobs import job
from guildhall.kernel.tenancy import Scope, enter

LEASE = timedelta(seconds=30)


@job(queue="facts", max_retries=0, time_limit_ms=25_000)
def deliver_facts(sequences: list[int]) -> None:
    """Deliver facts of the envelope's tenant. Lost or failed, they come again after the lease."""
    deliver(sequences, lease=LEASE)


def send_facts(scope: Scope, sequences: list[int]) -> None:
    """Hand facts to a worker; the relay's `Send`."""
    with enter(scope):
        deliver_facts.send(sequences)
