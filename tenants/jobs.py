"""Periodic work on the roll, in the public schema."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Q

from guildhall.kernel import clock
from guildhall.kernel.jobs import job
from guildhall.kernel.stamp import system_stamp
from tenants.models import Domain
from tenants.operations import count_figures, recheck_domain
from tenants.pool import keep_warm
from tenants.states import HELD, DomainKind

# So that a job ends in time and other work gets its turn.
AT_MOST = 4

RECHECK_AFTER = timedelta(days=1)
DOMAINS_AT_ONCE = 10
COMPANIES_AT_ONCE = 50


@job(queue="default", time_limit_ms=120_000)
def keep_pool_warm() -> None:
    """Have schemas ready for the next companies, where this worker may create them."""
    if settings.WARM_SCHEMAS and "owner" in settings.DATABASES:
        keep_warm(
            settings.WARM_SCHEMAS, shard=settings.NEW_COMPANIES_ON, at=clock.now(), at_most=AT_MOST
        )


@job(time_limit_ms=120_000)
def recheck_domains() -> None:
    """Look again at domains that companies hold and nobody has looked at for a day."""
    stamp = system_stamp("domains", clock.now())
    due = Q(checked_at__lt=stamp.at - RECHECK_AFTER) | Q(checked_at=None)
    held = Domain.objects.filter(due, kind=DomainKind.CUSTOM, state__in=HELD)
    ids = held.order_by("checked_at", "id").values_list("id", flat=True)
    for domain_id in list(ids[:DOMAINS_AT_ONCE]):
        recheck_domain(domain_id, stamp=stamp)


@job(time_limit_ms=120_000)
def refresh_figures() -> None:
    """Count how large companies are and when they last did something, a few at a time."""
    count_figures(at_most=COMPANIES_AT_ONCE, stamp=system_stamp("figures", clock.now()))
