"""Giving names back, and forgetting people."""

from django.db import transaction
from django.db.models import Q

from guildhall.kernel.events import record
from guildhall.kernel.stamp import Stamp
from tenants.openings.events import OpeningExpired
from tenants.openings.models import Knocks, Opening
from tenants.openings.states import (
    ERASED_AFTER,
    FORGOTTEN_AFTER,
    OpeningMove,
    OpeningState,
)


@transaction.atomic
def expire_openings(*, stamp: Stamp) -> int:
    """Give back the names of requests that nobody confirmed in time; return how many."""
    Knocks.objects.filter(ends_at__lte=stamp.at).delete()
    return expire_overdue(stamp=stamp)


def expire_overdue(*, stamp: Stamp, slug: str = "") -> int:
    """Do so within the transaction of somebody who wants the name; all names without one."""
    overdue = Opening.objects.select_for_update(skip_locked=True).filter(
        state=OpeningState.REQUESTED, expires_at__lte=stamp.at
    )
    rows = list((overdue.filter(slug=slug) if slug else overdue).order_by("id"))
    for row in rows:
        row.move(OpeningMove.EXPIRE)
        row.save(update_fields=["state"])
        row.mails.filter(sent_at__isnull=True).delete()
        record(OpeningExpired(opening=row.id, stamp=stamp))
    return len(rows)


@transaction.atomic
def forget_people(*, stamp: Stamp) -> int:
    """Empty addresses and names that nobody needs any more; return of how many openings."""
    unused = Q(state=OpeningState.EXPIRED, expires_at__lte=stamp.at - ERASED_AFTER)
    used = Q(state=OpeningState.OPEN, finished_at__lte=stamp.at - FORGOTTEN_AFTER)
    return Opening.objects.filter(unused | used, erased_at__isnull=True).update(
        email="", person="", erased_at=stamp.at
    )
