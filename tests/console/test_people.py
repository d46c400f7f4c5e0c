"""Pages of people: who works here, who comes in, and what they may do."""

import re
from uuid import UUID

import pytest
from django.test import Client

from guildhall.identity.models import Invitation, StaffRole, User
from guildhall.identity.operations import change_grants
from guildhall.identity.queries import get_person
from guildhall.identity.states import Role
from guildhall.identity.types import Terms
from guildhall.kernel import clock
from guildhall.kernel.ids import new_id
from guildhall.kernel.stamp import Stamp
from tests.console.conftest import PASSWORD, Hire, SignIn, browser_of
from tests.console.reading import rows_of, statements_of, text_of
from tests.factories.company import Company

LINK = re.compile(r'value="http[^"]+(/accounts/invitation/[^"]+)"')
PROOFS = "account_authentication_methods"


def _held(user: UUID) -> set[tuple[str, str]]:
    return {(one.role, one.scope) for one in get_person(user, at=clock.now()).held}


def _lines(*lines: tuple[str, str] | tuple[str, str, str]) -> dict[str, str]:
    """Return the form that gives these roles in these places."""
    form = {"roles-TOTAL_FORMS": str(len(lines)), "roles-INITIAL_FORMS": "0"}
    for number, (role, scope, *until) in enumerate(lines):
        form |= {f"roles-{number}-role": role, f"roles-{number}-scope": scope}
        form[f"roles-{number}-until"] = "".join(until)
    return form


def _change(client: Client, user: UUID, form: dict[str, str]) -> int:
    version = get_person(user, at=clock.now()).version
    sure = {"version": version, **form, "sure": "1", "token": str(new_id())}
    return client.post(f"/people/{user}/roles", sure).status_code


def _grow_stale(client: Client) -> None:
    session = client.session
    session[PROOFS] = [{**proof, "at": proof["at"] - 301} for proof in session[PROOFS]]
    session.save()


# Who works here.


def test_the_list_tells_who_holds_what_where(sign_in: SignIn, hire: Hire) -> None:
    hire(Role.WAREHOUSE, scope="store:S1")

    told = text_of(sign_in(Role.OWNER).get("/people"))

    assert "warehouse store:S1 Works here warehouse.store.s1@example.com Warehouse" in told
    assert "Store S1" in told
    assert "2 people" in told


def test_a_page_of_people_costs_the_same_however_many_there_are(
    sign_in: SignIn, hire: Hire
) -> None:
    owner = sign_in(Role.OWNER)
    few = statements_of(owner, "/people")
    for store in ("S1", "S2"):
        hire(Role.WAREHOUSE, scope=f"store:{store}")

    assert statements_of(owner, "/people") == few
    assert rows_of(owner.get("/people")) == 3


@pytest.mark.parametrize("role", [Role.OPERATIONS, Role.READ_ONLY, Role.MARKETING])
def test_who_has_nobody_in_their_care_sees_no_list(role: Role, sign_in: SignIn) -> None:
    client = sign_in(role)

    pages = ("/people", "/people/invite", "/people/roles", "/people/roles/new")

    assert [client.get(page).status_code for page in pages] == [403] * 4
    assert "/people" not in client.get("/").content.decode().replace("/people/me", "")


def test_who_is_in_charge_of_one_store_sees_the_people_of_that_store(
    sign_in: SignIn, hire: Hire
) -> None:
    here, there = (hire(Role.WAREHOUSE, scope=f"store:{store}") for store in ("S1", "S2"))
    lead = sign_in(Role.ADMIN, scope="store:S1")

    listed = text_of(lead.get("/people"))

    assert "warehouse store:S1" in listed
    assert "warehouse store:S2" not in listed
    assert lead.get(f"/people/{here}").status_code == 200
    assert lead.get(f"/people/{there}").status_code == 403
    assert lead.get(f"/people/{there}/roles").status_code == 403
    assert lead.post(f"/people/{there}/deactivate", {"sure": "1"}).status_code == 403


