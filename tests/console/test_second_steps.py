"""Who must sign in in two steps: decided role by role, and held at every door."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guildhall.identity.errors import MoreThanYouHold, RoleNotFound
from guildhall.identity.models import StaffRole
from guildhall.identity.operations import (
    forget_second_factors,
    require_second_step,
    waive_second_step,
)
from guildhall.identity.queries import lacks_second_factor, list_second_steps
from guildhall.identity.states import CAPABILITIES, Role
from guildhall.kernel import clock
from guildhall.kernel.models import Fact
from guildhall.kernel.refusals import NotPermitted
from guildhall.kernel.stamp import Actor, Grant, Stamp
from guildhall.kernel.tenancy import PLATFORM, enter
from tests.console.reading import text_of
from tests.console.test_second_factor import set_up
from tests.factories.company import Company

type SignIn = Callable[..., Client]
type Hire = Callable[..., UUID]

SET_UP = "/accounts/2fa/"
ROLES = "/accounts/2fa/roles/"


def test_who_holds_such_a_role_sets_up_a_second_step_before_anything_else(
    sign_in: SignIn, stamp: Stamp
) -> None:
    clerk, reader = sign_in(), sign_in(Role.READ_ONLY)
    require_second_step(Role.OPERATIONS, stamp=stamp)

    led = [clerk.get(path)["Location"] for path in ("/", "/orders", "/stock")]
    sent = clerk.post("/setup/store", {"code": "S1"})

    assert led == [SET_UP] * 3
    assert sent["Location"] == SET_UP
    assert "Your role asks for a second step" in text_of(clerk.get(SET_UP))
    assert clerk.get("/accounts/sessions/").status_code == 200
    assert reader.get("/").status_code == 200
    set_up(clerk)
    assert clerk.get("/").status_code == 200


def test_the_last_factor_of_such_a_person_stays(sign_in: SignIn, stamp: Stamp) -> None:
    clerk = sign_in()
    set_up(clerk)
    require_second_step(Role.OPERATIONS, stamp=stamp)

    clerk.post("/accounts/2fa/app/off/")

    assert Authenticator.objects.filter(type="totp").exists()
    waive_second_step(Role.OPERATIONS, stamp=stamp)
    clerk.post("/accounts/2fa/app/off/")
    assert not Authenticator.objects.filter(type="totp").exists()


def test_a_role_that_is_over_asks_for_nothing(shop: Company, hire: Hire, stamp: Stamp) -> None:
    user = hire()
    require_second_step(Role.OPERATIONS, stamp=stamp)
    assert lacks_second_factor(user, at=clock.now())

    StaffRole.objects.filter(user=user).update(expires_at=clock.now() + timedelta(days=1))

    assert lacks_second_factor(user, at=clock.now())
    assert not lacks_second_factor(user, at=clock.now() + timedelta(days=2))


def test_an_owner_decides_by_two_clicks_and_the_trail_says_so(sign_in: SignIn) -> None:
    owner = sign_in(Role.OWNER)

    for deed in ("require", "require", "waive"):
        assert owner.post(f"{ROLES}finance/{deed}")["Location"] == ROLES

    told = Fact.objects.filter(subject="role:finance").order_by("sequence")
    assert [fact.type for fact in told] == [
        "role.second_step_required",
        "role.second_step_waived",
    ]
    assert "Finance" in text_of(owner.get(ROLES))


def test_the_page_counts_who_still_lacks_one(
    shop: Company, sign_in: SignIn, hire: Hire, stamp: Stamp
) -> None:
    set_up(sign_in())
    hire(Role.FINANCE)

    with CaptureQueriesContext(connection) as asked:
        found = {step.role: step for step in list_second_steps(at=clock.now())}

    assert (found["operations"].lacking, found["finance"].lacking) == (0, 1)
    assert len(asked) <= 5


@pytest.mark.parametrize("role", [Role.OPERATIONS, Role.READ_ONLY])
def test_others_do_not_decide(sign_in: SignIn, role: Role) -> None:
    somebody = sign_in(role)

    assert somebody.get(ROLES).status_code == 403
    assert somebody.post(f"{ROLES}operations/require").status_code == 403


def test_an_admin_cannot_lift_what_protects_the_owner(shop: Company, stamp: Stamp) -> None:
    require_second_step(Role.OWNER, stamp=stamp)
    grants = tuple(Grant(each) for each in CAPABILITIES[Role.ADMIN])
    admin = Stamp(Actor("staff", "staff:1", grants), stamp.at)

    with pytest.raises(MoreThanYouHold):
        waive_second_step(Role.OWNER, stamp=admin)
    with pytest.raises(NotPermitted):
        waive_second_step(Role.OWNER, stamp=Stamp(Actor("staff", "staff:2"), stamp.at))


def test_a_role_that_does_not_exist_asks_for_nothing(shop: Company, stamp: Stamp) -> None:
    with pytest.raises(RoleNotFound):
        require_second_step("own-nowhere", stamp=stamp)


def test_deciding_asks_who_it_is(sign_in: SignIn) -> None:
    owner = sign_in(Role.OWNER)
    session = owner.session
    proofs = "account_authentication_methods"
    session[proofs] = [{**proof, "at": proof["at"] - 301} for proof in session[proofs]]
    session.save()

    asked = owner.post(f"{ROLES}finance/require")

    assert asked["Location"].startswith("/accounts/reauthenticate/")
    assert not list(Fact.objects.filter(subject="role:finance"))


def test_operators_are_asked_by_their_own_rule(sign_in: SignIn, stamp: Stamp) -> None:
    with enter(PLATFORM):
        require_second_step(Role.OPERATOR, stamp=stamp)
        found = {step.role for step in list_second_steps(at=clock.now(), on_platform=True)}

    assert {Role.OPERATOR, Role.CONTROLLER} <= found
    assert "operator" not in {step.role for step in list_second_steps(at=clock.now())}


def test_who_lost_everything_begins_anew_by_their_password(sign_in: SignIn) -> None:
    owner, clerk = sign_in(Role.OWNER), sign_in()
    set_up(clerk)
    user = StaffRole.objects.get(role=Role.OPERATIONS).user_id
    lost = f"/accounts/2fa/people/{user}/forget"

    assert "Be sure that it is they who ask" in text_of(owner.get(lost))
    assert owner.post(lost)["Location"] == ROLES

    assert not Authenticator.objects.exists()
    assert clerk.get("/").status_code == 302
    assert Fact.objects.filter(type="staff.second_factors_forgotten").count() == 1


def test_nobody_disarms_who_may_do_more(shop: Company, sign_in: SignIn, stamp: Stamp) -> None:
    set_up(sign_in(Role.OWNER))
    user = StaffRole.objects.get(role=Role.OWNER).user_id
    grants = tuple(Grant(each) for each in CAPABILITIES[Role.ADMIN])
    admin = Stamp(Actor("staff", "staff:1", grants), stamp.at)

    with pytest.raises(MoreThanYouHold):
        forget_second_factors(user, stamp=admin)

    assert Authenticator.objects.filter(type="totp").exists()


def test_an_owner_signs_somebody_out_everywhere(sign_in: SignIn) -> None:
    owner, clerk = sign_in(Role.OWNER), sign_in()
    user = StaffRole.objects.get(role=Role.OPERATIONS).user_id

    assert owner.post(f"/accounts/2fa/people/{user}/out")["Location"] == ROLES

    assert clerk.get("/").status_code == 302
    assert owner.get("/").status_code == 200
    assert Fact.objects.get(type="staff.sessions_ended").payload["count"] == 1
