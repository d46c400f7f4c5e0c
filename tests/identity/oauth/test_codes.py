import json

import pytest
from django.test import Client

from guildhall.identity.oauth.errors import OnlyPeople
from guildhall.identity.oauth.models import AuthorizationCode, TokenFamily
from guildhall.identity.oauth.queries import actor_of_access_token, ask_consent
from guildhall.identity.oauth.types import Wish
from guildhall.identity.states import Role
from guildhall.kernel.stamp import Actor, Grant
from tests.console.reading import text_of
from tests.factories.apps import (
    BACK,
    VERIFIER,
    Made,
    allow,
    ask,
    at_once,
    code_for,
    exchange,
    make_app,
    redeem,
    told_in,
    wish,
)
from tests.identity.oauth.conftest import HOST, ISSUER, Hire


def test_a_person_lets_an_app_in_and_it_acts_for_them(clerk: Client, app: Made) -> None:
    shown = ask(clerk, app)
    back = allow(clerk, app)
    told = told_in(back["Location"])
    answer = redeem(HOST, app, told["code"])

    assert shown.status_code == 200
    assert (back.status_code, told["state"], told["iss"]) == (303, "s-1", ISSUER)
    body = json.loads(answer.content)
    assert answer.status_code == 200, body
    assert (body["token_type"], body["expires_in"]) == ("Bearer", 300)
    found = actor_of_access_token(body["access_token"], issuer=ISSUER)
    assert found is not None
    assert found.app == app.client_id
    assert found.actor.kind == "staff"
    assert set(found.actor.grants) == {Grant("orders:view"), Grant("stock:view")}
    assert answer["Cache-Control"] == "no-store"


def test_the_page_names_company_app_and_rights_in_plain_words(clerk: Client, app: Made) -> None:
    page = text_of(ask(clerk, app))

    assert "Let Stock Watch in?" in page
    assert "Stock Watch asks to work at Alpha" in page
    assert "See orders and whom they go to" in page
    assert "Read your e-mail address" in page
    assert "https://app.example" in page


def test_nobody_is_asked_before_sign_in_and_comes_back_after_it(inside: object, app: Made) -> None:
    answer = ask(Client(headers={"host": HOST}), app)

    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/?next=/oauth/authorize%3F")


def test_a_no_is_told_to_the_app_with_its_issuer(clerk: Client, app: Made) -> None:
    told = told_in(allow(clerk, app, "deny")["Location"])

    assert told == {"error": "access_denied", "state": "s-1", "iss": ISSUER}
    assert not AuthorizationCode.objects.exists()


def test_nobody_consents_to_more_than_they_hold(hire: Hire, app: Made) -> None:
    viewer = hire(Role.READ_ONLY)

    shown = text_of(ask(viewer, app, scope="orders:view orders:edit"))
    answer = redeem(HOST, app, code_for(viewer, app, scope="orders:view orders:edit"))

    assert "which you cannot give" in shown
    assert json.loads(answer.content)["scope"] == "orders:view"


def test_who_holds_nothing_of_it_lets_nobody_in(hire: Hire, app: Made) -> None:
    viewer = hire(Role.READ_ONLY)

    assert ask(viewer, app, scope="orders:edit").status_code == 403
    assert allow(viewer, app, scope="orders:edit").status_code == 403


def test_a_consent_is_remembered_and_a_wider_one_is_asked_again(clerk: Client, app: Made) -> None:
    allow(clerk, app, scope="orders:view")

    again = ask(clerk, app, scope="orders:view")
    wider = ask(clerk, app, scope="orders:view orders:edit")
    told_more = ask(clerk, app, scope="orders:view email")
    insisted = ask(clerk, app, scope="orders:view", prompt="consent")

    assert "code" in told_in(again["Location"])
    assert [wider.status_code, told_more.status_code, insisted.status_code] == [200, 200, 200]


def test_an_app_that_must_not_ask_gets_no_more_than_was_given(clerk: Client, app: Made) -> None:
    unasked = ask(clerk, app, prompt="none")
    stranger = ask(Client(headers={"host": HOST}), app, prompt="none")
    allow(clerk, app)
    asked = ask(clerk, app, prompt="none")

    assert told_in(unasked["Location"])["error"] == "consent_required"
    assert told_in(stranger["Location"])["error"] == "login_required"
    assert "code" in told_in(asked["Location"])


def test_the_form_leads_on_where_a_browser_lets_it(clerk: Client, app: Made) -> None:
    policy = ask(clerk, app)["Content-Security-Policy"]

    assert "form-action 'self' https://app.example" in policy


def test_who_comes_from_our_sign_in_form_goes_on_by_a_page(clerk: Client, app: Made) -> None:
    allow(clerk, app)
    wanted = wish(app)

    answer = clerk.get("/oauth/authorize", wanted, headers={"sec-fetch-site": "same-origin"})

    assert answer.status_code == 200
    assert "code" in told_in(answer["Refresh"].removeprefix("0; url="))
    assert answer["Referrer-Policy"] == "same-origin"
    assert "https://app.example" in text_of(answer)


def test_consent_by_a_foreign_form_is_refused(clerk: Client, app: Made) -> None:
    strict = Client(headers={"host": HOST}, enforce_csrf_checks=True)
    strict.cookies = clerk.cookies

    assert allow(strict, app).status_code == 403
    assert not AuthorizationCode.objects.exists()


