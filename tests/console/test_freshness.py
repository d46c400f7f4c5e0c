"""The door before sensitive acts, tried with a page of its own."""

import re
from collections.abc import Callable, Iterator
from html import unescape

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import include, path

from guildhall.console.shell.doors import page
from tests.console.conftest import PASSWORD
from tests.console.reading import text_of

type SignIn = Callable[..., Client]

PROOFS = "account_authentication_methods"


@page(fresh=True)
def refund(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"refunded {request.POST.getlist('amount')}")


urlpatterns = [
    path("refund", refund),
    path("", include("guildhall.config.urls_tenant")),
]


@pytest.fixture(autouse=True)
def _with_a_sensitive_page() -> Iterator[None]:
    with override_settings(ROOT_URLCONF=__name__):
        yield


def _grow_stale(client: Client, *, seconds: int) -> None:
    session = client.session
    session[PROOFS] = [{**proof, "at": proof["at"] - seconds} for proof in session[PROOFS]]
    session.save()


def _prove(client: Client, there: str, *, password: str = PASSWORD) -> str:
    assert client.get(there).status_code == 200
    return client.post(there, {"password": password}).headers.get("Location", "")


def test_who_has_just_signed_in_is_not_asked_again(sign_in: SignIn) -> None:
    clerk = sign_in()
    _grow_stale(clerk, seconds=290)

    assert clerk.post("/refund", {"amount": "1"}).content == b"refunded ['1']"


def test_five_minutes_later_a_page_asks_for_the_password_and_comes_back(sign_in: SignIn) -> None:
    clerk = sign_in()
    _grow_stale(clerk, seconds=301)

    there = clerk.get("/refund?order=7")["Location"]

    assert there == "/accounts/reauthenticate/?next=%2Frefund%3Forder%3D7"
    assert _prove(clerk, there) == "/refund?order=7"
    assert clerk.get("/refund?order=7").status_code == 200


def test_a_wrong_password_opens_nothing(sign_in: SignIn) -> None:
    clerk = sign_in()
    _grow_stale(clerk, seconds=301)

    assert _prove(clerk, clerk.get("/refund")["Location"], password="wrong") == ""

    assert clerk.get("/refund").status_code == 302


def test_a_form_that_was_being_sent_is_offered_again_and_sent_by_one_click(
    sign_in: SignIn,
) -> None:
    clerk = sign_in()
    _grow_stale(clerk, seconds=301)
    form = {"amount": ["12.90", '"><b>7'], "password": "never kept"}

    asked = clerk.post("/refund?order=7", form)
    assert _prove(clerk, asked["Location"]) == "/accounts/resume/"
    offered = clerk.get("/accounts/resume/").content.decode()

    fields = re.findall(r'name="(\w+)" value="([^"]*)"', offered.split('action="/refund')[1])
    kept = [(name, unescape(value)) for name, value in fields if name != "csrfmiddlewaretoken"]
    assert kept == [("amount", "12.90"), ("amount", '"><b>7')]
    assert 'action="/refund?order=7"' in offered
    sent = clerk.post("/refund?order=7", {"amount": [value for _, value in kept]})
    assert sent.content.decode() == """refunded ['12.90', '"><b>7']"""


def test_a_form_is_offered_once_only(sign_in: SignIn) -> None:
    clerk = sign_in()
    _grow_stale(clerk, seconds=301)
    _prove(clerk, clerk.post("/refund", {"amount": "1"})["Location"])
    clerk.get("/accounts/resume/")

    assert clerk.get("/accounts/resume/")["Location"] == "/"


def test_a_form_too_long_to_keep_leads_back_to_its_page(sign_in: SignIn) -> None:
    clerk = sign_in()
    _grow_stale(clerk, seconds=301)
    referer = {"referer": "http://alpha.localhost/orders?page=2"}

    asked = clerk.post("/refund", {"amount": "1" * 40_000}, headers=referer)

    assert asked["Location"].endswith("?next=%2Forders%3Fpage%3D2")


def test_a_part_of_a_page_makes_the_whole_page_ask(sign_in: SignIn) -> None:
    clerk = sign_in()
    _grow_stale(clerk, seconds=301)

    answer = clerk.post("/refund", {"amount": "1"}, headers={"hx-request": "true"})

    assert answer["HX-Redirect"].startswith("/accounts/reauthenticate/?next=")


def test_the_way_back_never_leads_to_another_site(sign_in: SignIn) -> None:
    clerk = sign_in()

    there = "/accounts/reauthenticate/?next=https://evil.example/"

    assert _prove(clerk, there) == "/"
    assert "evil" not in text_of(clerk.get("/accounts/resume/", follow=True))
