"""What archives have to know of the rooms above, told by config: names and SQL, no imports."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope
from tenants.archives.types import Question

EVERY_COLUMN: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class House:
    """What differs from house to house.

    `secrets` names what no company may carry away: per table its columns, or all of them.
    `carried` are statements that keep a restored schema from bringing back what was revoked
    since, with `{live}` and `{incoming}` for the two schemas. `kept` are tables of the public
    schema that outlive an erased company. `restored` is told after each swap.
    """

    questions: tuple[Question, ...]
    secrets: Mapping[str, frozenset[str]]
    carried: tuple[str, ...]
    kept: frozenset[str]
    restored: Callable[[Scope, Stamp], None]


_bound: list[House] = []


def bind_house(house: House) -> None:
    """Name the house of this process; config does so once, at start."""
    _bound[:] = [house]


def house() -> House:
    if not _bound:
        raise RuntimeError("no house is bound: guildhall.config does it at start")
    return _bound[0]
