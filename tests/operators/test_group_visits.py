"""People of a group come into its companies: as far as the company lets them, and not beside."""

from dataclasses import dataclass
from uuid import UUID

import pytest
from django.test import Client

from guildhall.identity.models import StaffRole, User
from guildhall.identity.states import Role
from guildhall.kernel import clock
from guildhall.kernel.models import Fact
from guildhall.kernel.refusals import NotPermitted
from guildhall.kernel.stamp import Actor, Grant, Stamp
from guildhall.kernel.tenancy import PLATFORM, Scope, enter
from tenants.models import Group, Tenant, Unit
from tenants.visits import operations
from tenants.visits.models import Visit
from tenants.visits.queries import list_access
from tenants.visits.states import Access, VisitKind, VisitState
from tests.console.reading import text_of, token_of
from tests.operators.conftest import SignIn
from tests.operators.visiting import BASE, begin, enter_by, go_and_come_back, inside, told, way_in

type Scopes = dict[str, Scope]


@dataclass(frozen=True)
class House:
    """The roll as the template has it: alpha and beta belong to north, gamma to south."""

    north: UUID
    alpha: Scope

    def lets(self, kind: VisitKind, access: Access) -> None:
        owner = Stamp(Actor("staff", "staff:1", (Grant("*"),)), clock.now())
        with enter(self.alpha):
            operations.set_access(self.alpha.tenant_id, {kind: access}, stamp=owner)


@pytest.fixture
def house(committed: Scopes) -> House:
    with enter(PLATFORM):
        return House(Group.objects.get(slug="north").id, committed["alpha"])


@pytest.fixture
def hana(sign_in: SignIn, house: House) -> Client:
    """Somebody of group north with the right to visit its companies, and no other right."""
    return sign_in(Role.OPERATOR, scope=f"group:{house.north}")


def test_a_groups_person_looks_around_in_a_company_of_theirs(hana: Client, house: House) -> None:
    visitor = inside(hana)

    page = visitor.get("/orders")

    assert page.status_code == 200
    assert "Ophelia" in text_of(page)
    with enter(PLATFORM):
        assert Visit.objects.get().kind == VisitKind.GROUP
    assert told(house.alpha)[0].payload["kind"] == "group"


def test_a_company_of_another_group_looks_like_one_that_is_not_there(hana: Client) -> None:
    there = hana.get(f"{BASE.replace('alpha', 'gamma')}/new")
    nowhere = hana.get(f"{BASE.replace('alpha', 'omega')}/new")

    assert (there.status_code, nowhere.status_code) == (404, 404)
    assert text_of(there).replace("gamma", "omega") == text_of(nowhere)


def test_a_right_in_a_group_opens_no_operators_page(hana: Client) -> None:
    assert hana.get("/operators").status_code == 403
    assert hana.get("/operators/companies/alpha").status_code == 403


def test_a_right_in_a_unit_reaches_the_companies_of_the_units_below(
    sign_in: SignIn, house: House
) -> None:
    with enter(PLATFORM):
        above = Unit.objects.create(group_id=house.north, code="above", name="Above")
        below = Unit.objects.create(group_id=house.north, parent=above, code="below", name="B")
        beside = Unit.objects.create(group_id=house.north, code="beside", name="Beside")
        was = Tenant.objects.get(slug="alpha").unit_id
        Tenant.objects.filter(slug="alpha").update(unit=below)
    try:
        one = sign_in(Role.OPERATOR, scope=f"unit:{above.id}")
        other = sign_in(Role.OPERATOR, scope=f"unit:{beside.id}")

        assert one.get(f"{BASE}/new").status_code == 200
        assert other.get(f"{BASE}/new").status_code == 404
    finally:
        with enter(PLATFORM):
            Tenant.objects.filter(slug="alpha").update(unit=was)
            for unit in (below, above, beside):
                unit.delete()


def test_a_groups_people_only_look_until_the_company_says_more(hana: Client, house: House) -> None:
    asked = {"comment": "Month end", "minutes": 15, "role": Role.OPERATIONS}
    refused = hana.post(f"{BASE}/new", {**asked, "token": token_of(hana.get(f"{BASE}/new"))})
    house.lets(VisitKind.GROUP, Access.AS_ROLE)

    assert refused.status_code == 422
    assert inside(hana, Role.OPERATIONS).get("/orders").status_code == 200


@pytest.mark.parametrize("kind", list(VisitKind))
def test_a_company_that_lets_nobody_in_lets_nobody_in(
    kind: VisitKind, house: House, operator: Client, hana: Client
) -> None:
    house.lets(kind, Access.OFF)
    whom = {VisitKind.SUPPORT: operator, VisitKind.GROUP: hana}
    other = {VisitKind.SUPPORT: hana, VisitKind.GROUP: operator}

    refused = whom[kind].get(f"{BASE}/new")

    assert refused.status_code == 403
    assert "lets nobody of yours in" in text_of(refused)
    assert other[kind].get(f"{BASE}/new").status_code == 200


