"""Keeping the kernel's own tables small."""

from datetime import timedelta

from guildhall.kernel import clock
from guildhall.kernel.jobs import job
from guildhall.kernel.models import IdempotencyKey

KEEP_KEYS = timedelta(hours=48)


@job(queue="default", max_retries=0)
def drop_old_keys() -> None:
    """Forget idempotency keys two days after they were used."""
    IdempotencyKey.objects.filter(created_at__lt=clock.now() - KEEP_KEYS).delete()
