"""When a signing key is published, signs, and is retired. Pure."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from guildhall.identity.oauth.states import KEY_SIGNS, KEY_STAYS, KEY_WAITS
from guildhall.identity.oauth.types import KeyPlan


def signing(plans: Iterable[KeyPlan], *, at: datetime) -> KeyPlan | None:
    """Return the key that signs now: the newest of those whose time has come.

    Where none has come yet it is the first: it was made for now by a clock a little ahead.
    """
    lasting = sorted(
        (plan for plan in plans if _lasts(plan.signs_until, at)), key=lambda plan: plan.signs_from
    )
    ready = [plan for plan in lasting if plan.signs_from <= at]
    return ready[-1] if ready else next(iter(lasting), None)


def published(plans: Iterable[KeyPlan], *, at: datetime) -> tuple[KeyPlan, ...]:
    return tuple(plan for plan in plans if _lasts(plan.published_until, at))


def needs_successor(plans: Iterable[KeyPlan], *, at: datetime) -> bool:
    """Return whether the key that will sign last has signed, or nearly so, long enough."""
    last = max((plan.signs_from for plan in plans if plan.signs_until is None), default=None)
    return last is None or last + KEY_SIGNS - KEY_WAITS <= at


def successor_signs_from(plans: Iterable[KeyPlan], *, at: datetime) -> datetime:
    """Return when a key made now may sign: at once only where there is none to sign meanwhile."""
    return at if signing(plans, at=at) is None else at + KEY_WAITS


def stopped(plan: KeyPlan, *, when: datetime) -> KeyPlan:
    return replace(plan, signs_until=when, published_until=when + KEY_STAYS)


def _lasts(until: datetime | None, at: datetime) -> bool:
    return until is None or until > at
