"""Pictures and words as a shop window gets them, over HTTP."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.storage import storages
from PIL import Image

from guildhall.catalog.operations import (
    add_picture,
    archive_product,
    describe_picture,
    draw_picture,
    publish_product,
    withdraw_product,
    write_copy,
)
from guildhall.catalog.types import CopyText
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope, enter
from guildhall.kernel.tenancy.units import unit
from guildhall.organization.operations import open_channel
from guildhall.organization.queries import get_channel
from tests.factories.carts import send_cart
from tests.factories.company import SITE, Company, make_company
from tests.factories.pictures import make_picture
from tests.harness.counts import effects_in
from tests.harness.processes import Web


@pytest.fixture
def company(committed: dict[str, Scope], stamp: Stamp) -> Iterator[Company]:
    """Open a shop whose apple has a picture, and words in two languages."""
    with enter(committed["alpha"]), unit():
        company = make_company(skus=("APPLE", "BREAD"))
        picture = add_picture("APPLE", content=make_picture(), stamp=stamp)
        draw_picture(picture, stamp=stamp)
        describe_picture(picture, locale="zh-hans", alt="苹果", stamp=stamp)
        for locale, title in (("", "Red apple"), ("zh-hans", "红苹果")):
            text = CopyText(title=title, slug="red-apple" if not locale else "")
            write_copy("APPLE", site=company.site, locale=locale, text=text, stamp=stamp)
    yield company
    with enter(committed["alpha"]):
        for name in storages["default"].listdir(f"pictures/{picture.hex}")[1]:
            storages["default"].delete(f"pictures/{picture.hex}/{name}")


def test_a_product_comes_with_words_and_pictures_in_the_language_asked_for(
    company: Company, web: Web
) -> None:
    with web.client(company.host, key=company.storefront_key) as client:
        english, chinese, by_address = (
            client.get("/storefront/v1/products/APPLE", params={"site": SITE}).json(),
            client.get(
                "/storefront/v1/products/APPLE", params={"site": SITE, "locale": "zh-hans"}
            ).json(),
            client.get(
                "/storefront/v1/products", params={"site": SITE, "slug": "red-apple"}
            ).json(),
        )

    assert (english["title"], chinese["title"]) == ("Red apple", "红苹果")
    assert [picture["alt"] for picture in chinese["pictures"]] == ["苹果"]
    assert [item["sku"] for item in by_address["items"]] == ["APPLE"]
    assert chinese["slug"] == "red-apple"


def test_a_picture_is_served_to_everybody_for_good_and_its_original_to_nobody(
    company: Company, web: Web
) -> None:
    with web.client(company.host, key=company.storefront_key) as client:
        found = client.get("/storefront/v1/products/APPLE", params={"site": SITE}).json()
    sizes = found["pictures"][0]["sizes"]
    url = sizes[0]["url"]

    with web.client(company.host) as anybody:
        answer = anybody.get(url)
        again = anybody.get(url, headers={"If-None-Match": answer.headers["ETag"]})
        wrong = [
            anybody.get(f"{url.rpartition('/')[0]}/{name}").status_code
            for name in (
                "original.jpg",
                "0123456789abcdef-160.webp",
                "..%2f..%2fsecret",
                "0123456789abcdef-160.jpg",
            )
        ]
        posted = anybody.post(url).status_code
    with web.client("beta.localhost") as neighbor:
        next_door = neighbor.get(url).status_code

    assert (answer.status_code, again.status_code, posted) == (200, 304, 405)
    assert answer.headers["Content-Type"] == "image/webp"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in answer.headers
    with Image.open(BytesIO(answer.content), formats=("WEBP",)) as image:
        assert image.width == sizes[0]["width"] == 160
    assert set(wrong) == {404}
    assert next_door == 404


def test_what_is_withdrawn_is_not_found_by_anybody(
    company: Company, web: Web, stamp: Stamp
) -> None:
    with enter(company.scope), unit():
        withdraw_product("APPLE", channel=company.site.channel, stamp=stamp)

    with web.client(company.host, key=company.storefront_key) as client:
        listed = client.get("/storefront/v1/products", params={"site": SITE}).json()
        asked = client.get("/storefront/v1/products/APPLE", params={"site": SITE})

    assert [item["sku"] for item in listed["items"]] == ["BREAD"]
    assert asked.status_code == 404


def _withdrawn(company: Company, stamp: Stamp) -> None:
    withdraw_product("APPLE", channel=company.site.channel, stamp=stamp)


def _not_yet_shown(company: Company, stamp: Stamp) -> None:
    tomorrow = stamp.at + timedelta(days=1)
    publish_product("APPLE", channel=company.site.channel, at=tomorrow, stamp=stamp)


def _archived(_company: Company, stamp: Stamp) -> None:
    archive_product("APPLE", stamp=stamp)


@pytest.mark.parametrize("take_away", [_withdrawn, _not_yet_shown, _archived])
def test_what_is_not_shown_is_not_sold_to_who_knows_its_sku_and_leaves_nothing_behind(
    company: Company, web: Web, stamp: Stamp, take_away: Callable[[Company, Stamp], None]
) -> None:
    """A cart that was filled before, or a program that remembers the SKU."""
    with enter(company.scope), unit():
        take_away(company, stamp)
    before = effects_in(company.scope)

    with web.client(company.host, key=company.storefront_key) as client:
        refused = send_cart(client, {"BREAD": 1, "APPLE": 1}, key="withdrawn")
        offered = client.get(
            "/storefront/v1/availability", params={"site": SITE, "skus": "APPLE,BREAD"}
        ).json()
        after = effects_in(company.scope)
        without = send_cart(client, {"BREAD": 1}, key="without")

    assert (refused.status_code, refused.json()["code"]) == (422, "catalog.unknown_sku")
    assert [each["field"] for each in refused.json()["errors"]] == ["lines.1.sku"]
    assert after == before
    assert [item["sku"] for item in offered["items"]] == ["BREAD"]
    assert without.status_code == 201


def test_what_is_withdrawn_elsewhere_or_shown_again_is_sold(
    company: Company, web: Web, stamp: Stamp
) -> None:
    """The negative control: a listing says no on its own channel alone, and while it does."""
    with enter(company.scope), unit():
        open_channel("other", name="Other", brand=("house", "House"), currency="USD", stamp=stamp)
        withdraw_product("APPLE", channel=get_channel("other"), stamp=stamp)
        withdraw_product("BREAD", channel=company.site.channel, stamp=stamp)
        publish_product("BREAD", channel=company.site.channel, at=stamp.at, stamp=stamp)

    with web.client(company.host, key=company.storefront_key) as client:
        answer = send_cart(client, {"APPLE": 1, "BREAD": 1}, key="sold")

    assert answer.status_code == 201
