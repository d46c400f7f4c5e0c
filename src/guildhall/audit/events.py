"""What happens to the trail itself."""

from dataclasses import dataclass

from guildhall.kernel.events import Event, fact


@fact("trail.found_broken", subject="trail")
@dataclass(frozen=True, kw_only=True, slots=True)
class TrailFoundBroken(Event):
    wrong: str
    seal: int


@fact("trail.exported", subject="trail")
@dataclass(frozen=True, kw_only=True, slots=True)
class TrailExported(Event):
    lines: int
