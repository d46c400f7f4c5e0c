import re
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.contrib.sessions.models import Session
from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guildhall.identity.models import User
from guildhall.identity.operations import add_staff
from guildhall.identity.states import SIGNED_IN_AT, Role
from guildhall.kernel import clock
from guildhall.kernel.ids import new_id
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import PLATFORM, Scope, enter
from tests.console.conftest import PASSWORD, browser_of
from tests.console.reading import text_of
from tests.factories.company import Company, make_order
from tests.harness.post import postman

type SignIn = Callable[..., Client]

CLERK = "operations.all@example.com"
DJANGOS_OWN = re.compile(r"\b(auth_|django_content_type)")


def _try(client: Client, email: str, password: str) -> tuple[int, str]:
    answer = client.post("/accounts/login/", {"login": email, "password": password})
    return answer.status_code, text_of(answer)


def test_nobody_sees_a_page_before_sign_in(shop: Company) -> None:
    browser = browser_of(shop)

    for path in ("/", "/orders", "/orders/ORD-2026-000001", "/stock", f"/stock/{new_id()}"):
        answer = browser.get(path)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/accounts/login/?next=/")


def test_sign_in_leads_to_the_page_that_was_asked_for(
    shop: Company, hire: Callable[..., UUID]
) -> None:
    hire()
    browser = browser_of(shop)
    asked = browser.get("/orders?state=placed")["Location"]

    answer = browser.post(asked, {"login": CLERK, "password": PASSWORD})

    assert answer["Location"] == "/orders?state=placed"


def test_sign_in_never_leads_to_another_site(shop: Company, hire: Callable[..., UUID]) -> None:
    hire()

    for away in ("https://evil.example/", "//evil.example/"):
        form = {"login": CLERK, "password": PASSWORD, "next": away}
        assert browser_of(shop).post("/accounts/login/", form)["Location"] == "/"


def test_passwords_are_kept_as_argon2(shop: Company, hire: Callable[..., UUID]) -> None:
    hire()

    assert User.objects.get(email=CLERK).password.startswith("argon2$argon2id$")


def test_an_unknown_address_is_told_the_same_as_a_wrong_password(
    shop: Company, hire: Callable[..., UUID]
) -> None:
    hire()

    wrong = _try(browser_of(shop), CLERK, "wrong")
    unknown = _try(browser_of(shop), "nobody@example.com", "wrong")

    assert wrong == unknown
    assert wrong[0] == 200


@pytest.mark.parametrize("email", [CLERK, "nobody@example.com"])
def test_after_five_failures_even_the_right_password_waits(
    shop: Company, hire: Callable[..., UUID], email: str
) -> None:
    hire()
    browser = browser_of(shop)
    for _ in range(5):
        _try(browser, email, "wrong")

    status, told = _try(browser, email, PASSWORD)

    assert status == 200
    assert "Too many failed login attempts" in told


def test_a_session_ends_twelve_hours_after_sign_in_however_busy_it_is(sign_in: SignIn) -> None:
    clerk = sign_in()
    session = clerk.session
    session[SIGNED_IN_AT] = (clock.now() - timedelta(hours=12, seconds=1)).isoformat()
    session.save()

    assert clerk.get("/orders")["Location"].startswith("/accounts/login/")
    assert SIGNED_IN_AT not in clerk.session


def test_somebody_who_is_let_go_is_out_with_the_next_click(sign_in: SignIn) -> None:
    clerk = sign_in()
    User.objects.filter(email=CLERK).update(is_active=False)

    assert clerk.get("/").status_code == 302


def test_a_session_lies_in_its_tenant_and_opens_no_other(
    shop: Company, sign_in: SignIn, committed: dict[str, Scope]
) -> None:
    clerk = sign_in()

    assert Session.objects.count() == 1
    for elsewhere in (committed["beta"], PLATFORM):
        with enter(elsewhere):
            assert not Session.objects.exists()
    neighbor = clerk.get("/", headers={"host": "beta.localhost"})
    assert neighbor.status_code == 302


