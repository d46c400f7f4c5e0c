"""A company's own domains and visitors, as its owner sees them over HTTP."""

from collections.abc import Iterator

import pytest
from django.test import Client

from guildhall.identity.operations import add_staff
from guildhall.identity.states import Role
from guildhall.kernel import clock
from guildhall.kernel.stamp import Actor, Grant, Stamp
from guildhall.kernel.tenancy import PLATFORM, Scope, enter
from integrations.dns.client import DnsResolver
from tenants import operations
from tenants.models import Domain
from tenants.ports import bind_resolver, resolver
from tenants.queries import list_domains
from tenants.states import DomainKind
from tenants.visits.operations import enter_visit, note_step, offer_visit
from tenants.visits.types import NewVisit
from tests.console.reading import text_of
from tests.harness.dns import NameServer, name_server

HOST, OWN = "alpha.localhost", "shop.example.com"
PASSWORD = "correct horse battery"


@pytest.fixture
def names(committed: dict[str, Scope]) -> Iterator[NameServer]:
    before = resolver()
    with name_server() as found:
        bind_resolver(DnsResolver(found.address))
        yield found
    bind_resolver(before)
    with enter(PLATFORM):
        Domain.objects.filter(kind=DomainKind.CUSTOM).delete()
        Domain.objects.filter(kind=DomainKind.PLATFORM).update(is_primary=True)


def signed_in(scope: Scope, role: Role, stamp: Stamp) -> Client:
    """Hire somebody in a company and return their browser after sign-in."""
    with enter(scope):
        add_staff(f"{role}@example.com", name="Olga", password=PASSWORD, role=role, stamp=stamp)
    client = Client(headers={"host": f"{scope.slug}.localhost"})
    form = {"login": f"{role}@example.com", "password": PASSWORD}
    assert client.post("/accounts/login/", form).status_code == 302
    return client


def record_of(scope: Scope, stamp: Stamp) -> tuple[str, str]:
    with enter(PLATFORM):
        cards = list_domains(scope.tenant_id, actor=stamp.by)
    return next(each.record for each in cards if each.host == OWN)


def test_an_owner_leads_a_domain_home_and_its_pages_follow(
    committed: dict[str, Scope], names: NameServer, stamp: Stamp
) -> None:
    owner = signed_in(committed["alpha"], Role.OWNER, stamp)

    owner.post("/company/domains/add", {"host": "Shop.Example.com"})
    name, text = record_of(committed["alpha"], stamp)
    page = text_of(owner.get("/company/domains"))
    early = owner.post(f"/company/domains/{OWN}/check")
    names.texts[name] = [f'"{text}"']
    for step in ("check", "activate", "primary"):
        assert owner.post(f"/company/domains/{OWN}/{step}").status_code == 302

    assert name in page
    assert text in page
    assert early.status_code == 409
    moved = owner.get("/orders?q=1", headers={"host": f"{HOST}:8000"})
    assert (moved.status_code, moved["Location"]) == (308, f"http://{OWN}:8000/orders?q=1")
    assert owner.get("/api/v1/orders").status_code == 401
    assert Client(headers={"host": OWN}).get("/accounts/login/").status_code == 200


def test_a_domain_of_another_company_is_said_to_be_taken(
    committed: dict[str, Scope], names: NameServer, stamp: Stamp
) -> None:
    beta = committed["beta"].tenant_id
    with enter(PLATFORM):
        operations.add_domain(beta, host=OWN, stamp=stamp)
        card = next(c for c in list_domains(beta, actor=stamp.by) if c.host == OWN)
        names.texts[card.record[0]] = [f'"{card.record[1]}"']
        operations.verify_domain(beta, host=OWN, stamp=stamp)
    owner = signed_in(committed["alpha"], Role.OWNER, stamp)

    page = owner.post("/company/domains/add", {"host": OWN})

    assert page.status_code == 409
    assert "already leads to a company" in text_of(page)
    assert owner.post(f"/company/domains/{OWN}/remove").status_code == 404


def test_a_clerk_sees_neither_domains_nor_visits(
    committed: dict[str, Scope], names: NameServer, stamp: Stamp
) -> None:
    clerk = signed_in(committed["alpha"], Role.OPERATIONS, stamp)

    for url in ("/company/domains", "/company/visits"):
        assert clerk.get(url).status_code == 403
    assert clerk.post("/company/domains/add", {"host": OWN}).status_code == 403


def test_the_owner_sees_who_came_in_and_sends_them_away(
    committed: dict[str, Scope], stamp: Stamp
) -> None:
    new = NewVisit(comment="Ticket 12", minutes=30, role=Role.READ_ONLY, operator="Ophelia")
    with enter(PLATFORM):
        person = add_staff(
            "o@example.com", name="O", password="a long one", role=Role.OPERATOR, stamp=stamp
        )
        at = Stamp(Actor("staff", f"staff:{person}", (Grant("*"),), person), clock.now())
        visit = offer_visit("alpha", new, stamp=at)
    with enter(committed["alpha"]):
        tenant_id = committed["alpha"].tenant_id
        enter_visit(visit, person=person, tenant_id=tenant_id, at=at.at)
        note_step(visit, method="GET", path="/orders?q=12", stamp=at)
    owner = signed_in(committed["alpha"], Role.OWNER, stamp)

    listed = text_of(owner.get("/company/visits"))
    page = text_of(owner.get(f"/company/visits/{visit}"))
    away = owner.post(f"/company/visits/{visit}/end")

    assert "Ophelia" in listed
    assert "/orders?q=12" in page
    assert away.status_code == 302
    with enter(committed["alpha"]):
        assert note_step(visit, method="GET", path="/", stamp=at) is None
    other = signed_in(committed["beta"], Role.OWNER, stamp)
    assert other.get(f"/company/visits/{visit}").status_code == 404
    assert other.post(f"/company/visits/{visit}/end").status_code == 404
