"""An operator prepares a visit and comes in."""

from urllib.parse import urlsplit

from django.http import HttpResponseBase
from django.test import Client

from guildhall.identity.states import Role
from guildhall.kernel.facts import FactRow, facts_about
from guildhall.kernel.tenancy import PLATFORM, Scope, enter
from tenants.visits.models import Visit
from tests.console.reading import text_of, token_of

HOST = "alpha.localhost"
BASE = "/operators/companies/alpha/visits"
OPENED = "support_visit.page_opened"
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


def asked_at(answer: HttpResponseBase) -> str:
    """Return the way that an answer sends a browser, on the host that it names."""
    there = urlsplit(answer["Location"])
    return f"{there.path}?{there.query}"


def go_and_come_back(way: str, person: Client) -> tuple[Client, str]:
    """Go to the company's door and to the public sign-in; return the browser and its way back."""
    client = Client(headers={"host": HOST})
    away = client.get(way)
    assert away.status_code == 302, text_of(away)
    assert urlsplit(away["Location"]).netloc == "hq.localhost"
    let_in = person.get(asked_at(away))
    assert let_in.status_code == 303, text_of(let_in)
    assert urlsplit(let_in["Location"]).netloc == HOST
    return client, asked_at(let_in)


def enter_by(way: str, person: Client) -> tuple[Client, int]:
    client, back = go_and_come_back(way, person)
    return client, client.get(back).status_code


def inside(operator: Client, role: Role = Role.READ_ONLY) -> Client:
    client, status = enter_by(way_in(operator, begin(operator, role)), operator)
    assert status == 302
    return client


def told(scope: Scope) -> list[FactRow]:
    """Return what the company's trail says of the visit's beginning and end."""
    return [each for each in _trail(scope) if each.type != OPENED]


def opened(scope: Scope) -> list[FactRow]:
    """Return what the company's trail says of the addresses that were opened."""
    return [each for each in _trail(scope) if each.type == OPENED]


def _trail(scope: Scope) -> list[FactRow]:
    with enter(PLATFORM):
        visit = Visit.objects.get()
    with enter(scope):
        return list(facts_about([f"support_visit:{visit.id}"]))
