"""Apps: registered, edited, given a new secret, switched off and on."""

from secrets import token_hex

from django.db import transaction

from guildhall.identity.oauth.errors import AppChanged, AppNotFound, NoSecretToRotate
from guildhall.identity.oauth.events import (
    AppDisabled,
    AppEdited,
    AppEnabled,
    AppRegistered,
    AppSecretRotated,
)
from guildhall.identity.oauth.models import App
from guildhall.identity.oauth.queries.access import EPOCH
from guildhall.identity.oauth.rules import apps as rules
from guildhall.identity.oauth.rules import secrets
from guildhall.identity.oauth.states import APP_PREFIX
from guildhall.identity.oauth.types import AppDraft, NewSecret
from guildhall.identity.operations.rights import must_hold
from guildhall.kernel.epochs import move_epoch_on_commit
from guildhall.kernel.events import record
from guildhall.kernel.stamp import EVERYWHERE, Stamp

CLIENT_ID_BYTES = 12


@transaction.atomic
def register_app(draft: AppDraft, *, stamp: Stamp) -> NewSecret:
    """Let an app ask people here for rights; return its id, and its secret where it has one.

    The secret cannot be shown again. Refuses with NotPermitted, AppInvalid, RedirectRefused,
    KeysRefused or MoreThanYouHold.
    """
    stamp.by.must("apps:edit")
    rules.must_be_sound(draft)
    _must_hold_all(draft.capabilities, stamp)

    secret = secrets.make(APP_PREFIX) if rules.has_secret(draft.auth_method) else ""
    app = App(
        client_id=f"app_{token_hex(CLIENT_ID_BYTES)}",
        kind=draft.kind,
        auth_method=draft.auth_method,
        grant_types=list(rules.grant_types_of(draft.kind, draft.auth_method)),
        created_by=stamp.by.name,
        **_secret_columns(secret),
        **_columns(draft),
    )
    app.save(force_insert=True)

    record(AppRegistered(app=app.id, kind=app.kind, capabilities=draft.capabilities, stamp=stamp))
    return NewSecret(app.client_id, secret)


@transaction.atomic
def edit_app(client_id: str, draft: AppDraft, *, version: int, stamp: Stamp) -> None:
    """Change what an app is called, where it lives and what it may ask for.

    What it loses, its tokens lose at once. Kind and way of signing in are for good. Refuses
    with AppNotFound, NotPermitted, AppChanged, AppInvalid, RedirectRefused, KeysRefused or
    MoreThanYouHold.
    """
    app = lock_app(client_id)
    stamp.by.must("apps:edit")
    if app.version != version:
        raise AppChanged
    rules.must_be_sound(draft, kind=app.kind, auth_method=app.auth_method)
    _must_hold_all(tuple(set(draft.capabilities) - set(app.capabilities)), stamp)

    for name, value in _columns(draft).items():
        setattr(app, name, value)
    _touched(app, stamp).save()
    move_epoch_on_commit(EPOCH)

    record(AppEdited(app=app.id, capabilities=draft.capabilities, stamp=stamp))


@transaction.atomic
def rotate_app_secret(client_id: str, *, stamp: Stamp) -> NewSecret:
    """Give an app a new secret; the former one opens nothing from now on.

    Refuses with AppNotFound, NotPermitted or NoSecretToRotate.
    """
    app = lock_app(client_id)
    stamp.by.must("apps:edit")
    if not rules.has_secret(app.auth_method):
        raise NoSecretToRotate

    secret = secrets.make(APP_PREFIX)
    for name, value in _secret_columns(secret).items():
        setattr(app, name, value)
    _touched(app, stamp).save()

    record(AppSecretRotated(app=app.id, stamp=stamp))
    return NewSecret(app.client_id, secret)


@transaction.atomic
def disable_app(client_id: str, *, stamp: Stamp) -> None:
    """Switch an app off: it gets no tokens, and those that it has open nothing.

    Refuses with AppNotFound or NotPermitted.
    """
    app = lock_app(client_id)
    stamp.by.must("apps:edit")
    if app.disabled_at is not None:
        return
    app.disabled_at = stamp.at
    _touched(app, stamp).save()
    move_epoch_on_commit(EPOCH)

    record(AppDisabled(app=app.id, stamp=stamp))


@transaction.atomic
def enable_app(client_id: str, *, stamp: Stamp) -> None:
    """Switch an app on again, with the installations that it had.

    Refuses with AppNotFound or NotPermitted.
    """
    app = lock_app(client_id)
    stamp.by.must("apps:edit")
    if app.disabled_at is None:
        return
    app.disabled_at = None
    _touched(app, stamp).save()
    move_epoch_on_commit(EPOCH)

    record(AppEnabled(app=app.id, stamp=stamp))


def lock_app(client_id: str) -> App:
    """Return an app's row, locked against who else changes it. Refuses with AppNotFound.

    Whoever begins a sign-in of the app is not kept waiting: they may hold a row that the
    caller goes on to.
    """
    app = App.objects.select_for_update(no_key=True).filter(client_id=client_id).first()
    if app is None:
        raise AppNotFound(app=client_id)
    return app


def _columns(draft: AppDraft) -> dict[str, object]:
    return {
        "name": draft.name,
        "description": draft.description,
        "homepage": draft.homepage,
        "redirect_uris": list(draft.redirect_uris),
        "post_logout_redirect_uris": list(draft.post_logout_redirect_uris),
        "capabilities": list(draft.capabilities),
        "jwks": draft.jwks,
        "is_dpop_bound": draft.is_dpop_bound,
        "token_format": draft.token_format,
    }


def _secret_columns(secret: str) -> dict[str, object]:
    if not secret:
        return {}
    return {"secret_digest": secrets.digest_of(secret), "secret_last_four": secret[-4:]}


def _touched(app: App, stamp: Stamp) -> App:
    app.version += 1
    app.updated_at = stamp.at
    return app


def _must_hold_all(capabilities: tuple[str, ...], stamp: Stamp) -> None:
    for capability in sorted(capabilities):
        must_hold(capability, scope=EVERYWHERE, stamp=stamp)
