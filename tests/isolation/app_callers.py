"""Apps that knock at alpha's door, for themselves or for a person, and people in browsers."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.test import Client

from guildhall.identity.models import StaffRole
from guildhall.identity.oauth.models import App, Installation
from guildhall.identity.oauth.operations import (
    disable_app,
    end_family,
    issue_for_company,
    key_that_signs,
    start_family,
    uninstall_app,
)
from guildhall.identity.oauth.operations.families import issue
from guildhall.identity.oauth.queries import claims_signed_here
from guildhall.identity.oauth.rules import signatures
from guildhall.identity.oauth.states import FamilyEnd
from guildhall.identity.operations import add_staff, deactivate_staff
from guildhall.identity.states import KEY_CAPABILITIES, Role
from guildhall.kernel import clock
from guildhall.kernel.stamp import Stamp, system_stamp
from guildhall.kernel.tenancy import Scope, enter
from tests.factories.apps import Made, exchange, install, make_app

PASSWORD = "correct horse battery"
FOR_ITSELF = ["client_credentials"]


@dataclass(frozen=True, slots=True)
class People:
    """Who works at alpha, by what is special about them, and two browsers that signed in."""

    ids: dict[str, UUID]
    browsers: dict[str, dict[str, str]]


def hire_people(alpha: Scope, beta: Scope, stamp: Stamp) -> People:
    """Hire owners: everywhere, of one brand, of another, and one who has lost the role."""
    with enter(alpha):
        ids = {
            "person": _hire("everywhere", stamp),
            "person of the brand": _hire("house", stamp, scope="brand:house"),
            "person elsewhere": _hire("elsewhere", stamp, scope="brand:elsewhere"),
            "person without a role": _hire("nothing", stamp),
            "person let go": _hire("gone", stamp),
        }
        StaffRole.objects.filter(user_id=ids["person without a role"]).delete()
        deactivate_staff(ids["person let go"], stamp=stamp)
    with enter(beta):
        _hire("next.door", stamp)
    ours, theirs = _browser(alpha, "everywhere"), _browser(beta, "next.door")
    return People(ids, {"our browser": ours, "neighbor's browser": theirs})


def app_tokens(
    scope: str, *, alpha: Scope, beta: Scope, people: People, stamp: Stamp
) -> dict[str, str]:
    """Return an access token of each kind of app; the scope is what the operation needs."""
    good = _signed(alpha, scope)
    changed = "AAAAAA" if good[-12:-6] != "AAAAAA" else "BBBBBB"
    with enter(alpha):
        told = {
            "app's opaque token": _opaque(scope, stamp),
            "bound token as a bearer's": _opaque(scope, stamp, jkt="thumbprint"),
            "app's old token": _aged(good),
            "app that is out": _ended("out", scope, stamp),
            "app switched off": _ended("off", scope, stamp),
            "app signed out": _ended("over", scope, stamp),
        }
        told |= {who: token_for(user, scope, stamp=stamp) for who, user in people.ids.items()}
    return {
        **told,
        "app": good,
        "app of the channel": _signed(alpha, scope, place="channel:web"),
        "app elsewhere": _signed(alpha, scope, place="channel:elsewhere"),
        "app without the scope": _signed(alpha, *sorted(KEY_CAPABILITIES - {scope})),
        "neighbor's app": _signed(beta, scope),
        "forged token": f"{good[:-12]}{changed}{good[-6:]}",
    }


def _hire(name: str, stamp: Stamp, *, scope: str = "all") -> UUID:
    email = f"{name}@example.com"
    return add_staff(
        email, name=name, password=PASSWORD, role=Role.OWNER, scope=scope, stamp=stamp
    )


def _browser(house: Scope, name: str) -> dict[str, str]:
    browser = Client(headers={"host": f"{house.slug}.localhost"})
    form = {"login": f"{name}@example.com", "password": PASSWORD}
    answer = browser.post("/accounts/login/", form)
    assert answer.status_code == 302, answer.content.decode()
    session = settings.SESSION_COOKIE_NAME
    return {"Cookie": f"{session}={browser.cookies[session].value}"}


def _own(*scope: str, place: str = "all", form: str = "jwt") -> Made:
    app = make_app(
        "Own",
        kind="confidential",
        grant_types=FOR_ITSELF,
        capabilities=list(scope),
        token_format=form,
    )
    install(app, *scope, scope=place)
    return app


def _signed(house: Scope, *scope: str, place: str = "all") -> str:
    """Return what the token endpoint gives an app that acts for the company."""
    with enter(house):
        app = _own(*scope, place=place)
    answer = exchange(f"{house.slug}.localhost", app, grant_type="client_credentials")
    assert answer.status_code == 200, answer.content.decode()
    return str(answer.json()["access_token"])  # type: ignore[attr-defined]


def _opaque(scope: str, stamp: Stamp, *, jkt: str = "") -> str:
    app = App.objects.get(id=_own(scope, form="opaque").id)
    issued = issue_for_company(app, scope=(scope,), jkt=jkt, stamp=stamp)
    assert issued is not None
    return issued.access_token


def _ended(how: str, scope: str, stamp: Stamp) -> str:
    app = App.objects.get(id=_own(scope, form="opaque").id)
    issued = issue_for_company(app, scope=(scope,), stamp=stamp)
    assert issued is not None
    if how == "out":
        uninstall_app(app.client_id, user=None, stamp=stamp)
    elif how == "off":
        disable_app(app.client_id, stamp=stamp)
    else:
        end_family(issued.sid, reason=FamilyEnd.REVOKED, stamp=stamp)
    return issued.access_token


def token_for(user: UUID, *scope: str, stamp: Stamp) -> str:
    """Let an app in as a person and return its access token."""
    made = make_app("Theirs", capabilities=list(scope), token_format="opaque")
    app = App.objects.get(id=made.id)
    Installation(app=app, user_id=user, capabilities=list(scope)).save()
    family = start_family(app, user=user, scope=scope, stamp=stamp)
    return issue(family, app=app, scope=scope, stamp=stamp).access_token


def _aged(token: str) -> str:
    """Return the same token as it would be if it had ended a second ago."""
    stamp = system_stamp("test", clock.now())
    claims = claims_signed_here(token, typ=signatures.ACCESS)
    assert claims is not None
    ended = int((stamp.at - timedelta(seconds=1)).timestamp())
    aged = {**claims, "iat": ended - 300, "exp": ended}
    return signatures.sign(aged, key_that_signs(stamp=stamp), typ=signatures.ACCESS)
