"""What comes round: periods to renew, and what companies hold to be counted."""

import structlog

from guildhall.kernel import clock
from guildhall.kernel.jobs import job
from guildhall.kernel.limits import count_stored, count_things
from guildhall.kernel.redis import redis
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import Stamp, system_stamp
from guildhall.kernel.tenancy import PLATFORM, enter, require
from tenants.plans.operations import note_holdings, renew
from tenants.plans.queries import find_due, schema_size

log = structlog.get_logger(__name__)

MINUTES = 300
HOUR = 3_600


@job(queue="default", max_retries=0, time_limit_ms=600_000)
def renew_subscriptions() -> None:
    """Renew what is due, every few minutes; in the public schema."""
    if redis().set("guildhall:renewed", "1", nx=True, ex=MINUTES):
        renew_due(system_stamp("renew_subscriptions", clock.now()))


@job(queue="default", max_retries=0)
def note_usage() -> None:
    """Count what the current company holds, about once an hour, and keep it in the roll."""
    scope = require()
    if redis().set(f"guildhall:usage-noted:{scope.prefix}", "1", nx=True, ex=HOUR):
        note_usage_now(system_stamp("note_usage", clock.now()))


def renew_due(stamp: Stamp) -> int:
    """Renew every subscription that is due, each by itself; return how many periods it were.

    One that refuses is logged and looked at again next time; it holds up nobody else.
    """
    charged = 0
    for tenant_id in find_due(at=stamp.at):
        try:
            charged += renew(tenant_id, stamp=stamp)
        except Refusal as refusal:
            log.warning("renewal_refused", tenant=str(tenant_id), code=refusal.code)
    return charged


def note_usage_now(stamp: Stamp) -> None:
    """Count in the company's own scope, then keep it in the roll's: two transactions."""
    tenant_id = require().tenant_id
    used = {**count_things(), "storage": schema_size() + count_stored()}
    with enter(PLATFORM):
        note_holdings(tenant_id, used=used, stamp=stamp)
