"""What each sort of credential costs in the process that serves it. Run as a program.

The whole application answers, middleware and all, in one thread and without a socket, so that
its CPU time can be read to the microsecond: a view behind the gate, and one like it in front.
They take turns.
"""

import argparse
import io
import json
import os
from base64 import b64encode
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import median
from time import thread_time
from typing import Any

from guildhall.config.wsgi import application
from guildhall.identity import operations as identity
from guildhall.identity.oauth import operations as oauth
from guildhall.identity.oauth.types import AppDraft
from guildhall.identity.states import Role
from guildhall.kernel import clock
from guildhall.kernel.rates import Bucket, take
from guildhall.kernel.stamp import system_stamp
from guildhall.kernel.tenancy import enter
from tenants.directory import TenantDirectory
from tests.benchmarks.rig.listing import ratio_of_list
from tests.identity.oauth.proving import Prover

RIGHT = "catalog:view"
GRANT = b"grant_type=client_credentials&scope=" + RIGHT.encode()
NOOP, GATED = "/storefront/bench/noop", "/storefront/bench/gated"
OPEN, DOOR = "/bench/open", "/bench/door"
PASSWORD = "correct horse battery"

type Headers = dict[str, str]
type Make = Callable[[], Headers]


@dataclass(frozen=True, slots=True)
class Way:
    """A view behind the gate with a credential, and one like it that asks for none."""

    path: str
    floor: str
    headers: Make


class Caller:
    """Somebody who calls the application of one company."""

    def __init__(self, host: str) -> None:
        self._host = host

    def environ(self, method: str, path: str, headers: Headers, body: bytes = b"") -> Any:
        return {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "SERVER_NAME": self._host,
            "SERVER_PORT": "80",
            "HTTP_HOST": self._host,
            "REMOTE_ADDR": "127.0.0.1",
            "CONTENT_LENGTH": str(len(body)),
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            **headers,
        }

    def answered(self, environ: Any) -> tuple[int, dict[str, str], bytes]:
        told: list[Any] = []
        body = b"".join(application(environ, lambda *words: told.extend(words)))
        return int(told[0].split()[0]), dict(told[1]), body

    def cpu_us(self, environs: Iterable[Any]) -> float:
        """Return the CPU time of one call, over many."""
        ready = list(environs)
        before = thread_time()
        for environ in ready:
            b"".join(application(environ, lambda *_: None))
        return (thread_time() - before) * 1e6 / len(ready)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--host", required=True)
    parser.add_argument("--rounds", type=int, required=True)
    parser.add_argument("--calls", type=int, required=True)
    asked = parser.parse_args()
    resolved = TenantDirectory().by_host(asked.host)
    assert resolved is not None
    caller = Caller(asked.host)
    with enter(resolved.scope):
        ways, app = _ways(caller, asked.host)
    for way in ways.values():
        _must_open(caller, way)
    told = {name: _cost(caller, way, asked.rounds, asked.calls) for name, way in ways.items()}
    with enter(resolved.scope):
        told["limiter"] = _limiter(asked.rounds, asked.calls)
    print(json.dumps({"cpu_us": told, "list": ratio_of_list(asked.rounds), "basic": app}))


def _ways(caller: Caller, host: str) -> tuple[dict[str, Way], str]:
    stamp = system_stamp("benchmark", clock.now())
    key = identity.issue_api_key("bench", capabilities=(RIGHT,), stamp=stamp)
    draft = AppDraft("Bench", "confidential", "client_secret_basic", capabilities=(RIGHT,))
    made = oauth.register_app(draft, stamp=stamp)
    oauth.install_app(made.client_id, capabilities=(RIGHT,), stamp=stamp)
    identity.add_staff(
        "olga@example.com", name="Olga", password=PASSWORD, role=Role.OWNER, stamp=stamp
    )
    basic = b64encode(f"{made.client_id}:{made.secret}".encode()).decode()
    plain = _token(caller, basic)
    prove = _proving(caller, basic, Prover.make(), host)
    bound = _token(caller, basic, proof=prove("POST", "/oauth/token"))
    cookie = _session(caller)
    return {
        "api_key": Way(GATED, NOOP, lambda: {"HTTP_AUTHORIZATION": f"Bearer {key.token}"}),
        "jwt": Way(GATED, NOOP, lambda: {"HTTP_AUTHORIZATION": f"Bearer {plain}"}),
        "dpop": Way(
            GATED,
            NOOP,
            lambda: {
                "HTTP_AUTHORIZATION": f"DPoP {bound}",
                "HTTP_DPOP": prove("GET", GATED, token=bound),
            },
        ),
        "session": Way(DOOR, OPEN, lambda: {"HTTP_COOKIE": cookie}),
    }, basic


