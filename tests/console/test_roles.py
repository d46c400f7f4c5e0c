"""Pages of roles: what each gives, and how a company makes its own."""

import re

import pytest

from guildhall.console.people.words import ACTIONS, KINDS, RESOURCES
from guildhall.console.shell.rights import ROLES
from guildhall.identity.operations import create_role
from guildhall.identity.queries import get_role, list_roles
from guildhall.identity.states import (
    COMPANY,
    COMPANY_CAPABILITIES,
    SCOPE_KINDS,
    Role,
)
from guildhall.kernel.facts import facts_about
from guildhall.kernel.stamp import Stamp
from tests.console.conftest import Hire, SignIn
from tests.console.reading import rows_of, statements_of, text_of

CHECKED = re.compile(r'value="([a-z]+:[a-z]+)"[^>]*\bchecked')


def _own() -> list[str]:
    return [card.code for card in list_roles() if not card.is_built_in]


def test_every_role_is_listed_with_what_it_gives_and_who_holds_it(
    sign_in: SignIn, hire: Hire, stamp: Stamp
) -> None:
    hire(Role.FINANCE)
    create_role("Refund desk", capabilities=("payments:approve",), stamp=stamp)

    page = sign_in(Role.OWNER).get("/people/roles")

    told = text_of(page)
    assert rows_of(page) == 9
    assert "Owner Built in Everything, now and later 1" in told
    assert "Refund desk Your own Payments Approve 0" in told
    assert "Finance Built in Orders View, Export Payments View, Edit, Approve, Export" in told


def test_the_list_costs_the_same_however_many_roles_there_are(
    sign_in: SignIn, stamp: Stamp
) -> None:
    owner = sign_in(Role.OWNER)
    few = statements_of(owner, "/people/roles")
    for name in ("One", "Two"):
        create_role(name, capabilities=("orders:view",), stamp=stamp)

    assert statements_of(owner, "/people/roles") == few


def test_a_role_is_made_after_a_page_that_says_what_it_gives(sign_in: SignIn) -> None:
    owner = sign_in(Role.OWNER)
    form = {"name": "Refund desk", "version": "0", "rights": ["payments:view", "payments:edit"]}

    asked = text_of(owner.post("/people/roles/new", form))
    before = _own()
    made = owner.post("/people/roles/new", {**form, "sure": "1", "token": "1"})

    assert "Make the role Refund desk?" in asked
    assert "Gains Payments: View Payments: Edit" in asked
    assert before == []
    (code,) = _own()
    assert made["Location"] == f"/people/roles/{code}"
    assert get_role(code).capabilities == ("payments:edit", "payments:view")
    assert "Refund desk" in text_of(owner.get(made["Location"]))


def test_a_role_of_one_s_own_starts_from_one_that_there_is(sign_in: SignIn) -> None:
    page = sign_in(Role.OWNER).get("/people/roles/new?like=warehouse").content.decode()

    assert set(CHECKED.findall(page)) == set(get_role("warehouse").capabilities)


def test_an_edit_says_whom_it_meets_and_counts_at_once(
    sign_in: SignIn, hire: Hire, stamp: Stamp
) -> None:
    code = create_role("Desk", capabilities=("payments:view",), stamp=stamp)
    hire(code)
    owner = sign_in(Role.OWNER)
    form = {"name": "Desk", "version": "1", "rights": ["orders:view"]}

    asked = text_of(owner.post(f"/people/roles/{code}/edit", form))
    owner.post(f"/people/roles/{code}/edit", {**form, "sure": "1", "token": "1"})

    assert "1 person or invitation has this role" in asked
    assert "Gains Orders: View Loses Payments: View" in asked
    assert get_role(code).capabilities == ("orders:view",)
    assert facts_about([f"role:{code}"])[-1].type == "role.edited"


