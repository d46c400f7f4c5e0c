"""Where everybody is."""

from collections.abc import Iterable

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Now

from tenants.fleet.models import BackfillProgress, LedgerLine, Run
from tenants.fleet.states import UPGRADED, LineState, Ring, RunState
from tenants.fleet.types import BackfillCard, Cell, FleetMap, LineCard, RingSize, RunCard
from tenants.models import Tenant
from tenants.versions import newest

MOST_TROUBLE = 200


def fleet_map() -> FleetMap:
    """Return the fleet by ring and version, and whoever needs attention, in five statements."""
    cells = LedgerLine.objects.values("ring", "version", "status").annotate(many=Count("*"))
    troubled = LedgerLine.objects.filter(_TROUBLED).order_by("ring", "tenant_id")
    frozen = LedgerLine.objects.filter(frozen_until__gt=Now()).order_by("frozen_until")
    lines = [list(troubled[:MOST_TROUBLE]), list(frozen[:MOST_TROUBLE])]
    slugs = _slugs(line for each in lines for line in each)
    last = Run.objects.order_by("-id").first()
    return FleetMap(
        target=newest().number,
        cells=tuple(
            Cell(Ring(row["ring"]), row["version"], LineState(row["status"]), row["many"])
            for row in cells.order_by("ring", "version", "status")
        ),
        troubled=tuple(_card(line, slugs) for line in lines[0]),
        frozen=tuple(_card(line, slugs) for line in lines[1]),
        last_run=_run_card(last) if last else None,
    )


_TROUBLED = Q(status__in=[LineState.FAILED, LineState.QUARANTINED]) | ~Q(last_error="")


def backfill_progress() -> tuple[BackfillCard, ...]:
    """Return how far each backfill has come."""
    found = BackfillProgress.objects.values("name").annotate(
        companies=Count("*"), complete=Count("finished_at"), filled=Sum("rows")
    )
    return tuple(
        BackfillCard(row["name"], row["companies"], row["complete"], row["filled"])
        for row in found.order_by("name")
    )


def open_lines(target: int) -> QuerySet[LedgerLine]:
    """Return the lines that a run to this version would take up."""
    tenant = Tenant.objects.filter(id=OuterRef("tenant_id"))
    there = Exists(tenant.filter(state__in=UPGRADED)) | Q(
        Exists(tenant.filter(state="quarantined")), shut=True
    )
    thawed = Q(frozen_until=None) | Q(frozen_until__lte=Now())
    free = Q(status__in=[LineState.READY, LineState.FAILED]) | Q(
        status=LineState.LEASED, lease_until__lt=Now()
    )
    return LedgerLine.objects.filter(there, thawed, free, version__lt=target).order_by("tenant_id")


def ring_sizes(target: int, *, last: Ring) -> list[RingSize]:
    """Return the rings in which somebody is behind, in the order in which they ride."""
    behind = open_lines(target).order_by().values("ring").annotate(many=Count("*"))
    open_in = dict(behind.values_list("ring", "many"))
    totals = LedgerLine.objects.order_by().values("ring").annotate(many=Count("*"))
    total_in = dict(totals.values_list("ring", "many"))
    return [
        RingSize(Ring(ring), open_in[ring], total_in[ring])
        for ring in sorted(open_in)
        if ring <= last
    ]


def held_back(target: int) -> int:
    """Return how many are behind and were not to be touched: frozen, in quarantine, moving."""
    behind = LedgerLine.objects.filter(version__lt=target)
    return behind.exclude(tenant_id__in=open_lines(target).values("tenant_id")).count()


def get_line(slug: str) -> LineCard | None:
    """Return a company's line, if it has one."""
    tenant = Tenant.objects.filter(slug=slug)
    line = LedgerLine.objects.filter(tenant_id__in=tenant.values("id")).first()
    return _card(line, {line.tenant_id: slug}) if line else None


def _slugs(lines: Iterable[LedgerLine]) -> dict[object, str]:
    ids = [line.tenant_id for line in lines]
    return dict(Tenant.objects.filter(id__in=ids).values_list("id", "slug"))


def _card(line: LedgerLine, slugs: dict[object, str]) -> LineCard:
    return LineCard(
        tenant_id=line.tenant_id,
        slug=slugs.get(line.tenant_id, ""),
        shard=line.shard,
        version=line.version,
        ring=Ring(line.ring),
        status=LineState(line.status),
        attempts=line.attempts,
        last_error=line.last_error,
        duration_ms=line.duration_ms,
        frozen_until=line.frozen_until,
        frozen_reason=line.frozen_reason,
    )


def _run_card(run: Run) -> RunCard:
    return RunCard(
        id=run.id,
        target=run.target,
        state=RunState(run.state),
        started_at=run.started_at,
        finished_at=run.finished_at,
        done=run.done,
        failed=run.failed,
        postponed=run.postponed,
    )
