"""The job that carries facts from the relay to a worker."""

from datetime import timedelta

from django.conf import settings

from guildhall.kernel.delivery.deliver import deliver
from guildhall.kernel.jobs import job
from guildhall.kernel.tenancy import Scope, enter

LEASE = timedelta(seconds=settings.FACT_LEASE_SECONDS)
# A worker gives up before its lease ends, so that two seldom work on one fact.
GIVE_UP_MS = settings.FACT_LEASE_SECONDS * 1_000 * 5 // 6


@job(queue="facts", max_retries=0, time_limit_ms=GIVE_UP_MS)
def deliver_facts(sequences: list[int]) -> None:
    """Deliver facts of the envelope's tenant. Lost or failed, they come again after the lease."""
    deliver(sequences, lease=LEASE)


def send_facts(scope: Scope, sequences: list[int]) -> None:
    """Hand facts to a worker; the relay's `Send`."""
    with enter(scope):
        deliver_facts.send(sequences)
