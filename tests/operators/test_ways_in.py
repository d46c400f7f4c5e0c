"""The way from the public host into a company, by OpenID Connect: one browser, one person."""

from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.test import Client

from guildhall.config.visits import admit, look_up
from guildhall.identity.oauth.models import App
from guildhall.identity.states import Role
from guildhall.kernel.tenancy import PLATFORM, Scope, enter
from integrations.hq_sign_in.client import HqSignIn
from tenants.visits.models import Visit, VisitStep
from tenants.visits.ports import PublicHost, bind_public_host
from tests.console.reading import text_of
from tests.operators.conftest import SignIn
from tests.operators.visiting import (
    HOST,
    asked_at,
    begin,
    enter_by,
    go_and_come_back,
    inside,
    way_in,
)


def test_a_way_back_is_good_once(operator: Client) -> None:
    client, back = go_and_come_back(way_in(operator, begin(operator)), operator)

    assert client.get(back).status_code == 302
    assert client.get("/orders").status_code == 200
    assert client.get(back).status_code == 403


def test_a_way_back_is_of_no_use_in_another_browser(operator: Client) -> None:
    client, back = go_and_come_back(way_in(operator, begin(operator)), operator)

    assert Client(headers={"host": HOST}).get(back).status_code == 403
    assert client.get(back).status_code == 302


def test_a_way_back_of_an_earlier_question_is_of_no_use(operator: Client) -> None:
    way = way_in(operator, begin(operator))
    client, early = go_and_come_back(way, operator)
    late = asked_at(operator.get(asked_at(client.get(way))))

    assert client.get(early).status_code == 403
    assert client.get(late).status_code == 403, "an answer that does not fit ends the question"


def test_the_question_asks_for_a_code_with_pkce_state_and_nonce(operator: Client) -> None:
    client = Client(headers={"host": HOST})

    asked = parse_qs(urlsplit(client.get(way_in(operator, begin(operator)))["Location"]).query)

    assert asked["response_type"] == ["code"]
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["scope"] == ["openid"]
    assert asked["redirect_uri"] == [f"http://{HOST}/visits/callback"]
    assert all(len(asked[name][0]) >= 43 for name in ("state", "nonce", "code_challenge"))


def test_who_is_not_signed_in_at_the_public_host_is_asked_to(operator: Client) -> None:
    away = Client(headers={"host": HOST}).get(way_in(operator, begin(operator)))

    asked = Client(headers={"host": "hq.localhost"}).get(asked_at(away))

    assert asked.status_code == 302
    assert asked["Location"].startswith("/accounts/login/")


def test_somebody_else_does_not_enter_with_anothers_visit(
    operator: Client, sign_in: SignIn
) -> None:
    way = way_in(operator, begin(operator))
    somebody = sign_in(Role.OWNER)
    way_in(somebody, begin(somebody))

    assert enter_by(way, somebody)[1] == 403
    assert enter_by(way, operator)[1] == 302


def test_a_visit_to_one_company_opens_no_other(operator: Client) -> None:
    way = way_in(operator, begin(operator))
    beta = Client(headers={"host": "beta.localhost"})
    operator.get(_entrance_of_beta(operator))

    let_in = operator.get(asked_at(beta.get(way)))
    answer = beta.get(asked_at(let_in))

    assert answer.status_code == 403
    assert "not yours" in text_of(answer)


def _entrance_of_beta(operator: Client) -> str:
    """Make beta's door known, by a visit of its own."""
    base = "/operators/companies/beta/visits"
    form = {"comment": "Ticket 13", "minutes": 15, "role": Role.READ_ONLY}
    token = text_token(operator, f"{base}/new")
    return f"{operator.post(f'{base}/new', {**form, 'token': token})['Location']}/enter"


def text_token(client: Client, url: str) -> str:
    page = client.get(url).content.decode()
    return page.split('name="token" value="')[1].split('"')[0]


@pytest.mark.parametrize(
    ("name", "value"),
    [("state", "x"), ("iss", "http://evil.example"), ("code", "ghc_x"), ("code", "")],
)
def test_an_answer_that_was_tampered_with_lets_nobody_in(
    operator: Client, name: str, value: str
) -> None:
    client, back = go_and_come_back(way_in(operator, begin(operator)), operator)
    path, _, query = back.partition("?")
    told = {key: found[0] for key, found in parse_qs(query).items()} | {name: value}

    answer = client.get(f"{path}?{urlencode(told)}")

    assert answer.status_code == 403
    assert "could not be proven" in text_of(answer)
    assert client.get("/orders").status_code == 302


@pytest.mark.parametrize("name", ["nonce", "verifier", "state"])
def test_an_answer_to_another_question_lets_nobody_in(
    operator: Client, committed: dict[str, Scope], name: str
) -> None:
    client, back = go_and_come_back(way_in(operator, begin(operator)), operator)
    with enter(committed["alpha"]):
        session = client.session
        session["entry"]["question"][name] += "x"
        session.save()

    assert client.get(back).status_code == 403


def test_an_app_with_another_secret_gets_nobody(operator: Client) -> None:
    client, back = go_and_come_back(way_in(operator, begin(operator)), operator)
    with enter(PLATFORM):
        App.objects.filter(created_by="house").update(secret_digest=b"x" * 32)

    assert client.get(back).status_code == 403


def test_where_the_public_sign_in_is_silent_nobody_comes_in(operator: Client) -> None:
    client, back = go_and_come_back(way_in(operator, begin(operator)), operator)
    bind_public_host(PublicHost(HqSignIn("http://127.0.0.1:9"), admit, look_up))

    answer = client.get(back)

    assert answer.status_code == 503
    assert client.get("/orders").status_code == 302


@pytest.mark.parametrize(
    "asked", ["", "visit=x&from=hq.localhost", "visit={visit}&from=evil.example", "visit={visit}"]
)
def test_only_a_host_of_the_platform_is_asked_who_somebody_is(
    operator: Client, asked: str
) -> None:
    begin(operator)
    with enter(PLATFORM):
        query = asked.format(visit=Visit.objects.get().id)

    assert Client(headers={"host": HOST}).get(f"/visits/enter?{query}").status_code == 403


def test_no_code_is_written_down_with_the_addresses_of_a_visit(operator: Client) -> None:
    way = way_in(operator, begin(operator))
    visitor = inside(operator)

    visitor.get(way)

    with enter(PLATFORM):
        steps: list[Any] = list(VisitStep.objects.values_list("path", flat=True))
    assert steps == ["/visits/enter"]
