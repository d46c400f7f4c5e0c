"""What programs ask beside the code flow: for themselves, about a token, about a person."""

import json
from typing import Any

import pytest
from django.test import Client

from guildhall.identity.oauth.models import Installation, Token, TokenFamily
from guildhall.identity.oauth.queries import actor_of_access_token
from guildhall.kernel import clock
from guildhall.kernel.stamp import Grant
from guildhall.kernel.tenancy import Scope
from tests.factories.apps import Made, code_for, exchange, install, make_app, redeem, refresh
from tests.identity.oauth.conftest import HOST, ISSUER

WHOLE = ("client_credentials", "authorization_code", "refresh_token")
NOT_ACTIVE = {"active": False}


def _told(answer: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(answer.content)
    return found


def _post(app: Made, path: str, **form: str) -> Any:
    headers = {"host": HOST}
    sent = form | {"client_id": app.client_id}
    if app.secret:
        sent |= {"client_secret": app.secret}
    return Client(headers=headers).post(path, sent)


def _asked(app: Made, token: str) -> dict[str, Any]:
    return _told(_post(app, "/oauth/introspect", token=token))


def _office(**fields: Any) -> Made:
    fields = {"grant_types": list(WHOLE), "auth_method": "client_secret_post", **fields}
    return make_app("Office", kind="confidential", **fields)


def _for_itself(app: Made, **form: str) -> Any:
    return _post(app, "/oauth/token", grant_type="client_credentials", **form)


def test_an_app_acts_for_the_company_with_what_the_company_gave_it(inside: Scope) -> None:
    app = _office()
    before = _for_itself(app)
    install(app, "orders:view", scope="store:S1")
    answer = _told(_for_itself(app))
    more = _for_itself(app, scope="orders:view stock:view")

    assert _told(before)["error"] == "invalid_scope"
    assert _told(more)["error"] == "invalid_scope"
    assert "refresh_token" not in answer
    assert "id_token" not in answer
    found = actor_of_access_token(answer["access_token"], issuer=ISSUER)
    assert found is not None
    assert found.actor.kind == "app"
    assert found.actor.grants == (Grant("orders:view", "store:S1"),)


def test_its_tokens_descend_from_one_sign_in_and_end_with_the_installation(inside: Scope) -> None:
    app = _office()
    install(app, "orders:view")
    tokens = [_told(_for_itself(app))["access_token"] for _ in range(3)]

    assert TokenFamily.objects.count() == 1
    Installation.objects.update(removed_at=clock.now())
    assert [t for t in tokens if actor_of_access_token(t, issuer=ISSUER)] == []
    assert _told(_for_itself(app))["error"] == "invalid_scope"


def test_who_cannot_prove_to_be_an_app_gets_nothing_for_itself(inside: Scope) -> None:
    public = make_app(grant_types=list(WHOLE))
    install(public, "orders:view")
    office = _office()
    install(office, "orders:view")
    headers = Client(headers={"host": HOST})
    form = {"grant_type": "client_credentials", "client_id": office.client_id}

    answers = (
        exchange(HOST, public, grant_type="client_credentials"),
        headers.post("/oauth/token", form),
        headers.post("/oauth/token", form | {"client_secret": "ghs_wrong"}),
        headers.post("/oauth/token", form | {"client_id": "nobody", "client_secret": "x"}),
        # it was registered for the other way of showing its secret
        exchange(HOST, office, grant_type="client_credentials"),
    )

    assert {answer.status_code for answer in answers} <= {400, 401}
    assert {_told(each)["error"] for each in answers} <= {"invalid_client", "unauthorized_client"}
    assert _told(answers[2]) == _told(answers[3])
    assert _for_itself(office).status_code == 200


def test_parameters_in_the_address_or_twice_or_in_strange_letters_are_refused(
    inside: Scope,
) -> None:
    app = _office()
    install(app, "orders:view")
    form = {
        "grant_type": "client_credentials",
        "client_id": app.client_id,
        "client_secret": app.secret,
    }
    program = Client(headers={"host": HOST})

    answers = (
        program.post("/oauth/token?grant_type=client_credentials", form),
        program.post("/oauth/token?scope=orders:view", form),
        program.post(f"/oauth/introspect?token={app.secret}", form),
        program.post("/oauth/token", form | {"scope": ["orders:view", "stock:view"]}),
        program.post("/oauth/token", form | {"scope": "orders:view\x00"}),
    )

    assert {answer.status_code for answer in answers} == {400}
    assert {_told(answer)["error"] for answer in answers} == {"invalid_request"}
    assert program.get("/oauth/token", form).status_code == 405
    assert program.post("/oauth/token", form).status_code == 200


def test_an_app_hears_about_its_own_tokens_alone(clerk: Client, inside: Scope) -> None:
    app, other = (
        _office(),
        make_app("Other", kind="confidential", auth_method="client_secret_post"),
    )
    tokens = _told(_redeemed(clerk, app))

    access = _asked(app, tokens["access_token"])
    kept = _asked(app, tokens["refresh_token"])
    assert (access["active"], access["client_id"]) == (True, app.client_id)
    assert set(access["scope"].split()) >= {"orders:view", "stock:view"}
    assert (kept["active"], access["iss"]) == (True, ISSUER)
    for token in (tokens["access_token"], tokens["refresh_token"]):
        assert _asked(other, token) == NOT_ACTIVE
        _post(other, "/oauth/revoke", token=token)
    assert _asked(app, "nothing") == NOT_ACTIVE
    assert _asked(app, tokens["id_token"]) == NOT_ACTIVE
    assert _asked(app, tokens["access_token"])["active"]
    unproven = Client(headers={"host": HOST}).post(
        "/oauth/introspect", {"client_id": app.client_id, "token": tokens["access_token"]}
    )
    assert unproven.status_code == 401


@pytest.mark.parametrize("name", ["access_token", "refresh_token"])
@pytest.mark.parametrize("token_format", ["jwt", "opaque"])
def test_a_revoked_token_takes_its_sign_in_along(
    clerk: Client, inside: Scope, name: str, token_format: str
) -> None:
    app = _office(token_format=token_format)
    tokens = _told(_redeemed(clerk, app))

    answer = _post(app, "/oauth/revoke", token=tokens[name], token_type_hint="nonsense")

    assert (answer.status_code, _told(answer)) == (200, {})
    assert _asked(app, tokens["access_token"]) == NOT_ACTIVE
    assert _asked(app, tokens["refresh_token"]) == NOT_ACTIVE
    assert actor_of_access_token(tokens["access_token"], issuer=ISSUER) is None
    assert _told(_refreshed(app, tokens["refresh_token"]))["error"] == "invalid_grant"
    assert TokenFamily.objects.get().end_reason == "revoked"
    assert _post(app, "/oauth/revoke", token="ghr_unknown").status_code == 200


def test_a_used_refresh_token_is_not_active(app: Made, tokens: dict[str, str]) -> None:
    proving = _office()
    refresh(HOST, app, tokens["refresh_token"])
    TokenFamily.objects.update(app_id=proving.id)

    assert _asked(proving, tokens["refresh_token"]) == NOT_ACTIVE
    assert Token.objects.count() == 2


def _redeemed(clerk: Client, app: Made) -> Any:
    code = code_for(clerk, app)
    form = {"code": code, "redirect_uri": "https://app.example/back"}
    verifier = "a-verifier-of-more-than-forty-three-characters-in-all"
    return _post(
        app, "/oauth/token", grant_type="authorization_code", code_verifier=verifier, **form
    )


def _refreshed(app: Made, token: str) -> Any:
    return _post(app, "/oauth/token", grant_type="refresh_token", refresh_token=token)


def _who(token: str, scheme: str = "Bearer", **headers: str) -> Any:
    told = {"authorization": f"{scheme} {token}", **headers}
    return Client(headers={"host": HOST}).get("/oauth/userinfo", headers=told)


def test_an_app_learns_of_a_person_what_they_let_it_know(clerk: Client, app: Made) -> None:
    tokens = _told(redeem(HOST, app, code_for(clerk, app)))
    bare = _told(redeem(HOST, app, code_for(clerk, app, scope="openid orders:view")))
    unnamed = _told(redeem(HOST, app, code_for(clerk, app, scope="orders:view")))

    everything = _told(_who(tokens["access_token"]))
    assert everything["name"] == "Ann operations"
    assert everything["email"] == "operations.all@example.com"
    assert set(_told(_who(bare["access_token"]))) == {"sub"}
    refused = _who(unnamed["access_token"])
    assert (refused.status_code, refused["Cache-Control"]) == (403, "no-store")
    for token, scheme in ((tokens["id_token"], "Bearer"), (tokens["access_token"], "DPoP")):
        assert _who(token, scheme).status_code == 401
    assert "id_token" not in unnamed


def test_nobody_calls_the_token_endpoint_from_a_page_of_somebody_else(inside: Scope) -> None:
    answer = Client(headers={"host": HOST, "origin": "https://evil.example"}).post("/oauth/token")

    assert "Access-Control-Allow-Origin" not in answer
    assert answer.status_code in {400, 401}
