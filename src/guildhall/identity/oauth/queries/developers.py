"""Apps as those see them who look after them."""

from datetime import datetime

from django.db.models import Count, F

from guildhall.identity.models import CapabilityUse, User
from guildhall.identity.oauth.errors import AppNotFound
from guildhall.identity.oauth.models import App, Installation
from guildhall.identity.oauth.rules.scopes import capabilities_of
from guildhall.identity.oauth.types import AppCard, AppDraft, AppInFull, InstallationCard
from guildhall.identity.states import UNUSED_AFTER

MOST_SHOWN = 200
# As whom the gate counts the calls of an app, whoever they are for.
HOLDER = "app:"


def list_apps() -> tuple[AppCard, ...]:
    """Return every app of this schema by name, and for how many it may act."""
    rows = App.objects.order_by("name", "id")
    counted = dict(
        Installation.objects.filter(removed_at=None).values_list("app_id").annotate(n=Count("id"))
    )
    return tuple(
        AppCard(
            row.client_id,
            row.name,
            row.kind,
            row.disabled_at is not None,
            counted.get(row.id, 0),
            row.created_at,
        )
        for row in rows
    )


def get_app(client_id: str) -> AppInFull:
    """Return an app in full. Refuses with AppNotFound."""
    row = App.objects.filter(client_id=client_id).first()
    if row is None:
        raise AppNotFound(app=client_id)
    return AppInFull(
        client_id=row.client_id,
        draft=_draft_of(row),
        version=row.version,
        grant_types=tuple(row.grant_types),
        secret_last_four=row.secret_last_four,
        is_disabled=row.disabled_at is not None,
        created_at=row.created_at,
        updated_at=row.updated_at,
        installations=_installations_of(row),
    )


def unused_rights(client_id: str, *, at: datetime) -> tuple[str, ...]:
    """Return what an app was let do, for anybody, and has not done for thirty days.

    What nobody let it do before is new, and not unused.
    """
    given = Installation.objects.filter(app__client_id=client_id, removed_at=None)
    since: dict[str, datetime] = {}
    for capabilities, day in given.values_list("capabilities", "installed_at"):
        for capability in capabilities_of(capabilities):
            since[capability] = min(day, since.get(capability, day))
    used = dict(
        CapabilityUse.objects.filter(holder=f"{HOLDER}{client_id}").values_list(
            "capability", "last_used_at"
        )
    )
    return tuple(
        capability
        for capability, day in sorted(since.items())
        if at - max(day, used.get(capability, day)) >= UNUSED_AFTER
    )


def _draft_of(row: App) -> AppDraft:
    return AppDraft(
        name=row.name,
        kind=row.kind,
        auth_method=row.auth_method,
        capabilities=tuple(row.capabilities),
        redirect_uris=tuple(row.redirect_uris),
        post_logout_redirect_uris=tuple(row.post_logout_redirect_uris),
        description=row.description,
        homepage=row.homepage,
        jwks=row.jwks,
        is_dpop_bound=row.is_dpop_bound,
        token_format=row.token_format,
    )


def _installations_of(app: App) -> tuple[InstallationCard, ...]:
    """Return the company first, then people by the time at which they let the app in."""
    rows = Installation.objects.filter(app=app, removed_at=None).order_by(
        F("user").asc(nulls_first=True), "installed_at"
    )[:MOST_SHOWN]
    found = list(rows)
    people = [row.user_id for row in found if row.user_id]
    names = dict(User.objects.filter(id__in=people).values_list("id", "name"))
    return tuple(
        InstallationCard(
            row.user_id,
            names.get(row.user_id, "") if row.user_id else "",
            tuple(row.capabilities),
            row.scope,
            row.installed_at,
        )
        for row in found
    )
