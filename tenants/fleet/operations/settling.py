"""Closing companies whose upgrade failed, and opening them again once it has not."""

import structlog
from django.db.models import F

from guildhall.kernel import fault_points
from guildhall.kernel.refusals import N_
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.states import MoveNotAllowed
from tenants.errors import TenantNotFound
from tenants.fleet.models import LedgerLine
from tenants.fleet.states import LineState
from tenants.models import Tenant
from tenants.operations import move_tenant
from tenants.states import TenantMove

log = structlog.get_logger(__name__)

REASON = N_("Its upgrade failed. Whoever runs the platform knows.")


def settle(*, stamp: Stamp) -> None:
    """Let the roll follow the ledger: quarantine what failed, release what has been upgraded."""
    for line in LedgerLine.objects.filter(shut=False, status=LineState.FAILED):
        _move(line, TenantMove.QUARANTINE, stamp)
        fault_points.reached("fleet.company_closed")
        line.shut = True
        line.save(update_fields=["shut"])
    upgraded = LedgerLine.objects.filter(shut=True, version__gte=F("target"))
    for line in upgraded.exclude(status=LineState.LEASED):
        _move(line, TenantMove.RELEASE, stamp)
        fault_points.reached("fleet.company_opened")
        line.shut = False
        line.save(update_fields=["shut"])


def _move(line: LedgerLine, move: TenantMove, stamp: Stamp) -> None:
    tenant = Tenant.objects.get(id=line.tenant_id)
    try:
        move_tenant(tenant.slug, move=move, reason=REASON, stamp=stamp)
    except (MoveNotAllowed, TenantNotFound) as refused:
        # Done before a crash, archived, or gone.
        log.info("fleet_state_kept", schema=line.schema, refused=refused.code)
