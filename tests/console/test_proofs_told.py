"""Who changes how they prove who they are leaves that in the company's trail."""

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from django.test import Client

from guildhall.identity.models import User
from guildhall.kernel.models import Fact
from tests.console.conftest import PASSWORD
from tests.console.test_second_factor import ON, set_up
from tests.factories.company import Company

type SignIn = Callable[..., Client]

NEW = "battery horse correct"


def _told() -> list[tuple[str, str]]:
    """Return what the trail says of people's proofs: which fact, and of which kind."""
    types = ("factor_added", "factor_removed", "recovery_codes_made", "password_changed")
    person = f"staff:{User.objects.get().pk}"
    rows = Fact.objects.filter(type__in=[f"staff.{each}" for each in types]).order_by("sequence")
    assert {(row.subject, row.actor_name, bool(row.session)) for row in rows} <= {
        (person, person, True)
    }
    assert all(set(row.payload) <= {"user", "kind"} for row in rows)
    return [(row.type.removeprefix("staff."), row.payload.get("kind", "")) for row in rows]


def test_app_and_codes_are_told_when_they_come_and_go(shop: Company, sign_in: SignIn) -> None:
    clerk = sign_in()

    set_up(clerk)
    clerk.post("/accounts/2fa/codes/new/")
    clerk.post("/accounts/2fa/app/off/")

    assert not Authenticator.objects.exists()
    assert _told() == [
        ("factor_added", "app"),
        ("recovery_codes_made", ""),
        ("factor_removed", "app"),
    ]


def test_a_wrong_code_and_a_look_tell_nothing(shop: Company, sign_in: SignIn) -> None:
    clerk = sign_in()
    clerk.get(ON)

    clerk.post(ON, {"code": "000000"})

    assert _told() == []


def test_what_asks_who_it_is_tells_nothing_before(shop: Company, sign_in: SignIn) -> None:
    clerk = sign_in()
    set_up(clerk)
    session = clerk.session
    proofs = "account_authentication_methods"
    session[proofs] = [{**proof, "at": proof["at"] - 301} for proof in session[proofs]]
    session.save()

    clerk.post("/accounts/2fa/app/off/")
    clerk.post("/accounts/2fa/codes/new/")

    assert _told() == [("factor_added", "app")]


def test_a_key_taken_off_is_told(shop: Company, sign_in: SignIn) -> None:
    clerk = sign_in()
    key = Authenticator.objects.create(user=User.objects.get(), type="webauthn", data={})

    answer = clerk.post(f"/accounts/2fa/keys/{key.pk}/remove/")

    assert answer.status_code == 302
    assert _told() == [("factor_removed", "key")]


def test_a_new_password_is_told_and_a_wrong_old_one_is_not(shop: Company, sign_in: SignIn) -> None:
    clerk = sign_in()
    form = {"oldpassword": "wrong", "password1": NEW, "password2": NEW}
    clerk.post("/accounts/password/change/", form)
    assert _told() == []

    clerk.post("/accounts/password/change/", {**form, "oldpassword": PASSWORD})

    assert _told() == [("password_changed", "")]
    assert NEW not in str(list(Fact.objects.values_list("payload", flat=True)))
