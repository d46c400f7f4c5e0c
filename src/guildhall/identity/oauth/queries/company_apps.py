"""Apps that act for themselves: what they may do by now, and who registered them."""

from uuid import UUID

from guildhall.identity.oauth.models import App, Installation
from guildhall.identity.oauth.rules import scopes
from guildhall.identity.queries import person_named
from guildhall.kernel.stamp import Actor, Grant


def actor_of_app(app: UUID) -> Actor | None:
    """Return an app with what the company lets it do now; None where it may no longer act."""
    let_in = (
        Installation.objects.select_related("app")
        .filter(app=app, user=None, removed_at=None, app__disabled_at=None)
        .first()
    )
    if let_in is None:
        return None
    given = frozenset(let_in.capabilities) & frozenset(let_in.app.capabilities)
    grants = tuple(Grant(each, let_in.scope) for each in scopes.capabilities_of(sorted(given)))
    return Actor("app", f"app:{let_in.app.client_id}", grants, let_in.app_id)


def maker_of_app(app: UUID) -> UUID | None:
    """Return the person who registered an app here; None where the house did."""
    made_by = App.objects.filter(pk=app).values_list("created_by", flat=True).first()
    return person_named(made_by or "")


def apps_made_by(user: UUID) -> tuple[UUID, ...]:
    """Return the apps that a person registered here."""
    made = App.objects.filter(created_by=f"staff:{user}")
    return tuple(made.order_by("id").values_list("id", flat=True))
