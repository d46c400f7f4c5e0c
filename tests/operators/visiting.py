"""An operator prepares a visit and comes in."""

from urllib.parse import urlsplit

from django.test import Client

from guildhall.identity.states import Role
from guildhall.kernel.facts import FactRow, facts_about
from guildhall.kernel.tenancy import PLATFORM, Scope, enter
from tenants.visits.models import Visit
from tests.console.reading import text_of, token_of

HOST = "alpha.localhost"
BASE = "/operators/companies/alpha/visits"
WHY = "Ticket 12: the stock list is empty."


def begin(operator: Client, role: Role = Role.READ_ONLY, minutes: int = 30) -> str:
    """Prepare a visit and return the address of its page."""
    form = {"comment": WHY, "minutes": minutes, "role": role}
    token = token_of(operator.get(f"{BASE}/new"))
    answer = operator.post(f"{BASE}/new", {**form, "token": token})
    assert answer.status_code == 302, text_of(answer)
    return str(answer["Location"])


def way_in(operator: Client, page: str) -> str:
    answer = operator.get(f"{page}/enter")
    assert answer.status_code == 302, text_of(answer)
    there = urlsplit(answer["Location"])
    assert there.netloc == HOST
    return f"{there.path}?{there.query}"


def enter_by(way: str) -> tuple[Client, int]:
    client = Client(headers={"host": HOST})
    return client, client.get(way).status_code


def inside(operator: Client, role: Role = Role.READ_ONLY) -> Client:
    client, status = enter_by(way_in(operator, begin(operator, role)))
    assert status == 302
    return client


def told(scope: Scope) -> list[FactRow]:
    with enter(PLATFORM):
        visit = Visit.objects.get()
    with enter(scope):
        return list(facts_about([f"support_visit:{visit.id}"]))
