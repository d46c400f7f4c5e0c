"""Drafts as staff make them: filled, priced, and sent as a link."""

from django.test import Client

from guildhall.checkout.models import Cart, PaymentLink
from guildhall.identity.states import Role
from guildhall.kernel.ids import new_id
from tests.console.conftest import SignIn
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
