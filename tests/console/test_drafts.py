"""Drafts as staff make them: filled, priced, and sent as a link."""

from django.test import Client

from guildhall.checkout.models import Cart, PaymentLink
from guildhall.identity.states import Role
from guildhall.kernel.cache import forget_everything
from guildhall.kernel.ids import new_id
from guildhall.kernel.stamp import Stamp
from tests.console.conftest import SignIn
from tests.factories.checkouts import HOME_JSON, make_shipping
from tests.factories.company import SITE, Company


def make(client: Client, lines: str) -> str:
    asked = {"site": str(SITE), "name": "Alice Miller", "lines": lines, "token": str(new_id())}
    answer = client.post("/drafts/new", asked)
    return answer.headers.get("Location", "") or answer.content.decode()


def test_a_clerk_fills_a_cart_and_makes_a_link(shop: Company, sign_in: SignIn) -> None:
    client = sign_in(Role.SUPPORT)

    where = make(client, "APPLE 2\nBREAD")
    client.post(f"{where}/link", {"days": "3", "token": str(new_id())})
    shown = client.get(where).content.decode()

    link = PaymentLink.objects.get()
    assert f"/pay/{link.token}" in shown
    assert "7.50" in shown
    assert "Alice" not in client.get("/drafts").content.decode()


def test_what_is_not_sold_is_told_at_the_lines(shop: Company, sign_in: SignIn) -> None:
    client = sign_in(Role.SUPPORT)

    unknown, nonsense = make(client, "GOLD 1"), make(client, "APPLE many")

    assert "GOLD" in unknown
    assert "many" in nonsense
    assert not Cart.objects.exists()


def test_who_may_only_look_makes_no_drafts(shop: Company, sign_in: SignIn) -> None:
    assert sign_in(Role.READ_ONLY).get("/drafts").status_code == 403


def test_lines_are_changed_until_somebody_pays(shop: Company, sign_in: SignIn) -> None:
    client = sign_in(Role.SUPPORT)
    where = make(client, "APPLE 2")
    seen = {"version": "1", "lines": "APPLE 3\nCHEESE"}

    changed = client.post(f"{where}/lines", {**seen, "token": str(new_id())})
    late = client.post(f"{where}/lines", {**seen, "lines": "EGGS", "token": str(new_id())})
    shown = client.get(where).content.decode()

    assert (changed.status_code, late.status_code) == (302, 412)
    assert "APPLE 3\nCHEESE 1" in shown
    assert "$10.00" in shown


def test_a_line_that_is_not_sold_changes_nothing(shop: Company, sign_in: SignIn) -> None:
    client = sign_in(Role.SUPPORT)
    where = make(client, "APPLE 2")
    asked = {"version": "1", "lines": "GOLD", "token": str(new_id())}

    refused = client.post(f"{where}/lines", asked)

    assert refused.status_code >= 400
    assert "APPLE 2" in client.get(where).content.decode()


def test_a_clerk_says_where_it_goes_and_how(shop: Company, sign_in: SignIn, stamp: Stamp) -> None:
    make_shipping(stamp=stamp)
    forget_everything()
    client = sign_in(Role.SUPPORT)
    where = make(client, "APPLE 2")

    client.post(f"{where}/address", {**HOME_JSON, "token": str(new_id())})
    client.post(f"{where}/way", {"way": "parcel", "token": str(new_id())})
    shown = client.get(where).content.decode()

    cart = Cart.objects.get()
    assert cart.name == "Alice Miller"
    assert cart.shipping_method is not None
    assert "49007 Springfield, United States" in shown
    assert "$9.90" in shown
