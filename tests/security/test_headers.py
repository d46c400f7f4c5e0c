"""What browsers are told with every answer, where the house is served over TLS."""

import re
from collections.abc import Iterator

import httpx
import pytest

from guildhall.identity.operations import add_staff
from guildhall.identity.states import Role
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope, enter
from tests.harness.processes import Web, web_server

PASSWORD = "correct horse battery"
HOST = "alpha.localhost"
HIDDEN = re.compile('name="csrfmiddlewaretoken" value="([^"]+)"')
TLS = {"X-Forwarded-Proto": "https"}


@pytest.fixture(scope="module")
def over_tls(tmp_path_factory: pytest.TempPathFactory, scopes: dict[str, Scope]) -> Iterator[Web]:
    """Run the house as behind a proxy that speaks TLS."""
    with web_server(tmp_path_factory.mktemp("tls"), GUILDHALL_HTTPS="1") as server:
        yield server


def test_cookies_belong_to_one_host_and_travel_over_tls_alone(
    over_tls: Web, committed: dict[str, Scope], stamp: Stamp
) -> None:
    with enter(committed["alpha"]):
        add_staff("o@example.com", name="O", password=PASSWORD, role=Role.OWNER, stamp=stamp)

    with over_tls.client(HOST) as browser:
        page = browser.get("/accounts/login/", headers=TLS)
        set_first = page.headers.get_list("set-cookie")
        csrf = set_first[0].partition(";")[0]
        answer = browser.post(
            "/accounts/login/",
            headers={**TLS, "Cookie": csrf, "Referer": f"https://{HOST}/accounts/login/"},
            data={
                "login": "o@example.com",
                "password": PASSWORD,
                "csrfmiddlewaretoken": HIDDEN.findall(page.text)[0],
            },
        )

    cookies = [*set_first, *answer.headers.get_list("set-cookie")]
    assert answer.status_code == 302
    assert {cookie.partition("=")[0] for cookie in cookies} >= {"__Host-csrf", "__Host-session"}
    for cookie in cookies:
        assert "; Secure" in cookie
        assert "Path=/" in cookie
        assert "Domain" not in cookie
        assert "SameSite=Lax" in cookie


def test_browsers_are_told_to_come_over_tls_for_a_year(over_tls: Web) -> None:
    with over_tls.client(HOST) as browser:
        page = browser.get("/accounts/login/", headers=TLS)

    assert page.headers["strict-transport-security"] == f"max-age={365 * 24 * 3600}"


@pytest.mark.parametrize(
    ("host", "path", "status"),
    [
        ("nobody.localhost", "/", 404),
        ("alpha.localhost", "/healthz", 200),
        ("alpha.localhost", "/api/v1/orders", 401),
        ("alpha.localhost", "/storefront/v1/products", 401),
        ("alpha.localhost", "/oauth/jwks.json", 200),
        ("alpha.localhost", "/nowhere", 404),
        ("hq.localhost", "/accounts/login/", 200),
    ],
)
def test_every_answer_is_what_it_says_and_lies_in_nobodys_frame(
    web: Web, host: str, path: str, status: int
) -> None:
    with web.client(host) as browser:
        answer: httpx.Response = browser.get(path)

    assert answer.status_code == status
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