def _proving(caller: Caller, basic: str, prover: Prover, host: str) -> Callable[..., str]:
    """Return what makes proofs with the nonce that the server has just named."""
    path = "/oauth/token"
    headers = {
        "HTTP_AUTHORIZATION": f"Basic {basic}",
        "HTTP_DPOP": prover.prove("POST", f"http://{host}{path}"),
    }
    _, told, _ = caller.answered(caller.environ("POST", path, headers, GRANT))
    nonce = {name.lower(): value for name, value in told.items()}["dpop-nonce"]

    def prove(method: str, path: str, *, token: str | None = None) -> str:
        return prover.prove(method, f"http://{host}{path}", token=token, nonce=nonce)

    return prove


def _token(caller: Caller, basic: str, *, proof: str = "") -> str:
    headers = {"HTTP_AUTHORIZATION": f"Basic {basic}", **({"HTTP_DPOP": proof} if proof else {})}
    status, _, answer = caller.answered(caller.environ("POST", "/oauth/token", headers, GRANT))
    assert status == 200, answer
    return str(json.loads(answer)["access_token"])


def _session(caller: Caller) -> str:
    body = f"login=olga@example.com&password={PASSWORD.replace(' ', '+')}".encode()
    path = "/accounts/login/"
    _, headers, page = caller.answered(caller.environ("GET", path, {}))
    token = page.decode().split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    cookie = headers["Set-Cookie"].split(";")[0]
    form = body + b"&csrfmiddlewaretoken=" + token.encode()
    sent = caller.environ("POST", path, {"HTTP_COOKIE": cookie}, form)
    told: list[Any] = []
    b"".join(application(sent, lambda *words: told.extend(words)))
    pairs = [value.split(";")[0] for name, value in told[1] if name == "Set-Cookie"]
    return "; ".join(pairs)


def _must_open(caller: Caller, way: Way) -> None:
    status, _, body = caller.answered(caller.environ("GET", way.path, way.headers()))
    assert status == 200, (way.path, status, body)
    assert caller.answered(caller.environ("GET", way.path, {}))[0] in {302, 401}, way.path


def _cost(caller: Caller, way: Way, rounds: int, calls: int) -> dict[str, float]:
    """Return what the credential adds, the first round left out: it warms up."""
    seen = []
    for _ in range(rounds + 1):
        floor = caller.cpu_us(caller.environ("GET", way.floor, {}) for _ in range(calls))
        with_it = [caller.environ("GET", way.path, way.headers()) for _ in range(calls)]
        seen.append((floor, caller.cpu_us(with_it)))
    adds = median(there - floor for floor, there in seen[1:])
    return {"adds": round(adds, 1), "floor": round(median(floor for floor, _ in seen[1:]), 1)}


def _limiter(rounds: int, calls: int) -> dict[str, float]:
    bucket = Bucket("plan", f"bench-{os.getpid()}", 1_000_000_000)

    def cost() -> float:
        before = thread_time()
        for _ in range(calls):
            take(bucket)
        return (thread_time() - before) * 1e6 / calls

    return {"adds": round(median([cost() for _ in range(rounds + 1)][1:]), 1), "floor": 0.0}


if __name__ == "__main__":
    main()
