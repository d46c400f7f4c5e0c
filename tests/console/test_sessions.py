"""How long a session lasts, and the page that shows a person's sessions."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client

from guildhall.identity.states import SEEN_AT, SIGNED_IN_AT, Role
from guildhall.kernel import clock
from guildhall.kernel.models import Fact
from tests.console.conftest import PASSWORD, browser_of
from tests.console.reading import rows_of, text_of
from tests.factories.company import Company

type SignIn = Callable[..., Client]

CLERK = "operations.all@example.com"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1"


def _set_back(client: Client, **hours: float) -> None:
    session = client.session
    for name, count in hours.items():
        session[name] = (clock.now() - timedelta(hours=count)).isoformat()
    session.save()


def _again(shop: Company, user_agent: str = PHONE) -> Client:
    browser = Client(headers={"host": shop.host, "user-agent": user_agent})
    assert (
        browser.post("/accounts/login/", {"login": CLERK, "password": PASSWORD}).status_code == 302
    )
    return browser


@pytest.mark.parametrize("path", ["/", "/accounts/sessions/", "/accounts/password/change/"])
def test_three_idle_hours_end_a_session_on_every_page(sign_in: SignIn, path: str) -> None:
    clerk = sign_in()
    _set_back(clerk, **{SEEN_AT: 3.001})

    assert clerk.get(path)["Location"].startswith("/accounts/login/")
    assert not Session.objects.exists()


def test_work_keeps_a_session_until_its_twelve_hours_are_over(sign_in: SignIn) -> None:
    clerk = sign_in()

    _set_back(clerk, **{SIGNED_IN_AT: 11.9, SEEN_AT: 2.9})
    assert clerk.get("/").status_code == 200
    assert clerk.session[SEEN_AT] > (clock.now() - timedelta(minutes=1)).isoformat()

    _set_back(clerk, **{SIGNED_IN_AT: 12.001, SEEN_AT: 0})
    assert clerk.get("/").status_code == 302


def test_signing_in_changes_the_key_of_a_session_that_was_planted(
    shop: Company, sign_in: SignIn
) -> None:
    sign_in()
    victim = browser_of(shop)
    planted = victim.session
    planted["django_language"] = "en"
    planted.save()
    before = planted.session_key
    victim.cookies["sessionid"] = before or ""

    victim.post("/accounts/login/", {"login": CLERK, "password": PASSWORD})

    assert victim.cookies["sessionid"].value != before
    attacker = browser_of(shop)
    attacker.cookies["sessionid"] = before or ""
    assert attacker.get("/").status_code == 302


def test_a_person_sees_where_they_are_signed_in_and_nobody_elses(
    shop: Company, sign_in: SignIn, hire: Callable[..., object]
) -> None:
    clerk = sign_in()
    _again(shop)
    sign_in(Role.READ_ONLY)

    told = clerk.get("/accounts/sessions/")

    assert rows_of(told) == 2
    assert "Safari · iPhone" in text_of(told)
    assert "127.0.0.1" in text_of(told)


def test_signing_out_elsewhere_ends_that_session_and_keeps_this(
    shop: Company, sign_in: SignIn
) -> None:
    clerk, phone, tablet = sign_in(), _again(shop), _again(shop)
    there = re.findall(
        r"/accounts/sessions/\d+/end", clerk.get("/accounts/sessions/").content.decode()
    )
    assert len(there) == 2

    clerk.post(there[0])

    assert sorted([phone.get("/").status_code, tablet.get("/").status_code]) == [200, 302]
    clerk.post("/accounts/sessions/others/end")
    assert [phone.get("/").status_code, tablet.get("/").status_code] == [302, 302]
    assert clerk.get("/").status_code == 200
    told = Fact.objects.filter(type="staff.sessions_ended")
    assert [fact.payload["count"] for fact in told] == [1, 1]


def test_nobody_ends_a_neighbors_session(shop: Company, sign_in: SignIn) -> None:
    clerk = sign_in()
    viewer = sign_in(Role.READ_ONLY)
    number = UserSession.objects.get(user__email=CLERK).pk

    assert viewer.post(f"/accounts/sessions/{number}/end").status_code == 404

    assert clerk.get("/").status_code == 200


def test_a_new_password_ends_every_other_session(shop: Company, sign_in: SignIn) -> None:
    clerk, phone = sign_in(), _again(shop)
    new = "battery horse correct"
    form = {"oldpassword": PASSWORD, "password1": new, "password2": new}

    clerk.post("/accounts/password/change/", form)

    assert phone.get("/").status_code == 302
    assert rows_of(clerk.get("/accounts/sessions/")) == 1
