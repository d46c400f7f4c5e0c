"""Who comes in by OpenID Connect: what an issuer says is taken only where all of it holds."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey

from integrations.hq_sign_in.client import HqSignIn
from integrations.hq_sign_in.rules import inside_of
from tenants.visits.errors import HqUnreachable, SignInRefused
from tenants.visits.types import Doorway, Question

ISSUER = "http://hq.localhost"
DOOR = Doorway(ISSUER, "http://alpha.localhost/visits/callback", "visits-1", "secret")
QUESTION = Question("state-1", "nonce-1", "v" * 43)
AT = datetime(2026, 11, 22, 9, tzinfo=UTC)
PERSON = UUID("019a2026-49e8-7343-bd41-136aeac6b8cd")
BACK = {"code": "ghc_1", "state": QUESTION.state, "iss": ISSUER}
KEY = ECKey.generate_key("P-256", {"kid": "k1"})
ANOTHER_KEY = ECKey.generate_key("P-256", {"kid": "k1"})
# What everybody can read, used as a secret by which a server might check.
AS_A_SECRET = OctKey.import_key(json.dumps(KEY.as_dict(private=False)))
CLAIMS = {
    "iss": ISSUER,
    "aud": DOOR.client_id,
    "sub": str(PERSON),
    "nonce": QUESTION.nonce,
    "iat": int(AT.timestamp()),
    "exp": int((AT + timedelta(minutes=5)).timestamp()),
}


def signed(header: dict[str, Any] | None = None, key: Any = KEY, **claims: Any) -> str:
    head = {"alg": "ES256", "kid": "k1", **(header or {})}
    told = {name: value for name, value in (CLAIMS | claims).items() if value is not None}
    return jwt.encode(head, told, key, algorithms=[head["alg"]])


@dataclass
class Issuer:
    """A server that says what a test lets it say."""

    port: int = 0
    found: dict[str, Any] = field(default_factory=dict)
    token: dict[str, Any] = field(default_factory=dict)
    status: int = 200
    away: str = ""
    body: bytes | None = None
    asked: list[tuple[str, str, dict[str, list[str]]]] = field(default_factory=list)

    def answer(self, path: str) -> bytes:
        if self.body is not None:
            return self.body
        told: dict[str, Any] = {
            "/.well-known/openid-configuration": {
                "issuer": ISSUER,
                "token_endpoint": f"{ISSUER}/oauth/token",
                "jwks_uri": f"{ISSUER}/oauth/jwks.json",
                **self.found,
            },
            "/oauth/jwks.json": {"keys": [KEY.as_dict(private=False)]},
            "/oauth/token": {"access_token": "a", "token_type": "Bearer", **self.token},
        }
        return json.dumps(told[path]).encode()


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    said = Issuer()

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._tell({})

        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._tell(parse_qs(sent))

        def _tell(self, form: dict[str, list[str]]) -> None:
            said.asked.append((self.path, self.headers["Host"], form))
            if said.away and self.path == "/oauth/token":
                self.send_response(307)
                self.send_header("Location", said.away)
                self.end_headers()
                return
            self.send_response(said.status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(said.answer(self.path))

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    said.port = server.server_port
    said.token = {"id_token": signed()}
    thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield said
    server.shutdown()
    server.server_close()
    thread.join()


def who_came(issuer: Issuer, told: dict[str, str] | None = None, at: datetime = AT) -> UUID:
    asking = HqSignIn(f"http://127.0.0.1:{issuer.port}")
    return asking.answer(DOOR, QUESTION, BACK if told is None else told, at=at)


def test_who_proves_who_they_are_is_let_in(issuer: Issuer) -> None:
    assert who_came(issuer) == PERSON

    (path, host, form) = next(each for each in issuer.asked if each[0] == "/oauth/token")
    assert (path, host) == ("/oauth/token", "hq.localhost")
    assert form["code_verifier"] == [QUESTION.verifier]
    assert form["redirect_uri"] == [DOOR.callback]
    assert "client_secret" not in form, "the secret travels in the header"


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "http://evil.example"},
        {"iss": f"{ISSUER}/"},
        {"iss": None},
        {"aud": "visits-2"},
        {"aud": []},
        {"aud": None},
        {"aud": [DOOR.client_id, "visits-2"], "azp": "visits-2"},
        {"aud": [DOOR.client_id, "visits-2"]},
        {"nonce": "nonce-2"},
        {"nonce": None},
        {"exp": int((AT - timedelta(seconds=30)).timestamp())},
        {"exp": None},
        {"iat": int((AT + timedelta(minutes=5)).timestamp())},
        {"nbf": int((AT + timedelta(minutes=5)).timestamp())},
        {"sub": "ophelia"},
        {"sub": None},
        {"at_hash": "x"},
    ],
    ids=str,
)
def test_a_token_for_somebody_else_or_another_time_lets_nobody_in(
    issuer: Issuer, claims: dict[str, Any]
) -> None:
    issuer.token = {"id_token": signed(**claims)}

    with pytest.raises(SignInRefused):
        who_came(issuer)


@pytest.mark.parametrize(
    "token",
    [
        "",
        "eyJhbGciOiJub25lIn0.e30.",
        signed(key=ANOTHER_KEY),
        signed({"alg": "HS256"}, key=AS_A_SECRET),
        signed({"jwk": ANOTHER_KEY.as_dict(private=False)}, key=ANOTHER_KEY),
        signed({"typ": "at+jwt"}),
        signed({"kid": "k2"}),
        signed()[:-4] + "AAAA",
    ],
    ids=["no token", "alg none", "a key", "hmac", "own key", "access token", "kid", "tampered"],
)
def test_a_token_that_the_issuer_did_not_sign_lets_nobody_in(issuer: Issuer, token: str) -> None:
    issuer.token = {"id_token": token}

    with pytest.raises(SignInRefused):
        who_came(issuer)


@pytest.mark.parametrize(
    "change",
    [
        {"state": "state-2"},
        {"state": ""},
        {"iss": "http://evil.example"},
        {"iss": ""},
        {"code": ""},
        {"error": "access_denied"},
    ],
    ids=str,
)
def test_an_answer_that_fits_no_question_asks_the_issuer_nothing(
    issuer: Issuer, change: dict[str, str]
) -> None:
    with pytest.raises(SignInRefused):
        who_came(issuer, BACK | change)

    assert issuer.asked == []


@pytest.mark.parametrize(
    "found",
    [
        {"issuer": "http://evil.example"},
        {"token_endpoint": "http://evil.example/oauth/token"},
        {"token_endpoint": f"{ISSUER}.evil.example/oauth/token"},
        {"jwks_uri": "http://evil.example/oauth/jwks.json"},
    ],
    ids=str,
)
def test_a_document_that_leads_away_gets_no_code(issuer: Issuer, found: dict[str, str]) -> None:
    issuer.found = found

    with pytest.raises(SignInRefused):
        who_came(issuer)

    assert [path for path, _, _ in issuer.asked] == ["/.well-known/openid-configuration"]


def test_no_redirect_is_followed_with_a_code(issuer: Issuer) -> None:
    issuer.away = f"http://127.0.0.1:{issuer.port}/elsewhere"

    with pytest.raises(HqUnreachable):
        who_came(issuer)

    assert "/elsewhere" not in [path for path, _, _ in issuer.asked]


@pytest.mark.parametrize(("status", "body"), [(500, None), (502, b"<html>"), (200, b"<html>")])
def test_an_issuer_that_is_away_is_told_apart_from_one_that_says_no(
    issuer: Issuer, status: int, body: bytes | None
) -> None:
    issuer.status, issuer.body = status, body

    with pytest.raises(HqUnreachable):
        who_came(issuer)


def test_a_code_that_the_issuer_does_not_take_lets_nobody_in(issuer: Issuer) -> None:
    issuer.token = {"error": "invalid_grant"}

    with pytest.raises(SignInRefused) as refused:
        who_came(issuer)

    assert refused.value.facts == {"reason": "invalid_grant"}


def test_no_two_questions_are_alike_and_the_browser_sees_no_verifier() -> None:
    url, first = HqSignIn().ask(DOOR)
    _, second = HqSignIn().ask(DOOR)

    assert {first.state, first.nonce, first.verifier}.isdisjoint(
        {second.state, second.nonce, second.verifier}
    )
    assert first.verifier not in url
    assert DOOR.secret not in url
    assert parse_qs(urlsplit(url).query)["code_challenge_method"] == ["S256"]


@pytest.mark.parametrize(
    ("issuer_is", "asked_at"),
    [
        ("https://hq.example", "https://hq.example"),
        ("http://hq.localhost:8000", "http://127.0.0.1:8000"),
        ("http://localhost", "http://127.0.0.1"),
        ("http://evil-localhost", "http://evil-localhost"),
        ("http://localhost.evil.example", "http://localhost.evil.example"),
    ],
)
def test_only_names_of_this_machine_are_asked_on_this_machine(
    issuer_is: str, asked_at: str
) -> None:
    assert inside_of(issuer_is) == asked_at


def test_secrets_are_not_shown_with_a_door_or_a_question() -> None:
    shown = repr(replace(DOOR, secret="hush")) + repr(replace(QUESTION, verifier="hush"))

    assert "hush" not in shown
