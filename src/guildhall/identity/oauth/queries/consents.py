"""What an app asks a person for, and what of it they can give."""

from uuid import UUID

from guildhall.identity.oauth.errors import AppUnavailable, NothingToGive, OnlyPeople
from guildhall.identity.oauth.models import App, Installation
from guildhall.identity.oauth.queries.apps import find_app
from guildhall.identity.oauth.rules import scopes
from guildhall.identity.oauth.types import ConsentAsked, LetIn, Wish
from guildhall.kernel.stamp import Actor


def ask_consent(wish: Wish, *, by: Actor) -> ConsentAsked:
    """Return what the person is asked for: what they hold of what the app may ask for.

    Refuses with OnlyPeople, AppUnavailable or NothingToGive.
    """
    user = person_of(by)
    app = find_app(wish.client_id)
    if app is None:
        raise AppUnavailable
    capabilities = scopes.capabilities_of(wish.scope)
    held = tuple(each for each in capabilities if scopes.holds_any_where(by.grants, each))
    claims = scopes.claims_of(wish.scope)
    if not held and not claims:
        raise NothingToGive(app=app.name)
    withheld = tuple(each for each in capabilities if each not in held)
    given = _given(app, user)
    remembered = given is not None and given >= {*held, *claims}
    return ConsentAsked(
        app.client_id,
        app.name,
        app.description,
        app.homepage,
        held,
        claims,
        withheld,
        remembered,
    )


def list_let_in(user: UUID) -> tuple[LetIn, ...]:
    """Return the apps that a person has let in, by name. One statement."""
    rows = Installation.objects.select_related("app").filter(user_id=user, removed_at=None)
    return tuple(
        LetIn(
            row.app.client_id,
            row.app.name,
            row.app.homepage,
            scopes.capabilities_of(row.capabilities),
            scopes.claims_of(row.capabilities),
            row.installed_at,
        )
        for row in rows.order_by("app__name", "id")
    )


def _given(app: App, user: UUID) -> set[str] | None:
    found = Installation.objects.filter(app=app, user_id=user, removed_at=None).first()
    return set(found.capabilities) if found else None


def person_of(actor: Actor) -> UUID:
    """Return whose account this is. A visitor has none here, and so cannot let anything in.

    Refuses with OnlyPeople.
    """
    if actor.kind != "staff" or actor.id is None:
        raise OnlyPeople
    return actor.id
