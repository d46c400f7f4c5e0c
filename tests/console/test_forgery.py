"""Forms sent from elsewhere, and addresses that lead elsewhere."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from guildhall.config.pages import KEYS_ONLY
from guildhall.identity.operations import add_staff
from guildhall.identity.states import Role
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import PLATFORM, enter
from tests.console.conftest import PASSWORD, browser_of
from tests.console.reading import text_of
from tests.console.test_second_factor import code_of, set_up
from tests.factories.company import Company
from tests.harness.post import postman

type SignIn = Callable[..., Client]
type Hire = Callable[..., object]

ROOT = Path(__file__).resolve().parents[2]
CLERK = "operations.all@example.com"
SAMPLES = {
    "uuid": "01890000-0000-7000-8000-000000000000",
    "int": "1",
    "slug": "none",
    "str": "none",
    "path": "none",
}
FACES = {
    "guildhall.config.urls_tenant": "alpha.localhost",
    "guildhall.config.urls_public": "hq.localhost",
}
# Programs ask here with keys; a person's cookie may read, and nothing is changed there.
READ_BY_COOKIE = "/hq/v1/"
AWAY = (
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "/\\evil.example/",
    "\\\\evil.example/",
    "https:evil.example",
    "http://alpha.localhost@evil.example/",
    "http://alpha.localhost.evil.example/",
    "\t//evil.example/",
    "javascript:alert(1)",
)


def _paths(urlconf: str) -> Iterator[str]:
    """Yield an address for every pattern that a face serves."""
    yield from (f"/{path}" for path in _walk(get_resolver(urlconf).url_patterns))


def _walk(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    for each in patterns:
        path = before + _filled(str(each.pattern))
        if isinstance(each, URLResolver):
            yield from _walk(each.url_patterns, path)
        else:
            yield path


def _filled(pattern: str) -> str:
    filled = re.sub(r"<(?:(\w+):)?\w+>", lambda found: SAMPLES.get(found[1], "none"), pattern)
    reset = re.sub(r"\(\?P[^)]*\)", "1", filled)
    return reset.lstrip("^").rstrip("$").replace("\\", "")


@pytest.fixture(params=FACES)
def face(request: pytest.FixtureRequest) -> str:
    urlconf: str = request.param
    return urlconf


@pytest.fixture
def owner(face: str, shop: Company, stamp: Stamp, hire: Hire) -> Client:
    """Sign an owner in at a face, in a browser that checks where forms come from."""
    email = "owner.all@example.com"
    if FACES[face] == shop.host:
        hire(Role.OWNER)
    else:
        with enter(PLATFORM):
            add_staff(email, name="Olga", password=PASSWORD, role=Role.OWNER, stamp=stamp)
    browser = Client(headers={"host": FACES[face]})
    browser.post("/accounts/login/", {"login": email, "password": PASSWORD})
    browser.handler.enforce_csrf_checks = True
    return browser


def test_no_form_is_taken_from_another_site(face: str, owner: Client) -> None:
    paths = [path for path in _paths(face) if not path.startswith((*KEYS_ONLY, READ_BY_COOKIE))]
    assert len(paths) > 30
    assert owner.get("/accounts/sessions/").status_code == 200

    taken = [
        path
        for path in paths
        if "This form was open for too long" not in text_of(owner.post(path))
    ]

    assert taken == []
    assert owner.get("/accounts/sessions/").status_code == 200


def test_a_cookie_changes_nothing_where_keys_are_asked_for(face: str, owner: Client) -> None:
    paths = [path for path in _paths(face) if path.startswith((*KEYS_ONLY, READ_BY_COOKIE))]

    answered = {owner.post(path, {}, "application/json").status_code for path in paths}

    assert answered <= {400, 401, 403, 404, 405, 422}


def test_the_token_of_another_browser_does_not_count(
    shop: Company, sign_in: SignIn, hire: Hire
) -> None:
    victim, attacker = sign_in(), browser_of(shop)
    victim.handler.enforce_csrf_checks = True
    found = re.search(
        r'csrfmiddlewaretoken" value="(\w+)"', attacker.get("/accounts/login/").content.decode()
    )
    assert found

    answer = victim.post("/accounts/logout/", {"csrfmiddlewaretoken": found[1]})

    assert answer.status_code == 403
    assert victim.get("/").status_code == 200


def test_every_form_that_changes_something_carries_the_token() -> None:
    bare = []
    for folder in ("src", "public_site", "tenants", "integrations", "edge_devices"):
        for template in (ROOT / folder).rglob("*.html"):
            for form in re.findall(r"<form\b.*?</form>", template.read_text(), re.DOTALL):
                posts = re.search(r"method=[\"']?post", form, re.IGNORECASE)
                if posts and "csrf_token" not in form:
                    bare.append(template.name)

    assert bare == []


@pytest.mark.parametrize("away", AWAY)
def test_no_way_in_or_out_leads_to_another_site(shop: Company, sign_in: SignIn, away: str) -> None:
    clerk, stranger = sign_in(), browser_of(shop)
    form = {"login": CLERK, "password": PASSWORD, "next": away}
    answers = [
        stranger.post("/accounts/login/", form),
        clerk.get("/accounts/login/", {"next": away}),
        clerk.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": away}),
        clerk.post("/i18n/setlang/", {"language": "en", "next": away}),
        clerk.post("/accounts/logout/", {"next": away}),
    ]

    led = [_host_after(answer["Location"]) for answer in answers]

    assert led == [shop.host] * 5


def test_neither_does_the_second_step(shop: Company, sign_in: SignIn) -> None:
    secret = set_up(sign_in())
    browser = browser_of(shop)
    form = {"login": CLERK, "password": PASSWORD, "next": AWAY[0]}
    browser.post("/accounts/login/", form)

    answer = browser.post(
        "/accounts/2fa/authenticate/", {"code": code_of(secret), "next": AWAY[0]}
    )

    assert _host_after(answer["Location"]) == shop.host
    assert browser.get("/").status_code == 200


def _host_after(location: str) -> str | None:
    """Return where a browser would go: it drops tabs and takes a backslash for a slash."""
    cleaned = re.sub(r"[\t\r\n]", "", location).strip().replace("\\", "/")
    return urlsplit(urljoin("http://alpha.localhost/accounts/login/", cleaned)).hostname


@pytest.mark.parametrize(
    "host",
    ["evil.example", "alpha.localhost.evil.example", "alpha.localhost@evil.example", ""],
)
def test_an_unknown_host_is_nobodys(shop: Company, host: str) -> None:
    answer = Client(headers={"host": host}).get("/accounts/login/")

    assert answer.status_code in {400, 404}


def test_what_a_proxy_is_said_to_have_written_changes_no_link(
    shop: Company, hire: Hire, mailoutbox: list[EmailMessage]
) -> None:
    hire()
    forged = {
        "x-forwarded-host": "evil.example",
        "x-host": "evil.example",
        "forwarded": "host=evil.example",
        "x-original-url": "//evil.example/",
    }
    browser = Client(headers={"host": f"{shop.host}:6666", **forged})

    with postman():
        answer = browser.post("/accounts/password/reset/", {"email": CLERK})

    assert "evil" not in answer["Location"]
    (mail,) = mailoutbox
    assert "evil" not in mail.body
    assert ":6666" not in mail.body
    assert "http://alpha.localhost" in mail.body