# Who comes in.


def test_a_colleague_comes_in_by_a_link_with_the_role_and_place_that_were_chosen(
    shop: Company, sign_in: SignIn
) -> None:
    owner = sign_in(Role.OWNER)
    form = {"name": "Carl", "email": "carl@example.com", "role": "support", "scope": "store:S2"}

    sent = {**form, "token": str(new_id())}
    first, second = (owner.post("/people/invite", sent).content.decode() for _ in range(2))

    found = LINK.search(first)
    assert found is not None
    assert LINK.search(second) is None
    assert "Carl carl@example.com Support Store S2" in text_of(owner.get("/people"))
    browser = browser_of(shop)
    weak = browser.post(found[1], {"password": "short", "again": "short"})
    other = browser.post(found[1], {"password": PASSWORD, "again": "another one 99"})
    inside = browser.post(found[1], {"password": PASSWORD, "again": PASSWORD})
    assert (weak.status_code, other.status_code, inside.status_code) == (422, 422, 302)
    assert browser.get("/").status_code == 200
    assert browser_of(shop).get(found[1]).status_code == 410
    assert _held(User.objects.get(email="carl@example.com").pk) == {("support", "store:S2")}


def test_an_invitation_offers_only_what_the_inviter_could_give(sign_in: SignIn) -> None:
    admin = sign_in(Role.ADMIN, scope="store:S1")

    page = admin.get("/people/invite").content.decode()
    form = {"name": "Eve", "email": "eve@example.com", "token": "1"}
    raised = admin.post("/people/invite", {**form, "role": "owner", "scope": "store:S1"})
    wide = admin.post("/people/invite", {**form, "role": "support", "scope": "all"})

    assert 'value="owner"' not in page
    assert 'value="store:S2"' not in page
    assert (raised.status_code, wide.status_code) == (422, 422)
    assert not Invitation.objects.exists()


def test_who_can_sign_in_already_is_not_invited(sign_in: SignIn, hire: Hire) -> None:
    hire(Role.SUPPORT)
    owner = sign_in(Role.OWNER)
    form = {"name": "B", "email": "support.all@example.com", "role": "support", "scope": "all"}

    answer = owner.post("/people/invite", {**form, "token": "1"})

    assert answer.status_code == 409
    assert "already signs in" in text_of(answer)


# What they may do.


def test_roles_change_only_after_a_page_that_says_what_changes(
    sign_in: SignIn, hire: Hire
) -> None:
    owner, bob = sign_in(Role.OWNER), hire(Role.SUPPORT)
    form = _lines(("finance", "all"), ("warehouse", "store:S1"))

    asked = text_of(owner.post(f"/people/{bob}/roles", form))
    before = _held(bob)
    changed = _change(owner, bob, form)

    assert "To be given Finance Whole company Warehouse Store S1" in asked
    assert "To be taken Support Whole company" in asked
    assert before == {("support", "all")}
    assert changed == 302
    assert _held(bob) == {("finance", "all"), ("warehouse", "store:S1")}


def test_a_role_can_be_given_up_to_a_day(sign_in: SignIn, hire: Hire) -> None:
    owner, bob = sign_in(Role.OWNER), hire(Role.SUPPORT)
    _change(owner, bob, _lines(("finance", "all", "2999-12-31")))
    (first,) = get_person(bob, at=clock.now()).held

    shown = owner.get(f"/people/{bob}/roles").content.decode()
    _change(owner, bob, _lines(("finance", "all", "2999-12-31"), ("support", "all")))

    assert first.expires_at is not None
    assert f"{first.expires_at:%Y-%m-%d %H:%M}" == "3000-01-01 00:00"
    assert 'value="2999-12-31"' in shown
    assert first in get_person(bob, at=clock.now()).held


