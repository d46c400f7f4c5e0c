"""A plan's limits: whether there is room for one more, and what the plan leaves out.

Things (products, stores, ...) are counted where they lie, exactly, in the caller's own
transaction. Meters (orders of a month, storage) were counted from facts a moment ago and may
lag by seconds, so that asking costs nothing where a customer is waiting.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, get_args

from guildhall.kernel.locking import lock_name
from guildhall.kernel.refusals import N_, Refusal
from guildhall.kernel.tenancy import require

Counted = Literal["products", "staff", "api_keys", "stores", "boxes"]
Metered = Literal["orders", "storage"]
Feature = Literal["custom_domains", "edge_devices", "exports", "single_sign_on", "webhooks"]

COUNTED: tuple[Counted, ...] = get_args(Counted)
METERED: tuple[Metered, ...] = get_args(Metered)
FEATURES: tuple[Feature, ...] = get_args(Feature)
API_RATE = "api_rate"
NAMES: tuple[str, ...] = (*COUNTED, *METERED, API_RATE)
"""Every limit that a plan can name: things, orders and bytes a month, API calls a minute."""

WORDS = {
    "products": N_("products"),
    "staff": N_("staff accounts"),
    "api_keys": N_("API keys"),
    "stores": N_("stores"),
    "boxes": N_("store boxes"),
    "orders": N_("orders a month"),
    "storage": N_("bytes of storage"),
    "api_rate": N_("API calls a minute"),
    "custom_domains": N_("domains of your own"),
    "edge_devices": N_("store boxes and tills"),
    "exports": N_("scheduled exports"),
    "single_sign_on": N_("single sign-on"),
    "webhooks": N_("webhooks"),
}


class PlanLimitReached(Refusal):
    code = "plan.limit_reached"
    message = N_(
        "Your plan's limit is reached: {limit} {name}, of which {used} are used."
        " A larger plan has more: {upgrade}."
    )
    status = 402

    def told(self, translate: Any = str) -> str:
        return super().told(_naming(self.facts, translate))


class FeatureNotInPlan(Refusal):
    code = "plan.feature_missing"
    message = N_("Your plan comes without {name}. A larger one has it: {upgrade}.")
    status = 402

    def told(self, translate: Any = str) -> str:
        return super().told(_naming(self.facts, translate))


def _naming(facts: Mapping[str, Any], translate: Any) -> Callable[[str], str]:
    """Return a translation that also puts the reader's word in the place of `{name}`."""
    name = facts.get("name")
    words = translate(WORDS[name]) if name in WORDS else "{name}"
    return lambda message: str(translate(message)).replace("{name}", words)


@dataclass(slots=True)
class _Bound:
    counts: dict[Counted, Callable[[], int]] = field(default_factory=dict)
    upgrade: str = ""
    stored: Callable[[], int] = int


_bound = _Bound()


def bind_limits(
    counts: Mapping[Counted, Callable[[], int]], *, upgrade: str, stored: Callable[[], int]
) -> None:
    """Name who counts what, and the address that tells how to get more; config does so once.

    `stored` tells how many bytes of files lie outside the database.
    """
    _bound.counts = dict(counts)
    _bound.upgrade = upgrade
    _bound.stored = stored


def must_have_room(name: Counted, *, adding: int | Callable[[], int] = 1) -> None:
    """Refuse with PlanLimitReached unless there is room for so many more.

    Exact: whoever adds to a limited thing holds its name until the transaction ends, and
    only then is it counted. Where the plan has no such limit nothing is asked at all, and
    `adding`, where that has to be found out, is not either.
    """
    limit = require().allowance.limits.get(name)
    if limit is None:
        return
    lock_name(f"limit:{name}")
    more = adding() if callable(adding) else adding
    used = _bound.counts[name]()
    if more > 0 and used + more > limit:
        raise PlanLimitReached(limit=limit, used=used, name=name, upgrade=_bound.upgrade)


def must_have_left(name: Metered, *, at: datetime) -> None:
    """Refuse with PlanLimitReached where a meter has come to its limit. May lag by seconds."""
    allowance = require().allowance
    limit = allowance.limits.get(name)
    if limit is None:
        return
    used = allowance.used_of(name, at=at)
    if used >= limit:
        raise PlanLimitReached(limit=limit, used=used, name=name, upgrade=_bound.upgrade)


def must_have_feature(name: Feature) -> None:
    """Refuse with FeatureNotInPlan where the plan leaves this out."""
    if name in require().allowance.off:
        raise FeatureNotInPlan(name=name, upgrade=_bound.upgrade)


def count_things() -> dict[str, int]:
    """Return how many of each counted thing this scope holds."""
    return {name: count() for name, count in _bound.counts.items()}


def count_stored() -> int:
    """Return how many bytes of files this scope keeps outside the database."""
    return _bound.stored()
