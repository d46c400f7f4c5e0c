"""Pages of mails: what was sent, what failed, and what a brand says."""

from collections.abc import Callable

import pytest
from django.test import Client

from guildhall.identity.states import Role
from guildhall.kernel.ids import new_id
from guildhall.kernel.stamp import Stamp
from guildhall.notifications.models import Delivery
from guildhall.notifications.operations import ask_mail
from guildhall.notifications.queries import compose, words_of
from guildhall.notifications.states import MailKind
from tests.console.reading import text_of
from tests.factories.company import Company, make_order

type SignIn = Callable[..., Client]
WORDS = "/mails/words/house/order_confirmed/en"


@pytest.fixture
def number(shop: Company, stamp: Stamp) -> str:
    number = make_order(shop, {"APPLE": 1}, stamp=stamp).row.number
    ask_mail(MailKind.ORDER_CONFIRMED, number, cause=new_id(), told={}, stamp=stamp)
    return str(number)


def test_the_log_shows_mails_and_no_address(number: str, sign_in: SignIn) -> None:
    owner = sign_in(Role.OWNER)

    page = owner.get("/mails")

    assert number in text_of(page)
    assert "alice" not in page.content.decode().lower()
    assert number not in text_of(owner.get("/mails?state=failed"))


def test_what_failed_is_tried_again_by_hand(number: str, sign_in: SignIn) -> None:
    Delivery.objects.filter(reference=number).update(state="failed", attempts=8)
    row = Delivery.objects.get(reference=number)

    answer = sign_in(Role.OWNER).post(f"/mails/{row.id}/retry", {"token": str(new_id())})

    assert answer.status_code == 302
    assert Delivery.objects.get(reference=number).state == "waiting"


@pytest.mark.usefixtures("number")
def test_a_brand_puts_a_mail_in_its_own_words(sign_in: SignIn) -> None:
    owner = sign_in(Role.OWNER)
    sent = {"subject": "Thanks for {order}", "is_sent": "on", "token": str(new_id())}

    kept = owner.post(WORDS, sent)
    wrong = owner.post(WORDS, {"body": "{secret}", "is_sent": "on", "token": str(new_id())})

    assert kept.status_code == 302
    assert wrong.status_code == 422
    assert words_of("house", MailKind.ORDER_CONFIRMED, "en").subject == "Thanks for {order}"
    assert "Thanks for ORD-2026-000123" in text_of(owner.get(WORDS))
    shown = owner.get(f"{WORDS}/page")
    assert shown.headers["Content-Security-Policy"].endswith("sandbox")


@pytest.mark.usefixtures("number")
def test_a_brand_says_who_sends_its_mails(sign_in: SignIn) -> None:
    look = {"sender_name": "Our House", "color": "#112233", "token": str(new_id())}

    answer = sign_in(Role.OWNER).post("/mails/look/house", look)

    assert answer.status_code == 302
    letter = compose(MailKind.ORDER_CONFIRMED, brand="house", locale="en")
    assert letter.sender.startswith("Our House <")
    assert "#112233" in letter.html


@pytest.mark.usefixtures("number")
def test_who_may_not_see_the_company_sees_no_mails(sign_in: SignIn) -> None:
    assert sign_in(Role.WAREHOUSE).get("/mails").status_code == 403
