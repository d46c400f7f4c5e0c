"""A person hears by mail of a browser that their account had not been used from before."""

from collections.abc import Callable

from django.core.mail import EmailMessage
from django.test import Client

from guildhall.identity.models import KnownDevice
from guildhall.kernel.models import Fact
from guildhall.kernel.tenancy import PLATFORM, enter
from tests.console.conftest import PASSWORD
from tests.factories.company import Company
from tests.harness.post import postman

type SignIn = Callable[..., Client]

CLERK = "operations.all@example.com"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1"


def _come_in(browser: Client) -> None:
    form = {"login": CLERK, "password": PASSWORD}
    assert browser.post("/accounts/login/", form, REMOTE_ADDR="203.0.113.9").status_code == 302


def _phone(shop: Company) -> Client:
    return Client(headers={"host": f"{shop.host}:6666", "user-agent": PHONE})


def test_the_first_browser_is_no_news(sign_in: SignIn, mailoutbox: list[EmailMessage]) -> None:
    with postman():
        sign_in()

    assert KnownDevice.objects.count() == 1
    assert mailoutbox == []


def test_a_new_browser_is_told_once(
    shop: Company, sign_in: SignIn, mailoutbox: list[EmailMessage]
) -> None:
    sign_in()
    phone = _phone(shop)

    with postman():
        for _ in range(2):
            _come_in(phone)
            phone.post("/accounts/logout/")

    (mail,) = mailoutbox
    assert mail.to == [CLERK]
    assert "alpha.localhost" in mail.subject
    assert "Safari · iPhone" in mail.body
    assert "203.0.113.9" in mail.body
    assert "/accounts/password/change/" in mail.body
    assert ":6666" not in mail.body, "the port is what the caller wrote"


def test_the_trail_names_the_browser_by_number_alone(shop: Company, sign_in: SignIn) -> None:
    sign_in()
    _come_in(_phone(shop))

    told = Fact.objects.filter(type="staff.device_first_seen").order_by("sequence")

    assert len(told) == 2
    numbers = {str(key) for key in KnownDevice.objects.values_list("id", flat=True)}
    assert {fact.payload["device"] for fact in told} == numbers
    assert not any("iPhone" in str(fact.payload) for fact in told)


def test_only_a_hash_of_the_browsers_secret_is_kept(sign_in: SignIn) -> None:
    clerk = sign_in()

    secret = clerk.cookies["guildhall_browser"].value.partition(":")[0]

    assert secret.encode() not in bytes(KnownDevice.objects.get().digest)
    assert clerk.cookies["guildhall_browser"]["httponly"]


def test_a_browser_known_here_is_known_nowhere_else(sign_in: SignIn) -> None:
    sign_in()

    with enter(PLATFORM):
        assert not KnownDevice.objects.exists()
