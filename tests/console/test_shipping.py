"""Pages of zones and ways of shipping."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client

from guildhall.checkout.queries import get_method, get_zone, list_zones
from guildhall.console.shipping.rates import LineUnreadable, read_rate, write_rate
from guildhall.identity.states import Role
from guildhall.kernel.ids import new_id
from tests.factories.company import Company

type SignIn = Callable[..., Client]

ZONE = {"code": "us", "name": "United States", "countries": "us", "regions": "", "postcodes": ""}
METHOD = {
    "code": "standard",
    "name": "Standard",
    "rates": "us USD: 0 = 5.90, 100 = 0; 2-5 days",
    "channels": ["web"],
    "position": "1",
    "is_active": "on",
}


@pytest.fixture
def owner(shop: Company, sign_in: SignIn) -> Client:
    return sign_in(Role.OWNER)


def _post(client: Client, path: str, **data: object) -> int:
    return client.post(path, {"token": str(new_id()), **data}).status_code


def test_a_zone_and_a_way_of_shipping_are_kept_and_changed(owner: Client) -> None:
    assert owner.get("/shipping").status_code == 200
    assert _post(owner, "/shipping/zones/new", **ZONE) == 302
    assert _post(owner, "/shipping/methods/new", **METHOD) == 302
    shown = owner.get("/shipping").content.decode()
    form = owner.get("/shipping/methods/standard").content.decode()
    assert _post(owner, "/shipping/methods/standard", **{**METHOD, "name": "Slow"}) == 302
    assert _post(owner, "/shipping/zones/us", **{**ZONE, "countries": "us, ca\nmx"}) == 302

    assert "us USD: 0 = 5.90, 100 = 0; 2-5 days" in shown
    assert "us USD: 0 = 5.90, 100 = 0; 2-5 days" in form
    assert get_zone("us").countries == ("US", "CA", "MX")
    found = get_method("standard")
    assert (found.name, found.channels) == ("Slow", ("web",))
    assert found.rates[0].steps[0].price == Decimal("5.90")


@pytest.mark.parametrize(
    "rates", ["us USD", "us USD: five", "nowhere USD: 0 = 1", "us USD: 0 = NaN"]
)
def test_prices_that_cannot_be_read_are_told(owner: Client, rates: str) -> None:
    _post(owner, "/shipping/zones/new", **ZONE)

    assert _post(owner, "/shipping/methods/new", **{**METHOD, "rates": rates}) == 422


def test_a_zone_is_dropped(owner: Client) -> None:
    _post(owner, "/shipping/zones/new", **ZONE)

    asked = owner.get("/shipping/zones/us/drop")
    assert (asked.status_code, len(list_zones())) == (200, 1)
    assert "What ways of shipping cost there goes with it." in asked.content.decode()
    assert owner.get("/shipping/zones/mars/drop").status_code == 404

    assert _post(owner, "/shipping/zones/us/drop") == 302
    assert list_zones() == ()


def test_who_may_not_change_it_sees_it(shop: Company, sign_in: SignIn) -> None:
    reader = sign_in(Role.READ_ONLY)

    assert reader.get("/shipping").status_code == 200
    assert reader.get("/shipping/zones/new").status_code == 403


@pytest.mark.parametrize(
    "line",
    [
        "us USD: 0 = 5.90, 100 = 0",
        "eu EUR by weight: 0 = 4.90, 1000 = 7.90; free from 200; 2-5 days",
        "cn CNY: 0 = 12; 1-1 days",
    ],
)
def test_a_price_is_written_as_it_is_read(line: str) -> None:
    assert write_rate(read_rate(line)) == line


@pytest.mark.parametrize("line", ["", "us: 0 = 1", "us USD 0 = 1", "us USD: 0", "us USD: = 1"])
def test_a_line_without_a_price_is_none(line: str) -> None:
    with pytest.raises(LineUnreadable):
        read_rate(line)
