"""Devices that wait until a person types their code (RFC 8628)."""

from datetime import datetime

from django.db import transaction

from guildhall.identity.oauth.errors import DeviceCodeUnknown
from guildhall.identity.oauth.events import DeviceApproved, DeviceDenied
from guildhall.identity.oauth.models import App, DeviceCode
from guildhall.identity.oauth.operations.consents import give_consent
from guildhall.identity.oauth.operations.families import issue, start_family
from guildhall.identity.oauth.operations.tries import count_try
from guildhall.identity.oauth.queries.consents import ask_consent, person_of
from guildhall.identity.oauth.rules import devices as rules
from guildhall.identity.oauth.rules import scopes, secrets
from guildhall.identity.oauth.states import (
    DEVICE,
    DEVICE_PREFIX,
    DeviceMove,
    DevicePoll,
    DeviceState,
)
from guildhall.identity.oauth.types import DeviceAsked, Issued, NewDeviceCode, Wish
from guildhall.kernel.events import record
from guildhall.kernel.stamp import Stamp


@transaction.atomic
def start_device(
    app: App, *, scope: tuple[str, ...], stamp: Stamp, jkt: str = ""
) -> NewDeviceCode:
    """Let a device wait for ten minutes until a person types the code that it shows."""
    code, user_code = secrets.make(DEVICE_PREFIX), rules.make_user_code()
    DeviceCode(
        digest=secrets.digest_of(code),
        user_code=user_code,
        app=app,
        scope=scopes.joined(scope),
        jkt=jkt,
        state=DEVICE.start,
        interval=rules.FIRST_INTERVAL,
        expires_at=stamp.at + rules.LIVES,
    ).save(force_insert=True)
    return NewDeviceCode(code, rules.shown(user_code), int(rules.LIVES.total_seconds()))


def find_device(user_code: str, *, stamp: Stamp) -> DeviceAsked:
    """Return which device waits with a code that a person typed, and what it asks for.

    Refuses with OnlyPeople, DeviceTries, DeviceCodeUnknown, AppUnavailable or NothingToGive.
    """
    person_of(stamp.by)
    count_try(stamp)
    row = _waiting(user_code, stamp)
    asked = ask_consent(Wish(row.app.client_id, scopes.split(row.scope)), by=stamp.by)
    return DeviceAsked(rules.shown(row.user_code), asked)


@transaction.atomic
def approve_device(user_code: str, *, signed_in_at: datetime, stamp: Stamp) -> None:
    """Let a device in: it acts for this person, with what they hold of what it asks for.

    Refuses with OnlyPeople, DeviceTries, DeviceCodeUnknown, AppUnavailable or NothingToGive.
    """
    user = person_of(stamp.by)
    count_try(stamp)
    row = _waiting(user_code, stamp, lock=True)
    given = give_consent(Wish(row.app.client_id, scopes.split(row.scope)), stamp=stamp)

    _move(row, DeviceMove.APPROVE)
    row.user_id, row.signed_in_at, row.scope = user, signed_in_at, scopes.joined(given)
    row.save()

    record(DeviceApproved(app=row.app_id, user=user, scope=given, stamp=stamp))


@transaction.atomic
def deny_device(user_code: str, *, stamp: Stamp) -> None:
    """Send a device away. Refuses with OnlyPeople, DeviceTries or DeviceCodeUnknown."""
    user = person_of(stamp.by)
    count_try(stamp)
    row = _waiting(user_code, stamp, lock=True)

    _move(row, DeviceMove.DENY)
    row.user_id = user
    row.save()

    record(DeviceDenied(app=row.app_id, user=user, stamp=stamp))


@transaction.atomic
def poll_device(device_code: str, *, app: App, stamp: Stamp, jkt: str = "") -> DevicePoll | Issued:
    """Return how a device's code stands or, once, the tokens that a person gave it.

    The row is locked: of any number of polls at the same moment one gets the tokens. Whoever
    asks too early waits longer from then on.
    """
    row = (
        DeviceCode.objects.select_for_update(of=("self",))
        .select_related("user")
        .filter(digest=secrets.digest_of(device_code), app=app, jkt=jkt)
        .first()
    )
    if row is None or row.state == DeviceState.USED:
        return DevicePoll.UNKNOWN
    if row.expires_at <= stamp.at:
        return DevicePoll.EXPIRED
    match DeviceState(row.state):
        case DeviceState.DENIED:
            return DevicePoll.DENIED
        case DeviceState.APPROVED:
            return _redeemed(row, app, stamp)
        case _:
            return _paced(row, stamp)


def _redeemed(row: DeviceCode, app: App, stamp: Stamp) -> DevicePoll | Issued:
    _move(row, DeviceMove.REDEEM)
    row.save(update_fields=["state"])
    if row.user is None or not row.user.is_active:
        return DevicePoll.DENIED
    scope = scopes.split(row.scope)
    family = start_family(
        app,
        user=row.user_id,
        scope=scope,
        jkt=row.jkt,
        signed_in_at=row.signed_in_at,
        stamp=stamp,
    )
    return issue(family, app=app, scope=scope, stamp=stamp)


def _paced(row: DeviceCode, stamp: Stamp) -> DevicePoll:
    early = rules.is_too_early(row.polled_at, interval=row.interval, at=stamp.at)
    if early:
        row.interval += rules.SLOWER_BY
    row.polled_at = stamp.at
    row.save(update_fields=["interval", "polled_at"])
    return DevicePoll.SLOW_DOWN if early else DevicePoll.WAITING


def _waiting(user_code: str, stamp: Stamp, *, lock: bool = False) -> DeviceCode:
    rows = DeviceCode.objects.select_related("app")
    if lock:
        rows = rows.select_for_update(of=("self",))
    row = rows.filter(
        user_code=rules.typed(user_code),
        state=DeviceState.WAITING,
        expires_at__gt=stamp.at,
        app__disabled_at=None,
    ).first()
    if row is None:
        raise DeviceCodeUnknown
    return row


def _move(row: DeviceCode, move: DeviceMove) -> None:
    row.state = DEVICE.after(DeviceState(row.state), move)
