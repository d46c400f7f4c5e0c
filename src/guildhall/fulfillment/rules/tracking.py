"""Where a parcel is, from all that was heard of it; and when it is late or stuck. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from guildhall.fulfillment.states import Tracked
from guildhall.fulfillment.types import DeliveryRuleCard

USUAL = DeliveryRuleCard(carrier="", service="", late_after_days=10, stuck_after_days=5)
MOST_DAYS = 365

# Of what happened in the same moment, what is further along is true.
_FURTHER = (
    Tracked.UNKNOWN,
    Tracked.ANNOUNCED,
    Tracked.IN_TRANSIT,
    Tracked.ATTEMPT_FAILED,
    Tracked.TO_COLLECT,
    Tracked.OUT_FOR_DELIVERY,
    Tracked.EXPIRED,
    Tracked.EXCEPTION,
    Tracked.DELIVERED,
    Tracked.RETURNED,
)


@dataclass(frozen=True, slots=True)
class Told:
    """A state and when it was so, however late it was heard."""

    state: Tracked
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where a parcel is now, when it was first delivered, and when anything happened last."""

    state: Tracked = Tracked.UNKNOWN
    delivered_at: datetime | None = None
    last_at: datetime | None = None


def whereabouts(told: Iterable[Told]) -> Whereabouts:
    """Return where a parcel is: what happened last is true, not what was heard last.

    A carrier may say `delivered` and then tell of trouble: then there is trouble.
    """
    order = sorted(told, key=lambda each: (each.occurred_at, _FURTHER.index(each.state)))
    if not order:
        return Whereabouts()
    delivered = [each.occurred_at for each in order if each.state is Tracked.DELIVERED]
    return Whereabouts(
        state=order[-1].state,
        delivered_at=delivered[0] if delivered else None,
        last_at=order[-1].occurred_at,
    )


def rule_for(carrier: str, service: str, rules: Sequence[DeliveryRuleCard]) -> DeliveryRuleCard:
    """Return the rule that says most about a parcel; a carrier's name outweighs a service's."""
    fits = [
        rule for rule in rules if rule.carrier in ("", carrier) and rule.service in ("", service)
    ]
    return max(fits, key=lambda rule: (bool(rule.carrier), bool(rule.service)), default=USUAL)


def is_late(shipped_at: datetime, rule: DeliveryRuleCard, *, at: datetime) -> bool:
    return at - shipped_at > timedelta(days=rule.late_after_days)


def is_stuck(last_at: datetime, rule: DeliveryRuleCard, *, at: datetime) -> bool:
    return at - last_at > timedelta(days=rule.stuck_after_days)
