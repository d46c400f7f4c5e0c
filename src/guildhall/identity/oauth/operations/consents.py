"""A person lets an app in."""

from django.db import transaction

from guildhall.identity.oauth.errors import AppUnavailable
from guildhall.identity.oauth.events import ConsentGiven
from guildhall.identity.oauth.models import App, Installation
from guildhall.identity.oauth.queries.consents import ask_consent, person_of
from guildhall.identity.oauth.types import Wish
from guildhall.kernel.events import record
from guildhall.kernel.locking import lock_name
from guildhall.kernel.stamp import Stamp


@transaction.atomic
def give_consent(wish: Wish, *, stamp: Stamp) -> tuple[str, ...]:
    """Let the app do for this person what they hold of what it asks for; return that scope.

    What was given before stays given. Refuses with OnlyPeople, AppUnavailable or NothingToGive.
    """
    user = person_of(stamp.by)
    lock_name(f"oauth:consent:{wish.client_id}:{user}")
    asked = ask_consent(wish, by=stamp.by)
    if asked.is_remembered:
        return asked.scope
    app = App.objects.filter(client_id=wish.client_id).first()
    if app is None:
        raise AppUnavailable

    row = Installation.objects.filter(app=app, user_id=user, removed_at=None).first()
    row = row or Installation(app=app, user_id=user, capabilities=[])
    row.capabilities = list(dict.fromkeys([*row.capabilities, *asked.scope]))
    row.updated_at = stamp.at
    row.save()

    record(ConsentGiven(app=app.id, user=user, scope=asked.scope, stamp=stamp))
    return asked.scope
