"""What is kept of one person is found, handed over and erased on one page."""

import json
from collections.abc import Callable
from uuid import UUID

import pytest
from django.test import Client

from guildhall.identity import operations as identity
from guildhall.identity.models import KnownDevice, User
from guildhall.identity.oauth.models import (
    AuthorizationCode,
    DeviceCode,
    Installation,
    Token,
    TokenFamily,
)
from guildhall.identity.oauth.queries import find_token
from guildhall.identity.states import Role
from guildhall.kernel.models import Fact, PersonalKey
from guildhall.kernel.stamp import Stamp
from guildhall.orders.models import Order
from tests.console.reading import text_of
from tests.factories.apps import code_for, make_app, redeem
from tests.factories.company import Company, make_order

ALICE = "alice@example.com"
ANN = "support.all@example.com"
OPENID = "openid email offline_access"

type SignIn = Callable[..., Client]


@pytest.fixture
def owner(shop: Company, sign_in: SignIn, stamp: Stamp) -> Client:
    """Return an owner of a shop that has two orders of one customer."""
    for sku in ("APPLE", "BREAD"):
        make_order(shop, {sku: 1}, stamp=stamp)
    return sign_in(Role.OWNER)


@pytest.fixture
def ann(shop: Company, sign_in: SignIn) -> Client:
    return sign_in(Role.SUPPORT)


def _id_of(email: str) -> UUID:
    found: UUID = User.objects.get(email=email).pk
    return found


def test_a_customer_is_found_by_what_they_gave_and_shown_masked(owner: Client) -> None:
    told = text_of(owner.post("/personal", {"contact": ALICE}))

    assert "2 orders of a***@example.com" in told
    assert "Nothing is kept" in text_of(owner.post("/personal", {"contact": "bob@example.com"}))


def test_a_customer_takes_their_orders_along(owner: Client) -> None:
    answer = owner.post("/personal/customer/export", {"contact": ALICE})

    file = json.loads(answer.content)
    assert len(file["orders"]) == 2
    assert file["orders"][0]["customer"]["name"] == "Alice Miller"
    receipt = Fact.objects.get(type="customer.exported")
    assert receipt.payload["orders"] == 2
    assert "alice" not in json.dumps(receipt.payload).lower()


def test_a_customer_is_erased_after_a_question(owner: Client) -> None:
    asked = owner.post("/personal/customer/erasure", {"contact": ALICE})
    assert "Erase what is kept of a***@example.com?" in text_of(asked)
    assert Order.objects.filter(customer_email=ALICE).count() == 2

    done = owner.post("/personal/customer/erasure", {"contact": ALICE, "sure": "1", "token": "t"})

    assert done.status_code == 302
    assert not Order.objects.filter(customer_email=ALICE).exists()
    assert Order.objects.count() == 2
    assert owner.post("/personal/customer/export", {"contact": ALICE}).status_code == 404


def test_a_person_takes_along_what_is_kept_of_them_and_what_they_did(
    ann: Client, owner: Client
) -> None:
    number = Order.objects.values_list("number", flat=True)[0]
    ann.post(f"/orders/{number}/confirm", {"token": "t"})

    file = json.loads(owner.post("/personal/person/export", {"contact": ANN}).content)

    assert file["person"]["email"] == ANN
    assert file["person"]["roles"] == ["support@all"]
    assert len(file["person"]["sessions"]) == 1
    confirmed = next(each for each in file["activity"] if each["type"] == "order.confirmed")
    assert confirmed["address"] == "127.0.0.1"


def test_whoever_still_works_here_is_not_erased(ann: Client, owner: Client) -> None:
    answer = owner.post("/personal/person/erasure", {"contact": ANN, "sure": "1", "token": "t"})

    assert answer.status_code == 409
    assert User.objects.filter(email=ANN).exists()


def _let_an_app_in(shop: Company, browser: Client) -> dict[str, str]:
    """Let an app in, and return what it got."""
    app = make_app()
    answer = redeem(shop.host, app, code_for(browser, app, scope=f"{OPENID} orders:view"))
    told: dict[str, str] = json.loads(answer.content)
    return told


def test_a_person_takes_along_which_apps_they_let_in(
    ann: Client, owner: Client, shop: Company
) -> None:
    _let_an_app_in(shop, ann)

    file = json.loads(owner.post("/personal/person/export", {"contact": ANN}).content)

    (app,) = file["person"]["apps"]
    assert (app["name"], app["removed_at"], len(app["sign_ins"])) == ("Stock Watch", None, 1)
    assert set(app["scope"]) == {*OPENID.split(), "orders:view"}


def test_apps_of_an_erased_person_are_put_out_and_those_of_others_stay(
    ann: Client, owner: Client, shop: Company, stamp: Stamp
) -> None:
    tokens, others = _let_an_app_in(shop, ann), _let_an_app_in(shop, owner)
    user = _id_of(ANN)
    identity.deactivate_staff(user, stamp=stamp)

    owner.post("/personal/person/erasure", {"contact": ANN, "sure": "1", "token": "t"})

    for model in (Installation, AuthorizationCode, DeviceCode):
        assert not model.objects.filter(user_id=user).exists()
    assert not Token.objects.filter(family__user_id=user).exists()
    assert not TokenFamily.objects.filter(user_id=user, ended_at=None).exists()
    assert find_token(tokens["refresh_token"]) is None
    assert find_token(others["refresh_token"]) is not None
    assert Installation.objects.get(removed_at=None).user_id == _id_of("owner.all@example.com")
    assert Fact.objects.filter(type="oauth.sign_in_ended").count() == 1


def test_of_an_erased_person_only_what_they_did_is_left(
    ann: Client, owner: Client, stamp: Stamp
) -> None:
    number = Order.objects.values_list("number", flat=True)[0]
    ann.post(f"/orders/{number}/confirm", {"token": "t"})
    user = _id_of(ANN)
    identity.deactivate_staff(user, stamp=stamp)

    owner.post("/personal/person/erasure", {"contact": ANN, "sure": "1", "token": "t"})

    person = User.objects.get(pk=user)
    assert (person.name, person.email) == ("", f"erased-{user.hex}@invalid")
    assert not KnownDevice.objects.filter(user=person).exists()
    assert not PersonalKey.objects.filter(subject=f"staff:{user}").exists()
    assert Fact.objects.filter(type="order.confirmed", actor_name=f"staff:{user}").exists()
    told = text_of(owner.get(f"/audit?actor=staff:{user}&kind=order.confirmed"))
    assert "Someone who has left" in told
    assert "127.0.0." not in told


@pytest.mark.parametrize("role", [Role.SUPPORT, Role.READ_ONLY, Role.OPERATIONS])
@pytest.mark.parametrize(
    "path", ["", "/customer/export", "/customer/erasure", "/person/export", "/person/erasure"]
)
def test_who_lacks_the_right_finds_takes_and_erases_nobody(
    shop: Company, sign_in: SignIn, stamp: Stamp, role: Role, path: str
) -> None:
    make_order(shop, {"APPLE": 1}, stamp=stamp)

    answer = sign_in(role).post(f"/personal{path}", {"contact": ALICE, "sure": "1", "token": "t"})

    assert answer.status_code == 403
    assert Order.objects.filter(customer_email=ALICE).exists()
