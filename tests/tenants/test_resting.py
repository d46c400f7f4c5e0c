"""What people and programs are told at the host of a company that rests, over real HTTP."""

from collections.abc import Callable, Iterator

import httpx
import pytest

from guildhall.identity.operations import add_staff
from guildhall.identity.states import Role
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import PLATFORM, Scope, TenantState, enter
from tenants.directory import roll_changed
from tenants.models import Tenant
from tests.harness.processes import Web, wait_until

HOST = "alpha.localhost"
PEOPLE = {"Accept": "text/html,application/xhtml+xml"}
PRODUCTS = "/storefront/v1/products"
WHY = "Invoice 7 is unpaid."
EMAIL, PASSWORD = "olga@example.com", "correct horse battery"

type Put = Callable[[TenantState], httpx.Client]

RESTING = [
    (TenantState.SUSPENDED, 402, "tenancy.suspended", None, "This account is suspended"),
    (TenantState.ARCHIVED, 403, "tenancy.archived", None, "This account is closed"),
    (TenantState.MOVING, 503, "tenancy.moving", "1", "Closed for maintenance"),
    (TenantState.QUARANTINED, 503, "tenancy.resting", "60", "Closed for maintenance"),
    (TenantState.ERASED, 404, "tenancy.unknown_host", None, "Nobody is at home here"),
    (TenantState.PROVISIONING, 404, "tenancy.unknown_host", None, "Nobody is at home here"),
]


@pytest.fixture
def put(committed: dict[str, Scope], web: Web) -> Iterator[Put]:
    """Put alpha into a state and return a client at its host once the web process knows."""
    clients = [web.client(HOST)]

    def put_alpha(state: TenantState, reason: str = WHY) -> httpx.Client:
        with enter(PLATFORM):
            rows = Tenant.objects.filter(id=committed["alpha"].tenant_id)
            rows.update(state=state.value, state_reason=reason)
            roll_changed()
        answers = {case[0]: case[1] for case in RESTING}
        status = answers.get(state, 401)
        wait_until(lambda: clients[0].get(PRODUCTS).status_code == status, what=state, seconds=2)
        return clients[0]

    yield put_alpha
    put_alpha(TenantState.ACTIVE, reason="")
    clients[0].close()


@pytest.mark.parametrize(("state", "status", "code", "after", "title"), RESTING)
def test_programs_are_told_by_a_problem_document(
    put: Put, state: TenantState, status: int, code: str, after: str | None, title: str
) -> None:
    answer = put(state).get(PRODUCTS, headers={**PEOPLE, "Accept-Language": "zh-hans"})

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == code
    assert answer.headers.get("Retry-After") == after


@pytest.mark.parametrize(("state", "status", "code", "after", "title"), RESTING)
def test_people_are_told_by_a_page_in_the_style_of_the_house(
    put: Put, state: TenantState, status: int, code: str, after: str | None, title: str
) -> None:
    answer = put(state).get("/orders?q=1", headers=PEOPLE)

    assert answer.status_code == status
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert title in answer.text
    assert code in answer.text
    assert answer.headers.get("Retry-After") == after
    assert answer.headers["Cache-Control"] == "no-store"
    assert "content-security-policy" in answer.headers


def test_the_reason_and_the_way_back_are_told(put: Put) -> None:
    client = put(TenantState.SUSPENDED)

    page = client.get("/", headers=PEOPLE)
    problem = client.get(PRODUCTS).json()

    assert WHY in page.text
    assert 'href="/company/plan"' in page.text
    assert problem["facts"] == {"reason": WHY, "restore_at": "/company/plan"}


def test_a_page_that_says_no_asks_no_schema_who_is_there(put: Put) -> None:
    client = put(TenantState.MOVING)

    page = client.get("/orders", headers={**PEOPLE, "Cookie": f"sessionid={'a' * 32}"})

    assert page.status_code == 503


def test_the_page_is_in_the_readers_language(put: Put) -> None:
    client = put(TenantState.SUSPENDED)

    page = client.get("/", headers={**PEOPLE, "Cookie": "django_language=zh-hans"})

    assert '<html lang="zh-hans">' in page.text


def test_a_company_that_was_erased_is_not_named(put: Put) -> None:
    page = put(TenantState.ERASED).get("/", headers=PEOPLE)

    assert "Alpha" not in page.text
    assert WHY not in page.text


@pytest.mark.parametrize(
    "state", [TenantState.SUSPENDED, TenantState.MOVING, TenantState.QUARANTINED]
)
def test_a_page_that_says_no_has_its_styles(put: Put, state: TenantState) -> None:
    client = put(state)

    assert client.get("/static/shell/shell.css").status_code == 200
    assert client.get("/static/nothing.css").status_code == 404


def test_a_page_that_asks_by_htmx_is_shown_anew(put: Put) -> None:
    answer = put(TenantState.SUSPENDED).get("/orders", headers={"HX-Request": "true"})

    assert answer.headers["HX-Refresh"] == "true"
    assert answer.text == ""


@pytest.mark.parametrize("state", [TenantState.SUSPENDED, TenantState.ARCHIVED])
def test_people_of_a_resting_company_sign_in_and_out(
    put: Put, committed: dict[str, Scope], stamp: Stamp, state: TenantState
) -> None:
    with enter(committed["alpha"]):
        add_staff(EMAIL, name="Olga", password=PASSWORD, role=Role.OWNER, stamp=stamp)
    client = put(state)

    answer = _sign_in(client)
    console = client.get("/orders", headers=PEOPLE)
    out = client.post("/accounts/logout/", headers=PEOPLE, data=_token(client))

    assert answer.status_code == 302
    assert console.status_code in {402, 403}
    assert out.status_code == 302


def test_a_read_only_company_is_looked_at_under_a_banner(
    put: Put, committed: dict[str, Scope], stamp: Stamp
) -> None:
    with enter(committed["alpha"]):
        add_staff(EMAIL, name="Olga", password=PASSWORD, role=Role.OWNER, stamp=stamp)
    client = put(TenantState.READ_ONLY)
    assert _sign_in(client).status_code == 302

    page = client.get("/orders", headers=PEOPLE)
    write = client.post("/orders/batches", headers=PEOPLE, data=_token(client))

    assert page.status_code == 200
    assert "nothing can be changed" in page.text
    assert WHY in page.text
    assert write.status_code == 503
    assert "Read-only for now" in write.text


def _token(client: httpx.Client) -> dict[str, str]:
    return {"csrfmiddlewaretoken": client.cookies["csrftoken"]}


def _sign_in(client: httpx.Client) -> httpx.Response:
    client.get("/accounts/login/", headers=PEOPLE)
    form = {"login": EMAIL, "password": PASSWORD, **_token(client)}
    return client.post("/accounts/login/", data=form, headers=PEOPLE)
