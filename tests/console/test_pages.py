"""What every page has, and what APIs are spared."""

from collections.abc import Callable

from django.test import Client

from guildhall.identity.states import Role
from guildhall.kernel.http import NOT_A_PAGE
from tests.console.conftest import browser_of
from tests.console.reading import text_of
from tests.factories.company import Company

type SignIn = Callable[..., Client]


def test_a_page_lets_nothing_in_from_elsewhere_and_is_kept_by_no_cache(sign_in: SignIn) -> None:
    page = sign_in().get("/")

    policy = page["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "no-store" in page["Cache-Control"]


def test_an_api_reads_no_session_sets_no_cookie_and_knows_no_form(
    shop: Company, sign_in: SignIn
) -> None:
    clerk = sign_in(Role.OWNER)

    answer = clerk.get("/api/v1/orders")

    assert answer.status_code == 401
    assert not answer.cookies
    assert answer["Content-Security-Policy"] == NOT_A_PAGE


def test_a_form_without_its_secret_is_refused(shop: Company) -> None:
    strict = Client(enforce_csrf_checks=True, headers={"host": shop.host})

    answer = strict.post("/accounts/login/", {"login": "a@example.com", "password": "x"})

    assert answer.status_code == 403
    assert "Go back" in text_of(answer)


def test_programs_get_a_document_and_people_a_page_where_nothing_is(shop: Company) -> None:
    browser = browser_of(shop)

    document = browser.get("/api/v1/nowhere")
    page = browser.get("/nowhere")

    assert (document.status_code, page.status_code) == (404, 404)
    assert document.json()["code"] == "not_found"
    assert "There is nothing at this address" in text_of(page)


def test_a_page_and_a_problem_are_told_in_the_readers_language(shop: Company) -> None:
    browser = browser_of(shop)
    chinese = {"accept-language": "zh-CN"}

    page = browser.get("/accounts/login/", headers=chinese)
    document = browser.get("/api/v1/nowhere", headers=chinese)
    english = browser.get("/api/v1/nowhere")

    assert "登录" in text_of(page)
    assert document["Content-Language"] == "zh-hans"
    assert document.json()["detail"] != english.json()["detail"]


def test_who_lacks_a_right_is_told_on_a_whole_page(sign_in: SignIn) -> None:
    answer = sign_in(Role.READ_ONLY).get("/orders/ORD-1/cancel")

    assert answer.status_code == 403
    assert "You may not open this page" in text_of(answer)
    assert "it needs orders:edit" in text_of(answer)


def test_who_reaches_nothing_sees_empty_lists_that_say_what_to_do(sign_in: SignIn) -> None:
    nobody = sign_in(Role.READ_ONLY, scope="brand:none")

    assert "No orders yet" in text_of(nobody.get("/orders"))
    assert "No stock yet" in text_of(nobody.get("/stock"))


def test_navigation_shows_where_one_is(sign_in: SignIn) -> None:
    page = sign_in().get("/orders").content.decode()

    assert 'href="/orders" aria-current="page"' in page
    assert 'href="/stock" aria-current="page"' not in page
