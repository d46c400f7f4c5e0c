"""The fleet's page as one read model: rings down, versions across."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guildhall.kernel.stamp import Actor
from tenants.fleet.queries import fleet_map
from tenants.fleet.states import LineState, Ring, RunState
from tenants.fleet.types import Cell, LineCard, RunCard

RINGS: dict[Ring, Promise] = {
    Ring.INTERNAL: _("Our own"),
    Ring.CANARY: _("Canaries"),
    Ring.TENTH: _("A tenth"),
    Ring.REST: _("The rest"),
}


@dataclass(frozen=True, slots=True)
class Spot:
    """How many companies of a ring are at a version, and how many of them are in trouble."""

    companies: int
    troubled: int


@dataclass(frozen=True, slots=True)
class RingRow:
    label: Promise
    spots: tuple[Spot, ...]


@dataclass(frozen=True, slots=True)
class FleetPage:
    """The fleet at a glance, and who needs attention."""

    target: int
    versions: tuple[int, ...]
    rings: tuple[RingRow, ...]
    troubled: tuple[LineCard, ...]
    frozen: tuple[LineCard, ...]
    run: RunCard | None
    companies: int
    arrived: int
    can_retry: bool

    @property
    def is_running(self) -> bool:
        return self.run is not None and self.run.state is RunState.RUNNING

    @property
    def percent(self) -> int:
        return 100 * self.arrived // self.companies if self.companies else 100


def get_fleet_page(*, actor: Actor) -> FleetPage:
    """Return the fleet by ring and version. Refuses with NotPermitted."""
    actor.must("fleet:view")
    found = fleet_map()
    versions = tuple(sorted({cell.version for cell in found.cells} | {found.target}))
    rings = sorted({cell.ring for cell in found.cells})
    return FleetPage(
        target=found.target,
        versions=versions,
        rings=tuple(
            RingRow(RINGS[ring], tuple(_spot(found.cells, ring, each) for each in versions))
            for ring in rings
        ),
        troubled=found.troubled,
        frozen=found.frozen,
        run=found.last_run,
        companies=sum(cell.companies for cell in found.cells),
        arrived=sum(cell.companies for cell in found.cells if cell.version == found.target),
        can_retry=actor.may("tenants:edit"),
    )


def _spot(cells: tuple[Cell, ...], ring: Ring, version: int) -> Spot:
    here = [cell for cell in cells if cell.ring is ring and cell.version == version]
    trouble = {LineState.FAILED, LineState.QUARANTINED}
    return Spot(
        companies=sum(cell.companies for cell in here),
        troubled=sum(cell.companies for cell in here if cell.status in trouble),
    )
