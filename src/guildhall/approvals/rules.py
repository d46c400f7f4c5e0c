"""Which rule is followed, and who may decide. Pure."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Protocol

from guildhall.approvals.states import NARROWEST_FIRST


class Limit(Protocol):
    """A rule, as far as judging by it goes."""

    @property
    def scope(self) -> str: ...

    @property
    def threshold(self) -> Decimal: ...


def rule_followed[R: Limit](rules: Iterable[R], *, scopes: tuple[str, ...]) -> R | None:
    """Return the rule of the narrowest place among these; of several there, the strictest.

    What is nowhere in particular is judged by the rule of the whole company alone.
    """
    fitting = [rule for rule in rules if rule.scope == "all" or rule.scope in scopes]
    return min(fitting, key=lambda rule: (_rank(rule.scope), rule.threshold), default=None)


def _rank(scope: str) -> int:
    kind = scope.partition(":")[0]
    return NARROWEST_FIRST.index(kind)