def test_an_edit_from_before_somebody_else_s_changes_nothing(
    sign_in: SignIn, stamp: Stamp
) -> None:
    code = create_role("Desk", capabilities=("payments:view",), stamp=stamp)
    owner = sign_in(Role.OWNER)
    form = {"name": "Desk", "rights": ["orders:view"], "sure": "1"}
    owner.post(f"/people/roles/{code}/edit", {**form, "version": "1", "token": "1"})

    late = owner.post(
        f"/people/roles/{code}/edit",
        {**form, "rights": ["stock:view"], "version": "1", "token": "2"},
    )

    assert late.status_code == 409
    assert get_role(code).capabilities == ("orders:view",)


@pytest.mark.parametrize(
    "rights", [[], ["ordres:edit"], ["*"], ["tenants:edit"], ["orders:view", "orders:fly"]]
)
def test_a_form_with_no_right_or_a_wrong_one_makes_no_role(
    rights: list[str], sign_in: SignIn
) -> None:
    form = {"name": "x", "version": "0", "rights": rights, "sure": "1", "token": "1"}

    assert sign_in(Role.OWNER).post("/people/roles/new", form).status_code == 422
    assert _own() == []


def test_nobody_makes_a_role_of_what_they_lack(sign_in: SignIn, hire: Hire, stamp: Stamp) -> None:
    code = create_role("Lead", capabilities=("staff:edit", "staff:view"), stamp=stamp)
    lead = sign_in(code)
    form = {"name": "x", "version": "0", "rights": ["payments:approve"], "sure": "1"}

    refused = lead.post("/people/roles/new", {**form, "token": "1"})
    raised = lead.post(
        f"/people/roles/{code}/edit",
        {**form, "rights": [*COMPANY_CAPABILITIES], "version": "1", "token": "2"},
    )

    assert (refused.status_code, raised.status_code) == (403, 403)
    assert "You cannot give payments:approve" in text_of(refused)
    assert get_role(code).capabilities == ("staff:edit", "staff:view")


def test_a_built_in_role_is_shown_and_never_edited(sign_in: SignIn) -> None:
    owner = sign_in(Role.OWNER)
    form = {"name": "x", "version": "0", "rights": ["orders:view"], "sure": "1", "token": "1"}

    shown = owner.get("/people/roles/admin").content.decode()

    assert "/people/roles/new?like=admin" in shown
    assert "/people/roles/admin/edit" not in shown
    assert owner.post("/people/roles/admin/edit", form).status_code == 409
    assert owner.post("/people/roles/admin/delete", form).status_code == 409


def test_a_role_goes_once_nobody_holds_it(sign_in: SignIn, hire: Hire, stamp: Stamp) -> None:
    owner = sign_in(Role.OWNER)
    held, free = (
        create_role(name, capabilities=("orders:view",), stamp=stamp) for name in ("A", "B")
    )
    hire(held)

    answers = [
        owner.post(f"/people/roles/{code}/delete", {"sure": "1", "token": code})
        for code in (held, free)
    ]

    assert [answer.status_code for answer in answers] == [409, 302]
    assert _own() == [held]


@pytest.mark.parametrize("page", ["/people/roles/nobody", "/people/roles/new?like=nobody"])
def test_a_role_that_is_not_there_is_not_found(page: str, sign_in: SignIn) -> None:
    assert sign_in(Role.OWNER).get(page).status_code == 404


def test_the_platform_s_roles_are_none_of_a_company_s(sign_in: SignIn) -> None:
    told = text_of(sign_in(Role.OWNER).get("/people/roles"))

    assert "operator" not in told.lower()
    assert "controller" not in told.lower()


def test_every_right_of_a_company_has_words() -> None:
    assert [each for each, words in RESOURCES.items() if words == each] == []
    assert {action for actions in COMPANY.values() for action in actions} == set(ACTIONS)
    assert set(ROLES) == set(Role)
    assert set(KINDS) == set(SCOPE_KINDS)