def test_a_day_that_is_over_is_refused_on_the_page(sign_in: SignIn, hire: Hire) -> None:
    owner, bob = sign_in(Role.OWNER), hire(Role.SUPPORT)

    assert _change(owner, bob, _lines(("finance", "all", "2001-01-01"))) == 422
    assert _held(bob) == {("support", "all")}


def test_the_last_owner_is_kept_by_the_page(sign_in: SignIn) -> None:
    owner = sign_in(Role.OWNER)
    olga = StaffRole.objects.get(role=Role.OWNER).user_id

    answer = owner.post(
        f"/people/{olga}/roles",
        {
            **_lines(("admin", "all")),
            "sure": "1",
            "token": "1",
            "version": get_person(olga, at=clock.now()).version,
        },
    )
    away = owner.post(f"/people/{olga}/deactivate", {"sure": "1", "token": "2"})

    assert (answer.status_code, away.status_code) == (409, 409)
    assert "keeps at least one owner" in text_of(answer)
    assert owner.get("/people").status_code == 200


def test_an_admin_cannot_make_anybody_owner_by_a_forged_form(sign_in: SignIn, hire: Hire) -> None:
    admin, bob = sign_in(Role.ADMIN), hire(Role.SUPPORT)

    assert _change(admin, bob, _lines(("owner", "all"))) == 422
    assert _held(bob) == {("support", "all")}


def test_a_form_from_before_somebody_else_s_change_changes_nothing(
    sign_in: SignIn, hire: Hire, stamp: Stamp
) -> None:
    owner, bob = sign_in(Role.OWNER), hire(Role.SUPPORT)
    stale = {**_lines(("support", "all")), "version": get_person(bob, at=stamp.at).version}
    change_grants(bob, terms=(Terms(Role.READ_ONLY),), stamp=stamp)

    assert _change(owner, bob, stale) == 412
    assert _held(bob) == {("read-only", "all")}


def test_an_admin_does_not_touch_an_owner(sign_in: SignIn, hire: Hire) -> None:
    admin, olga = sign_in(Role.ADMIN), hire(Role.OWNER)

    assert _change(admin, olga, _lines(("support", "all"))) == 403
    away = admin.post(f"/people/{olga}/deactivate", {"sure": "1", "token": "1"})
    assert away.status_code == 403
    assert _held(olga) == {("owner", "all")}


def test_who_is_let_in_no_more_is_out_at_once_and_can_return(
    shop: Company, sign_in: SignIn
) -> None:
    owner, bob = sign_in(Role.OWNER), sign_in(Role.SUPPORT)
    user = User.objects.get(email="support.all@example.com").pk

    owner.post(f"/people/{user}/deactivate", {"sure": "1", "token": "1"})
    out = bob.get("/orders").status_code
    refused = browser_of(shop).post(
        "/accounts/login/", {"login": "support.all@example.com", "password": PASSWORD}
    )
    owner.post(f"/people/{user}/reactivate", {"sure": "1", "token": "2"})

    assert (out, refused.status_code) == (302, 200)
    assert get_person(user, at=clock.now()).is_active
    assert _held(user) == {("support", "all")}


@pytest.mark.parametrize("page", ["invite", "roles/new", "{bob}/roles", "{bob}/deactivate"])
def test_whoever_changes_rights_proves_first_that_it_is_them(
    page: str, sign_in: SignIn, hire: Hire
) -> None:
    owner, bob = sign_in(Role.OWNER), hire(Role.SUPPORT)
    _grow_stale(owner)

    asked = [
        owner.get(f"/people/{page.format(bob=bob)}"),
        owner.post(f"/people/{page.format(bob=bob)}", {"sure": "1"}),
    ]

    assert [answer.status_code for answer in asked] == [302, 302]
    assert all("/accounts/reauthenticate/" in answer["Location"] for answer in asked)
    assert owner.get("/people").status_code == 200
