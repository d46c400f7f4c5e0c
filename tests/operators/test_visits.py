"""A support visit: for a reason, for a while, in the company's sight."""

from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.db.models import F
from django.test import Client

from guildhall.identity.states import Role
from guildhall.kernel import clock
from guildhall.kernel.refusals import NotPermitted
from guildhall.kernel.stamp import Actor, Grant, Stamp, system_stamp
from guildhall.kernel.tenancy import PLATFORM, Scope, TenantState, enter
from tenants.directory import roll_changed
from tenants.errors import TenantNotFound
from tenants.models import Tenant
from tenants.visits import operations
from tenants.visits.errors import CompanyRests, VisitInvalid, VisitNotFound
from tenants.visits.models import Visit, VisitStep
from tenants.visits.states import EndedBy, VisitState
from tenants.visits.types import NewVisit
from tests.console.reading import text_of, token_of
from tests.operators.conftest import Later, SignIn
from tests.operators.visiting import (
    BASE,
    WHY,
    begin,
    enter_by,
    go_and_come_back,
    inside,
    opened,
    told,
    way_in,
)

type Scopes = dict[str, Scope]


def test_a_visitor_looks_around_under_a_banner_and_changes_nothing(
    operator: Client, committed: Scopes
) -> None:
    visitor = inside(operator)

    page = visitor.get("/orders")
    change = visitor.post("/orders/batches", {"number": "1", "token": "t"})

    assert page.status_code == 200
    assert "Support visit of Ophelia until" in text_of(page)
    assert WHY in text_of(page)
    assert change.status_code == 403


def test_a_visitor_opens_no_page_of_the_account(operator: Client) -> None:
    visitor = inside(operator, Role.OPERATIONS)

    assert visitor.get("/company").status_code in {403, 404}
    assert visitor.get("/company/visits").status_code in {403, 404}


def test_every_address_of_a_visit_is_written_down_with_its_method(operator: Client) -> None:
    visitor = inside(operator)

    for url in ("/", "/orders?q=12", "/nowhere"):
        visitor.get(url)
    visitor.post("/orders/batches", {"token": "t"})

    with enter(PLATFORM):
        steps = list(VisitStep.objects.order_by("id").values_list("method", "path"))
    assert steps == [
        ("GET", "/"),
        ("GET", "/orders?q=12"),
        ("GET", "/nowhere"),
        ("POST", "/orders/batches"),
    ]


def test_the_companys_own_trail_names_every_page_without_what_was_looked_for(
    operator: Client, committed: Scopes
) -> None:
    visitor = inside(operator)

    visitor.get("/orders?q=Zhang")
    visitor.post("/orders/batches", {"token": "t"})

    pages = opened(committed["alpha"])
    assert [(each.payload["method"], each.payload["path"]) for each in pages] == [
        ("GET", "/orders"),
        ("POST", "/orders/batches"),
    ]
    assert {each.actor_name for each in pages} == {each.via for each in pages}
    assert all(each.via.startswith("visit:") for each in pages)


def test_what_was_written_down_cannot_be_changed(operator: Client) -> None:
    inside(operator).get("/")

    with enter(PLATFORM):
        for change in (
            lambda: VisitStep.objects.update(path="/"),
            lambda: VisitStep.objects.all().delete(),
        ):
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                change()


def test_the_companys_own_trail_tells_of_the_visit(operator: Client, committed: Scopes) -> None:
    visitor = inside(operator)
    visitor.get("/orders")
    over = visitor.post("/visits/end")

    started, ended = told(committed["alpha"])
    assert over["Location"] == "/visits/over"
    assert "The visit is over" in text_of(visitor.get("/visits/over"))
    assert (started.type, started.payload["role"]) == ("support_visit.started", "read-only")
    assert (ended.type, ended.payload["ended_by"]) == ("support_visit.ended", "operator")
    assert ended.payload["opened"] == 2
    assert WHY not in str(started.payload)
    assert visitor.get("/orders").status_code == 302


def test_a_visit_cannot_outlive_its_time(
    operator: Client, committed: Scopes, later: Later
) -> None:
    visitor = inside(operator)
    assert visitor.get("/orders").status_code == 200

    later(timedelta(minutes=31))

    assert visitor.get("/orders")["Location"] == "/visits/over"
    with enter(PLATFORM):
        page = text_of(operator.get(f"{BASE}/{Visit.objects.get().id}"))
        assert "Enter" not in page.split()
        operations.end_overdue(stamp=system_stamp("visits", clock.now()))
        row = Visit.objects.get()
    assert (row.state, row.ended_by, row.ended_at) == ("ended", "time", row.ends_at)
    assert [each.type for each in told(committed["alpha"])] == [
        "support_visit.started",
        "support_visit.ended",
    ]