NO_PKCE: tuple[dict[str, str | None], ...] = (
    {"code_challenge": None, "code_challenge_method": None},
    {"code_challenge_method": None},
    {"code_challenge_method": "plain", "code_challenge": VERIFIER},
    {"code_challenge": None},
    {"code_challenge": "short"},
)
ELSEWHERE = (
    "https://app.example/back/",
    "https://app.example/back?x=1",
    "https://app.example/Back",
    "https://app.example:443/back",
    "http://app.example/back",
    "https://app.example/back#x",
    "https://app.example/back/../evil",
    "https://app.example@evil.example/back",
    "https://app.example.evil.example/back",
    "https://evil.example/back",
    "//app.example/back",
    "javascript:alert(1)",
    'https://app.example/"back',
    "https://app.example/bäck",
)


@pytest.mark.parametrize("kind", ["public", "confidential"])
def test_no_code_without_pkce_by_s256_and_no_token_without_its_verifier(
    clerk: Client, inside: object, kind: str
) -> None:
    app = make_app(kind=kind)
    answers = [told_in(allow(clerk, app, **changes)["Location"]) for changes in NO_PKCE]
    code = code_for(clerk, app)
    verifiers = (None, "", "x" * 43, "short")
    refused = [redeem(HOST, app, code, code_verifier=each) for each in verifiers]

    assert {(told["error"], told["iss"]) for told in answers} == {("invalid_request", ISSUER)}
    assert [answer.status_code for answer in refused] == [400, 400, 400, 400]
    assert redeem(HOST, app, code).status_code == 200


def test_there_is_no_implicit_and_no_password_grant_and_no_answer_in_a_fragment(
    clerk: Client, app: Made
) -> None:
    kinds = ("token", "id_token", "code token", "code id_token", "none")
    told = [told_in(ask(clerk, app, response_type=kind)["Location"]) for kind in kinds]
    password = exchange(HOST, app, grant_type="password", username="x", password="y")
    machine = make_app("Machine", kind="confidential", grant_types=["client_credentials"])
    back = allow(clerk, app, response_mode="fragment")["Location"]

    assert {answer["error"] for answer in told} == {"unsupported_response_type"}
    assert json.loads(password.content)["error"] == "unsupported_grant_type"
    assert told_in(ask(clerk, machine)["Location"])["error"] == "unauthorized_client"
    assert "#" not in back
    assert "code" in told_in(back)


def test_nobody_is_sent_to_an_address_that_is_not_registered(clerk: Client, app: Made) -> None:
    asked = [ask(clerk, app, redirect_uri=uri) for uri in ELSEWHERE]
    allowed = [allow(clerk, app, redirect_uri=uri) for uri in ELSEWHERE]

    assert {answer.status_code for answer in (*asked, *allowed)} == {400}
    assert not [answer for answer in (*asked, *allowed) if "Location" in answer]
    assert all("cannot be let in" in text_of(answer) for answer in asked)


def test_a_code_is_good_once_among_four_at_once_and_its_replay_ends_the_sign_in(
    clerk: Client, app: Made
) -> None:
    code = code_for(clerk, app)

    answers = at_once(4, lambda: redeem(HOST, app, code))

    assert sorted(answer.status_code for answer in answers) == [200, 400, 400, 400]
    assert TokenFamily.objects.get().end_reason == "replayed"


def test_a_code_that_comes_back_takes_its_tokens_along(
    clerk: Client, app: Made, tokens: dict[str, str]
) -> None:
    code = code_for(clerk, app)
    body = json.loads(redeem(HOST, app, code).content)
    refused = redeem(HOST, app, code)

    assert json.loads(refused.content)["error"] == "invalid_grant"
    assert TokenFamily.objects.filter(ended_at=None).count() == 1
    assert actor_of_access_token(body["access_token"], issuer=ISSUER) is None
    assert actor_of_access_token(tokens["access_token"], issuer=ISSUER) is not None


def test_a_code_of_another_app_is_nothing(clerk: Client, app: Made) -> None:
    other = make_app("Other")
    code = code_for(clerk, app)

    assert redeem(HOST, other, code).status_code == 400
    assert redeem(HOST, app, code, redirect_uri=f"{BACK}/").status_code == 400
    assert redeem(HOST, app, code, redirect_uri=None).status_code == 400
    assert redeem(HOST, app, code).status_code == 200


def test_an_old_code_is_nothing(clerk: Client, app: Made) -> None:
    code = code_for(clerk, app)
    AuthorizationCode.objects.update(expires_at="2026-01-01T00:00:00Z")

    assert redeem(HOST, app, code).status_code == 400


def test_a_person_who_left_gets_no_token(clerk: Client, app: Made) -> None:
    code = code_for(clerk, app)
    AuthorizationCode.objects.get().user.__class__.objects.update(is_active=False)

    assert json.loads(redeem(HOST, app, code).content)["error"] == "invalid_grant"


def test_a_visitor_lets_no_app_in(app: Made) -> None:
    visitor = Actor("visit", "visit:1", (Grant("*"),))

    with pytest.raises(OnlyPeople):
        ask_consent(Wish(app.client_id, ("orders:view",)), by=visitor)
