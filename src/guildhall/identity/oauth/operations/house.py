"""Apps of our own, which nobody registers: a company's door at the public issuer."""

from uuid import UUID

from django.db import transaction

from guildhall.identity.oauth.events import AppRegistered, ConsentGiven
from guildhall.identity.oauth.models import App, Installation
from guildhall.identity.oauth.rules import secrets
from guildhall.identity.oauth.states import AppKind, GrantType
from guildhall.identity.oauth.types import HouseApp
from guildhall.kernel.events import record
from guildhall.kernel.locking import lock_name
from guildhall.kernel.stamp import Stamp

CLAIMS = ["openid"]


@transaction.atomic
def admit_to_house_app(draft: HouseApp, person: UUID, *, stamp: Stamp) -> None:
    """Keep an app of our own as it is now, and let it know who this person is.

    It gets no right of theirs: what it may ask is who they are, and only the house can make it
    so. That they asked for it themselves, on a page of ours, is their consent.
    """
    lock_name(f"oauth:house:{draft.client_id}")
    app = App.objects.filter(client_id=draft.client_id).first()
    is_new = app is None
    app = app or App(
        client_id=draft.client_id,
        kind=AppKind.CONFIDENTIAL,
        auth_method="client_secret_basic",
        grant_types=[GrantType.CODE],
        capabilities=[],
        created_by="house",
        created_at=stamp.at,
    )
    app.name = draft.name[:80]
    app.redirect_uris = [draft.callback]
    app.secret_digest = secrets.digest_of(draft.secret)
    app.updated_at = stamp.at
    app.save()
    if is_new:
        record(AppRegistered(app=app.id, kind=app.kind, capabilities=(), stamp=stamp))

    if not Installation.objects.filter(app=app, user_id=person, removed_at=None).exists():
        Installation(app=app, user_id=person, capabilities=CLAIMS).save(force_insert=True)
        record(ConsentGiven(app=app.id, user=person, scope=tuple(CLAIMS), stamp=stamp))
