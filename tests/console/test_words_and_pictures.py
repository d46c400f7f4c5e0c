"""Pages on which people write words for a product and look after its pictures."""

import re
from collections.abc import Callable, Iterator

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from guildhall.catalog.operations import draw_picture
from guildhall.catalog.queries import get_product, list_pictures
from guildhall.identity.states import Role
from guildhall.kernel.ids import new_id
from guildhall.kernel.stamp import Stamp
from tests.console.reading import text_of
from tests.factories.company import Company
from tests.factories.pictures import make_picture

type SignIn = Callable[..., Client]


@pytest.fixture(autouse=True)
def _tidy(shop: Company) -> Iterator[None]:
    yield
    for card in list_pictures("APPLE"):
        for name in storages["default"].listdir(f"pictures/{card.id.hex}")[1]:
            storages["default"].delete(f"pictures/{card.id.hex}/{name}")


def _upload(client: Client, *files: tuple[str, bytes]) -> str:
    sent = [SimpleUploadedFile(name, content) for name, content in files]
    form = {"token": str(new_id()), "pictures": sent}
    return text_of(client.post("/media/APPLE/upload", form, follow=True))


def _post(client: Client, url: str, **fields: object) -> int:
    return client.post(url, {"token": str(new_id()), **fields}).status_code


def test_of_several_files_those_that_are_pictures_are_taken_in(
    shop: Company, sign_in: SignIn, stamp: Stamp
) -> None:
    client = sign_in(Role.OWNER)

    told = _upload(
        client,
        ("red.jpg", make_picture(color=(200, 0, 0))),
        ("drawing.svg", b"<svg/>"),
        ("blue.png", make_picture("PNG", color=(0, 0, 200))),
    )

    assert "2 pictures are taken in." in told
    assert "drawing.svg: This file is no JPEG, PNG or WebP picture." in told
    assert "Being drawn" in told
    for card in list_pictures("APPLE"):
        draw_picture(card.id, stamp=stamp)
    page = client.get("/media/APPLE").content.decode()
    assert len(re.findall(r'src="/storefront/media/[^"]+-160\.webp"', page)) == 2


def test_pictures_are_described_ordered_and_removed(
    shop: Company, sign_in: SignIn, stamp: Stamp
) -> None:
    client = sign_in(Role.OWNER)
    _upload(client, ("red.jpg", make_picture()), ("blue.jpg", make_picture(color=(0, 0, 200))))
    first, second = list_pictures("APPLE")

    described = _post(
        client, f"/media/picture/{first.id}/describe", **{"alt:": "An apple", "alt:en": "Red"}
    )
    moved = _post(client, f"/media/picture/{second.id}/move", to="first")
    removed = _post(client, f"/media/picture/{second.id}/remove")

    assert (described, moved, removed) == (302, 302, 302)
    (left,) = list_pictures("APPLE")
    assert dict(left.alts) == {"": "An apple", "en": "Red"}


def test_an_empty_field_says_what_stands_there_and_where_it_comes_from(
    shop: Company, sign_in: SignIn
) -> None:
    client = sign_in(Role.OWNER)
    saved = _post(client, "/copies/APPLE/write", site="", locale="", description="For all.")

    told = text_of(client.get("/copies/APPLE?site=101"))

    assert saved == 302
    assert "Empty: as in the product itself: Apple of the house" in told
    assert "Empty: as in all sites: For all." in told


def test_words_are_written_for_one_site_and_refused_where_they_cannot_be(
    shop: Company, sign_in: SignIn
) -> None:
    client = sign_in(Role.OWNER)

    saved = _post(client, "/copies/APPLE/write", site="101", locale="", title="Red apple")
    refused = _post(client, "/copies/APPLE/write", site="101", locale="", slug="No address")

    assert (saved, refused) == (302, 422)
    assert get_product("APPLE", site=shop.site).title == "Red apple"


def test_a_product_is_withdrawn_and_published(shop: Company, sign_in: SignIn) -> None:
    client = sign_in(Role.OWNER)

    gone = _post(client, "/copies/APPLE/withdraw/web")
    page = text_of(client.get("/copies/APPLE"))
    back = _post(client, "/copies/APPLE/publish/web", at="")

    assert (gone, back) == (302, 302)
    assert "Web Withdrawn" in page
    assert "Web Shown" in text_of(client.get("/copies/APPLE"))


def test_who_may_only_look_changes_nothing(shop: Company, sign_in: SignIn) -> None:
    client = sign_in(Role.WAREHOUSE)

    assert client.get("/copies/APPLE").status_code == 200
    assert client.get("/media/APPLE").status_code == 200
    assert _post(client, "/copies/APPLE/write", title="x") == 403
    assert _post(client, "/copies/APPLE/withdraw/web") == 403
    assert "Upload" not in text_of(client.get("/media/APPLE"))


@pytest.mark.parametrize(
    ("url", "length"), [("/media/APPLE/upload", 151_000_001), ("/copies/APPLE", 1_048_577)]
)
def test_a_form_that_is_too_large_for_its_page_is_refused_before_it_is_read(
    shop: Company, sign_in: SignIn, url: str, length: int
) -> None:
    """Whether it is too large is told from its length alone: what is said to come never came."""
    client = sign_in(Role.OWNER)

    body = encode_multipart(BOUNDARY, {"token": str(new_id())})
    answer = client.generic("POST", url, body, MULTIPART_CONTENT, CONTENT_LENGTH=str(length))

    assert answer.status_code == 413
    assert "Send fewer files at a time" in text_of(answer)


def test_pictures_may_be_larger_than_the_forms_of_other_pages(
    shop: Company, sign_in: SignIn
) -> None:
    """The negative control: it is the address that says how much may be sent."""
    large = make_picture() + bytes(2_000_000)

    told = _upload(sign_in(Role.OWNER), ("large.jpg", large))

    assert "1 picture is taken in." in told