def test_no_page_asks_djangos_auth_or_contenttypes(
    shop: Company, hire: Callable[..., UUID], stamp: Stamp
) -> None:
    hire(Role.OWNER)
    number = make_order(shop, stamp=stamp).row.number
    browser = browser_of(shop)
    pages = (
        "/",
        "/orders",
        f"/orders/{number}",
        "/stock",
        "/nowhere",
        "/accounts/password/change/",
    )

    with CaptureQueriesContext(connection) as captured:
        browser.get("/accounts/login/")
        browser.post("/accounts/login/", {"login": "owner.all@example.com", "password": PASSWORD})
        for path in pages:
            browser.get(path)
        browser.post(f"/orders/{number}/confirm", {"token": str(new_id())})
        browser.post("/accounts/logout/")

    asked = [query["sql"] for query in captured]
    assert len(asked) > 20
    assert [sql for sql in asked if DJANGOS_OWN.search(sql)] == []


def test_the_sign_in_page_asks_the_database_nothing(shop: Company) -> None:
    browser = browser_of(shop)
    browser.get("/accounts/login/")  # the host is looked up once

    with CaptureQueriesContext(connection) as captured:
        assert browser.get("/accounts/login/").status_code == 200
        assert browser.get("/nowhere").status_code == 404

    assert [query["sql"] for query in captured if "tenants_" not in query["sql"]] == []


def test_nobody_signs_up_or_changes_addresses_here(shop: Company) -> None:
    browser = browser_of(shop)
    closed = ("signup", "email", "inactive", "password/set", "confirm-email")

    answers = {path: browser.get(f"/accounts/{path}/").status_code for path in closed}

    assert answers == dict.fromkeys(closed, 404)


def test_the_public_host_has_people_of_its_own(
    shop: Company, hire: Callable[..., UUID], stamp: Stamp
) -> None:
    hire()
    with enter(PLATFORM):
        add_staff("hq@example.com", name="Hugo", password=PASSWORD, role=Role.OWNER, stamp=stamp)
    hq = Client(headers={"host": "localhost"})

    assert _try(hq, CLERK, PASSWORD)[0] == 200
    assert _try(hq, "hq@example.com", PASSWORD)[0] == 302
    assert _try(browser_of(shop), "hq@example.com", PASSWORD)[0] == 200


def test_a_password_is_changed_by_who_knows_the_old_one(shop: Company, sign_in: SignIn) -> None:
    clerk = sign_in()
    new = "battery horse correct"
    form = {"oldpassword": PASSWORD, "password1": new, "password2": new}

    assert clerk.post("/accounts/password/change/", form).status_code == 302

    assert clerk.get("/").status_code == 200
    assert _try(browser_of(shop), CLERK, PASSWORD)[0] == 200
    assert _try(browser_of(shop), CLERK, new)[0] == 302


def test_a_forgotten_password_is_set_anew_by_mail(
    shop: Company, hire: Callable[..., UUID], mailoutbox: list[EmailMessage]
) -> None:
    hire()
    browser = browser_of(shop)
    new = "battery horse correct"

    with postman():
        asked = [
            browser.post("/accounts/password/reset/", {"email": email})["Location"]
            for email in (CLERK, "nobody@example.com")
        ]
    assert asked == ["/accounts/password/reset/done/"] * 2
    assert [mail.to for mail in mailoutbox] == [[CLERK]]
    link = re.search(r"http://alpha\.localhost[:\d]*(/accounts/\S+)", str(mailoutbox[0].body))
    assert link
    form = browser.get(link[1])["Location"]
    browser.post(form, {"password1": new, "password2": new})

    assert _try(browser_of(shop), CLERK, new)[0] == 302


def test_signing_out_ends_the_session(sign_in: SignIn) -> None:
    clerk = sign_in()

    clerk.post("/accounts/logout/")

    assert clerk.get("/").status_code == 302
    assert not Session.objects.filter(session_key=clerk.session.session_key).exists()