def test_a_visit_is_not_prolonged_by_coming_in_again(operator: Client) -> None:
    page = begin(operator)
    enter_by(way_in(operator, page), operator)
    with enter(PLATFORM):
        Visit.objects.update(ends_at=F("ends_at") - timedelta(minutes=20))
        ends = Visit.objects.get().ends_at

    visitor, _ = enter_by(way_in(operator, page), operator)

    with enter(PLATFORM):
        assert Visit.objects.get().ends_at == ends
    assert visitor.get("/orders").status_code == 200


def test_an_operator_ends_a_visit_from_outside(operator: Client) -> None:
    page = begin(operator)
    visitor, _ = enter_by(way_in(operator, page), operator)

    operator.post(f"{page}/end", {"token": token_of(operator.get(page))})

    assert visitor.get("/orders")["Location"] == "/visits/over"
    assert operator.get(f"{page}/enter").status_code == 409


def test_the_company_sends_a_visitor_away(
    operator: Client, committed: Scopes, stamp: Stamp
) -> None:
    visitor = inside(operator)
    owner = Stamp(Actor("staff", "staff:1", (Grant("*"),)), clock.now())
    with enter(PLATFORM):
        visit = Visit.objects.get().id

    with pytest.raises(VisitNotFound):
        operations.send_away(committed["beta"].tenant_id, visit, stamp=owner)
    operations.send_away(committed["alpha"].tenant_id, visit, stamp=owner)

    assert visitor.get("/orders")["Location"] == "/visits/over"
    assert told(committed["alpha"])[-1].payload["ended_by"] == EndedBy.COMPANY


def test_another_operators_visit_is_not_entered(operator: Client, sign_in: SignIn) -> None:
    page = begin(operator)
    with enter(PLATFORM):
        Visit.objects.update(operator_id=Visit.objects.get().id)

    assert operator.get(f"{page}/enter").status_code == 404


def test_who_was_signed_in_with_this_browser_is_not_any_more(operator: Client) -> None:
    client, back = go_and_come_back(way_in(operator, begin(operator)), operator)
    before = client.cookies["sessionid"].value

    client.get(back)

    assert client.cookies["sessionid"].value not in {"", before}


def new(minutes: int = 30, comment: str = WHY) -> NewVisit:
    return NewVisit(comment=comment, minutes=minutes, role=Role.READ_ONLY, operator="Ophelia")


@pytest.mark.parametrize("asked", [new(minutes=61), new(minutes=0), new(comment="  hm ")])
def test_a_visit_has_a_reason_and_an_end(platform: Scope, stamp: Stamp, asked: NewVisit) -> None:
    with pytest.raises(VisitInvalid):
        operations.offer_visit("alpha", asked, stamp=stamp)


def test_nobody_visits_without_the_right(platform: Scope, stamp: Stamp) -> None:
    viewer = Actor("staff", "staff:1", (Grant("tenants:view"),))
    of_another_group = Actor("staff", "staff:2", (Grant("visits:edit", "group:1"),))

    with pytest.raises(NotPermitted):
        operations.offer_visit("alpha", new(), stamp=Stamp(viewer, stamp.at))
    with pytest.raises(TenantNotFound):
        operations.offer_visit("alpha", new(), stamp=Stamp(of_another_group, stamp.at))


def test_nobody_visits_a_company_that_rests(platform: Scope, stamp: Stamp) -> None:
    Tenant.objects.filter(slug="alpha").update(state=TenantState.QUARANTINED)

    with pytest.raises(CompanyRests):
        operations.offer_visit("alpha", new(), stamp=stamp)


def test_what_a_trail_could_not_be_told_is_told_later(operator: Client, committed: Scopes) -> None:
    inside(operator)
    put(TenantState.MOVING)
    with enter(PLATFORM):
        visit = Visit.objects.get().id
        operations.end_visit(visit, stamp=system_stamp("test", clock.now()))
        assert not Visit.objects.get().end_told
    assert [each.type for each in told(committed["alpha"])] == ["support_visit.started"]

    put(TenantState.ACTIVE)
    sweep(clock.now())

    assert [each.type for each in told(committed["alpha"])][1:] == ["support_visit.ended"]
    with enter(PLATFORM):
        assert Visit.objects.get().state == VisitState.ENDED


def put(state: TenantState) -> None:
    with enter(PLATFORM):
        Tenant.objects.filter(slug="alpha").update(state=state)
        roll_changed()


def sweep(at: datetime) -> None:
    with enter(PLATFORM):
        operations.end_overdue(stamp=system_stamp("visits", at))
