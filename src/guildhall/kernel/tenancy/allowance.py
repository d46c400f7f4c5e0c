"""What a tenant may use, carried by its scope: asking for it costs no statement.

The roll keeps it beside the tenant and the directory reads both at once, before any
transaction begins: inside one, the public schema is out of reach.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Noted:
    """How much of something was used when it was last noted, and when its counting starts anew.

    Things that are counted where they lie (`until` is None) never start anew.
    """

    used: int
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Allowance:
    """A plan as it applies to one tenant. A limit that is not named does not exist.

    `off` names the features that the plan leaves out.
    """

    plan: str = ""
    limits: Mapping[str, int] = field(default_factory=dict)
    off: frozenset[str] = frozenset()
    noted: Mapping[str, Noted] = field(default_factory=dict)

    def used_of(self, name: str, *, at: datetime) -> int:
        """Return what was noted of a meter in the period that is running."""
        noted = self.noted.get(name)
        if noted is None or (noted.until is not None and noted.until <= at):
            return 0
        return noted.used

    def near(self, *, at: datetime) -> tuple[str, ...]:
        """Return what was noted to have used up four fifths of its limit, or all of it."""
        return tuple(
            name
            for name, limit in self.limits.items()
            if name in self.noted and 5 * self.used_of(name, at=at) >= 4 * limit
        )


UNLIMITED = Allowance()