def test_who_is_inside_is_out_with_the_next_request_when_the_company_closes(
    hana: Client, house: House
) -> None:
    visitor = inside(hana)
    assert visitor.get("/orders").status_code == 200

    house.lets(VisitKind.GROUP, Access.OFF)

    assert visitor.get("/orders")["Location"] == "/visits/over"
    _started, ended = told(house.alpha)
    assert (ended.type, ended.payload["ended_by"]) == ("support_visit.ended", "company")


def test_a_visit_already_prepared_is_of_no_use_once_the_company_closes(
    hana: Client, house: House
) -> None:
    way = way_in(hana, begin(hana))

    house.lets(VisitKind.GROUP, Access.OFF)

    assert enter_by(way, hana)[1] == 403


def test_who_came_as_a_clerk_is_out_when_the_company_lets_look_only(
    operator: Client, house: House
) -> None:
    clerk, viewer = inside(operator, Role.OPERATIONS), inside(operator)

    house.lets(VisitKind.SUPPORT, Access.READ_ONLY)

    assert clerk.get("/orders").status_code == 302
    assert viewer.get("/orders").status_code == 200


def test_how_far_a_company_lets_in_is_in_its_trail(house: House) -> None:
    house.lets(VisitKind.GROUP, Access.OFF)
    house.lets(VisitKind.GROUP, Access.OFF)

    with enter(house.alpha):
        (fact,) = Fact.objects.filter(type="support_visit.access_changed")
    assert fact.payload == {"kind": "group", "access": "off", "before": "read_only"}
    assert fact.actor_name == "staff:1"


def test_only_who_keeps_the_account_says_how_far(house: House, stamp: Stamp) -> None:
    clerk = Actor("visit", "visit:1", (Grant("orders:edit"), Grant("account:view")))

    with enter(house.alpha), pytest.raises(NotPermitted):
        operations.set_access(
            house.alpha.tenant_id,
            {VisitKind.GROUP: Access.AS_ROLE},
            stamp=Stamp(clerk, stamp.at),
        )

    with enter(PLATFORM):
        said = list_access(house.alpha.tenant_id, actor=Actor("s", "s", (Grant("*"),)))
    assert said[VisitKind.GROUP] is Access.READ_ONLY


def test_who_may_not_sign_in_any_more_is_out_with_the_next_request(hana: Client) -> None:
    visitor = inside(hana)

    with enter(PLATFORM):
        User.objects.filter(name="Ophelia").update(is_active=False)

    assert visitor.get("/orders")["Location"] == "/visits/over"


def test_who_loses_the_right_during_a_visit_is_out_with_the_next_request(hana: Client) -> None:
    visitor = inside(hana)
    assert visitor.get("/orders").status_code == 200

    with enter(PLATFORM):
        StaffRole.objects.update(scope=f"group:{Group.objects.get(slug='south').id}")

    assert visitor.get("/orders")["Location"] == "/visits/over"


def test_who_is_suspended_on_the_way_does_not_arrive(hana: Client) -> None:
    client, back = go_and_come_back(way_in(hana, begin(hana)), hana)

    with enter(PLATFORM):
        User.objects.filter(name="Ophelia").update(is_active=False)

    assert client.get(back).status_code == 403
    assert client.get("/orders").status_code == 302


def test_support_that_keeps_a_right_in_a_group_alone_does_not_go_on_as_support(
    operator: Client, house: House
) -> None:
    visitor = inside(operator)

    with enter(PLATFORM):
        StaffRole.objects.update(scope=f"group:{house.north}")

    assert visitor.get("/orders")["Location"] == "/visits/over"


def test_who_lost_the_right_enters_no_more(hana: Client, house: House) -> None:
    page = begin(hana)

    with enter(PLATFORM):
        StaffRole.objects.update(scope=f"group:{Group.objects.get(slug='south').id}")

    assert hana.get(f"{page}/enter").status_code == 404


def test_the_trail_says_through_which_visit(operator: Client, house: House) -> None:
    visitor = inside(operator)
    with enter(PLATFORM):
        name = f"visit:{Visit.objects.get().id}"

    visitor.post("/visits/end")

    with enter(house.alpha):
        rows = list(Fact.objects.filter(type__startswith="support_visit."))
    assert len(rows) == 3, "it began, a page was opened, it ended"
    assert {(row.actor_kind, row.actor_name, row.actor_via) for row in rows} == {
        ("visit", name, name)
    }


def test_a_groups_person_sees_no_visit_of_the_platforms_support(
    operator: Client, hana: Client
) -> None:
    inside(operator)
    with enter(PLATFORM):
        visit = Visit.objects.get()

    assert hana.get(f"{BASE}/{visit.id}").status_code == 404
    assert hana.post(f"{BASE}/{visit.id}/end").status_code == 404
    with enter(PLATFORM):
        assert Visit.objects.get().state == VisitState.RUNNING
