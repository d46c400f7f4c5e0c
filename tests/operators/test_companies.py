"""Operators' pages about companies, over HTTP."""

import pytest
from django.test import Client

from guildhall.identity.states import Role
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import PLATFORM, Scope, TenantState, enter
from tenants.jobs import refresh_figures
from tenants.models import Tenant
from tenants.openings.queries import list_openings
from tenants.queries import get_tenant
from tests.console.reading import rows_of, statements_of, text_of, token_of
from tests.factories.company import make_company
from tests.hq.selling import group_id
from tests.operators.conftest import HOST, SignIn

type Scopes = dict[str, Scope]
PAGES = (
    "/operators",
    "/operators/companies/alpha",
    "/operators/companies/new",
    "/operators/companies/alpha/suspend",
)


def state_of(slug: str) -> TenantState:
    with enter(PLATFORM):
        return get_tenant(slug).state


@pytest.mark.parametrize("url", PAGES)
def test_a_stranger_is_led_to_sign_in(committed: Scopes, url: str) -> None:
    assert Client(headers={"host": HOST}).get(url).status_code == 302


@pytest.mark.parametrize("url", PAGES)
@pytest.mark.parametrize("role", [Role.READ_ONLY, Role.OWNER, Role.OPERATOR])
def test_people_of_a_group_get_nothing_whatever_they_hold_there(
    sign_in: SignIn, url: str, role: Role
) -> None:
    client = sign_in(role, scope=f"group:{group_id('north')}")

    assert client.get(url).status_code == 403
    assert client.post(url, {"reason": "because"}).status_code == 403
    assert state_of("alpha") is TenantState.ACTIVE


@pytest.mark.parametrize("url", PAGES)
def test_the_pages_are_not_at_a_companys_host(sign_in: SignIn, url: str) -> None:
    client = sign_in()

    assert client.get(url, headers={"host": "alpha.localhost"}).status_code == 404


def test_every_company_is_listed_with_its_figures(
    sign_in: SignIn, committed: Scopes, stamp: Stamp
) -> None:
    with enter(committed["alpha"]):
        make_company(stamp=stamp)
    with enter(PLATFORM):
        refresh_figures.fn()

    page = sign_in().get("/operators")

    words = text_of(page)
    assert rows_of(page) == 3
    assert "3 companies" in words
    assert all(name in words for name in ("Alpha", "Beta", "Gamma"))
    assert "seconds ago" in words or "second ago" in words
    assert "MB" in words or "KB" in words


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("?q=ALPH", {"alpha"}),
        ("?q=beta.localhost", {"beta"}),
        ("?group=south", {"gamma"}),
        ("?state=suspended", set()),
        ("?shard=default", {"alpha", "beta", "gamma"}),
        ("?state=nonsense", {"alpha", "beta", "gamma"}),
    ],
)
def test_the_list_is_narrowed_by_its_address(sign_in: SignIn, query: str, names: set[str]) -> None:
    page = sign_in().get(f"/operators{query}").content.decode()

    assert {slug for slug in ("alpha", "beta", "gamma") if f"/companies/{slug}" in page} == names


def test_the_list_takes_as_many_statements_for_one_company_as_for_all(sign_in: SignIn) -> None:
    client = sign_in()

    with enter(PLATFORM):
        one = statements_of(client, "/operators?q=alpha")
        everybody = statements_of(client, "/operators")

    assert one == everybody
    assert everybody <= 12


def test_the_list_goes_on_where_a_page_ends(
    sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tenants.queries.companies.PAGE", 2)
    client = sign_in()

    first = client.get("/operators")
    cursor = first.content.decode().partition("?cursor=")[2].partition('"')[0]
    second = client.get(f"/operators?cursor={cursor}")

    assert (rows_of(first), rows_of(second)) == (2, 1)


def test_a_move_asks_for_a_reason_and_tells_it_to_the_company(sign_in: SignIn) -> None:
    client = sign_in()
    url = "/operators/companies/alpha/suspend"

    asked = client.post(url, {"reason": ""})
    done = client.post(url, {"reason": "Invoice 7 is unpaid.", "token": token_of(asked)})

    assert asked.status_code == 422
    assert done.status_code == 302
    assert state_of("alpha") is TenantState.SUSPENDED
    page = text_of(client.get("/operators/companies/alpha"))
    assert "Invoice 7 is unpaid." in page
    assert "Ophelia" in page
    told = Client(headers={"host": "alpha.localhost", "accept": "text/html"}).get("/")
    assert told.status_code == 402
    assert "Invoice 7 is unpaid." in text_of(told)


def test_what_is_not_in_the_table_is_refused_on_the_page(sign_in: SignIn) -> None:
    page = sign_in().post("/operators/companies/alpha/restore", {"reason": "x", "token": "t"})

    assert page.status_code == 409
    assert "Cannot restore from active" in text_of(page)


@pytest.mark.parametrize("move", ["erase", "start_move", "finish_move", "activate", "nonsense"])
def test_what_belongs_to_other_rooms_is_not_offered_by_hand(sign_in: SignIn, move: str) -> None:
    client = sign_in()

    answer = client.post(f"/operators/companies/alpha/{move}", {"reason": "x", "token": "t"})

    assert answer.status_code == 404
    assert state_of("alpha") is TenantState.ACTIVE


def test_a_company_that_is_not_there_is_not_found(sign_in: SignIn) -> None:
    assert sign_in().get("/operators/companies/nobody").status_code == 404


def test_an_operator_opens_a_company_on_the_path_of_a_sign_up(sign_in: SignIn) -> None:
    form = {
        "name": "Delta",
        "slug": "delta",
        "plan": "standard",
        "group": "north",
        "person": "Dora",
        "email": "dora@example.com",
        "language": "en",
    }

    answer = sign_in().post("/operators/companies/new", form)

    assert answer.status_code == 302, text_of(answer)
    with enter(PLATFORM):
        opening = next(each for each in list_openings() if each.slug == "delta")
    assert opening.source == "operator"


def test_a_name_that_is_taken_is_told_on_the_form(sign_in: SignIn) -> None:
    form = {
        "name": "Alpha",
        "slug": "alpha",
        "plan": "standard",
        "person": "A",
        "email": "a@example.com",
        "language": "en",
    }

    page = sign_in().post("/operators/companies/new", form)

    assert page.status_code == 409
    assert "taken" in text_of(page)


def test_figures_are_counted_for_those_who_waited_longest(
    sign_in: SignIn, committed: Scopes
) -> None:
    with enter(PLATFORM):
        refresh_figures.fn()
        sizes = Tenant.objects.values_list("slug", "figures__size_bytes")
        assert all(size > 100_000 for slug, size in sizes if slug in committed)
