"""Pictures of products, from the upload to the shop window."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from uuid import UUID

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connection

from guildhall.catalog.errors import PictureNotFound, ProductNotFound, TooManyPictures
from guildhall.catalog.models import Media
from guildhall.catalog.operations import (
    add_picture,
    describe_picture,
    draw_picture,
    order_pictures,
    remove_picture,
    show_variant,
    tend_pictures,
)
from guildhall.catalog.queries import get_product, list_pictures, stored_bytes
from guildhall.catalog.states import MediaState
from guildhall.kernel.facts import facts_about
from guildhall.kernel.limits import PlanLimitReached, count_stored
from guildhall.kernel.refusals import Invalid, NotPermitted
from guildhall.kernel.stamp import Actor, Grant, Stamp
from guildhall.kernel.tenancy import Scope, enter
from guildhall.kernel.tenancy.allowance import Noted
from guildhall.kernel.tenancy.units import unit
from tests.factories.company import Company, make_company
from tests.factories.pictures import make_picture
from tests.harness.crowds import crowd

RED, BLUE = (200, 0, 0), (0, 0, 200)
HOUR = timedelta(hours=1)


@pytest.fixture
def shop(committed: dict[str, Scope], stamp: Stamp) -> Iterator[Company]:
    """Tenant alpha with a shop, entered; what it stores is real and is taken away."""
    with enter(committed["alpha"]), unit():
        _empty()  # other files' tests store pictures, too
        yield make_company(skus=("APPLE", "BREAD"))
        _empty()


def _empty() -> None:
    for folder in _stored()[1]:
        for name in storages["default"].listdir(f"pictures/{folder}")[1]:
            storages["default"].delete(f"pictures/{folder}/{name}")


def _stored() -> tuple[int, list[str]]:
    """Return how many files lie in storage, and in which folders."""
    try:
        folders, _ = storages["default"].listdir("pictures")
    except FileNotFoundError:
        return 0, []
    files = {folder: storages["default"].listdir(f"pictures/{folder}")[1] for folder in folders}
    return sum(map(len, files.values())), [folder for folder in files if files[folder]]


def _add(stamp: Stamp, *, color: tuple[int, int, int] = RED, code: str = "APPLE") -> UUID:
    return add_picture(code, content=make_picture(color=color), stamp=stamp)


def _ready(stamp: Stamp, *, color: tuple[int, int, int] = RED) -> UUID:
    picture = _add(stamp, color=color)
    draw_picture(picture, stamp=stamp)
    return picture


def test_a_picture_is_shown_once_its_sizes_are_drawn(shop: Company, stamp: Stamp) -> None:
    picture = _add(stamp)
    before = get_product("APPLE", site=shop.site).pictures

    draw_picture(picture, stamp=stamp)

    (shown,) = get_product("APPLE", site=shop.site).pictures
    assert (before, shown.id, shown.width) == ((), picture, 800)
    assert [width for width, _ in shown.sizes] == [160, 480, 800]
    assert _stored()[0] == 4
    types = [fact.type for fact in facts_about(["product:APPLE"])]
    assert {"catalog.picture_added", "catalog.picture_ready"} <= set(types)


def test_the_same_file_twice_is_one_picture(shop: Company, stamp: Stamp) -> None:
    first = _ready(stamp)
    stored = _stored()[0]

    assert _add(stamp) == first
    assert _add(stamp, color=BLUE) != first
    assert _add(stamp, code="BREAD") != first
    assert len(list_pictures("APPLE")) == 2
    assert _stored()[0] == stored + 2


def test_a_crowd_with_the_same_file_makes_one_picture(shop: Company, stamp: Stamp) -> None:
    content = make_picture()

    def upload(_number: int, _random: object) -> UUID:
        try:
            with enter(shop.scope), unit():
                return add_picture("APPLE", content=content, stamp=stamp)
        finally:
            connection.close()

    assert len(set(crowd(6, upload))) == 1
    assert len(list_pictures("APPLE")) == 1


def test_a_painter_that_is_killed_is_followed_by_one_that_ends(
    shop: Company, stamp: Stamp
) -> None:
    picture = _add(stamp)
    argv = [sys.executable, "-m", "tests.catalog.dying_painter"]

    died = subprocess.run(
        [*argv, str(shop.scope.tenant_id), str(picture)],
        check=False,
        env=os.environ,
        capture_output=True,
        timeout=120,
    )
    half_done = (Media.objects.get(id=picture).state, _stored()[0])
    tended = tend_pictures(stamp=replace(stamp, at=stamp.at + HOUR))

    assert died.returncode == -signal.SIGKILL, died.stderr.decode()
    assert half_done == (MediaState.NEW, 2)
    assert (tended, Media.objects.get(id=picture).state) == (1, MediaState.READY)
    assert _stored()[0] == 4


def test_a_file_that_never_arrived_is_broken_after_a_while_and_can_be_sent_again(
    shop: Company, stamp: Stamp
) -> None:
    picture = _add(stamp)
    storages["default"].delete(Media.objects.get(id=picture).file)
    for hours in range(1, 8):
        tend_pictures(stamp=replace(stamp, at=stamp.at + hours * HOUR))
    broken = Media.objects.get(id=picture).state

    again = _ready(stamp)

    assert (broken, again) == (MediaState.BROKEN, picture)
    assert Media.objects.get(id=picture).state == MediaState.READY


def test_half_a_file_is_not_drawn(shop: Company, stamp: Stamp) -> None:
    picture = _add(stamp)
    name = Media.objects.get(id=picture).file
    storages["default"].save(name, ContentFile(make_picture()[:500]))

    draw_picture(picture, stamp=stamp)

    assert Media.objects.get(id=picture).state == MediaState.NEW


def test_a_removed_picture_is_shown_no_more_and_its_files_go(shop: Company, stamp: Stamp) -> None:
    kept, gone = _ready(stamp, color=BLUE), _ready(stamp)

    remove_picture(gone, stamp=stamp)
    remove_picture(gone, stamp=stamp)
    shown = [picture.id for picture in get_product("APPLE", site=shop.site).pictures]
    tended = tend_pictures(stamp=stamp)

    assert (shown, tended) == ([kept], 1)
    assert _stored()[1] == [kept.hex]
    with pytest.raises(PictureNotFound):
        remove_picture(gone, stamp=stamp)
    assert _ready(stamp) != gone


def test_a_picture_removed_while_it_is_drawn_leaves_no_files(shop: Company, stamp: Stamp) -> None:
    picture = _add(stamp)
    remove_picture(picture, stamp=stamp)

    draw_picture(picture, stamp=stamp)
    tend_pictures(stamp=stamp)

    assert _stored() == (0, [])
    assert not Media.objects.exists()


def test_pictures_stand_in_the_order_that_somebody_gave_them(shop: Company, stamp: Stamp) -> None:
    first, second = _ready(stamp), _ready(stamp, color=BLUE)

    order_pictures("APPLE", pictures=[second], stamp=stamp)

    assert [card.id for card in list_pictures("APPLE")] == [second, first]
    with pytest.raises(PictureNotFound):
        order_pictures("BREAD", pictures=[first], stamp=stamp)


def test_a_picture_says_what_it_shows_in_the_language_of_the_site(
    shop: Company, stamp: Stamp
) -> None:
    picture = _ready(stamp)
    describe_picture(picture, locale="", alt="An apple", stamp=stamp)
    describe_picture(picture, locale="zh-hans", alt="苹果", stamp=stamp)
    chinese = replace(shop.site, locale="zh-hans")

    assert get_product("APPLE", site=shop.site).pictures[0].alt == "An apple"
    assert get_product("APPLE", site=chinese).pictures[0].alt == "苹果"
    describe_picture(picture, locale="zh-hans", alt=" ", stamp=stamp)
    assert get_product("APPLE", site=chinese).pictures[0].alt == "An apple"
    with pytest.raises(Invalid):
        describe_picture(picture, locale="", alt="a" * 301, stamp=stamp)


def test_a_picture_of_another_variant_is_not_shown_for_this_one(
    shop: Company, stamp: Stamp
) -> None:
    picture = _ready(stamp)
    with pytest.raises(ProductNotFound):
        show_variant(picture, sku="BREAD", stamp=stamp)

    show_variant(picture, sku="APPLE", stamp=stamp)

    (shown,) = get_product("APPLE", site=shop.site).pictures
    assert shown.variant_id == shop.variants["APPLE"]


def test_bytes_of_pictures_count_in_the_plan(shop: Company, stamp: Stamp) -> None:
    _ready(stamp)
    lying = sum(
        storages["default"].size(f"pictures/{folder}/{name}")
        for folder in _stored()[1]
        for name in storages["default"].listdir(f"pictures/{folder}")[1]
    )

    assert stored_bytes() == count_stored() == lying > 0


def test_a_plan_whose_storage_is_full_takes_no_picture(shop: Company, stamp: Stamp) -> None:
    scope = shop.scope
    small = replace(scope.allowance, limits={"storage": 10}, noted={"storage": Noted(10)})
    full = replace(scope, allowance=small)
    with enter(full), pytest.raises(PlanLimitReached):
        _add(stamp)


def test_one_picture_too_many_is_refused(shop: Company, stamp: Stamp) -> None:
    for number in range(50):
        small = make_picture("PNG", size=(8, 8), color=(number, 0, 0))
        add_picture("APPLE", content=small, stamp=stamp)

    with pytest.raises(TooManyPictures):
        _add(stamp, color=BLUE)


def test_who_may_not_edit_the_catalogue_changes_no_picture(shop: Company, stamp: Stamp) -> None:
    picture = _ready(stamp)
    theirs = replace(stamp, by=Actor("staff", "staff:x", (Grant("catalog:view"),)))

    for attempt in (
        partial(_add, theirs, color=BLUE),
        partial(order_pictures, "APPLE", pictures=[picture], stamp=theirs),
        partial(describe_picture, picture, locale="", alt="x", stamp=theirs),
        partial(show_variant, picture, sku="", stamp=theirs),
        partial(remove_picture, picture, stamp=theirs),
    ):
        with pytest.raises(NotPermitted):
            attempt()
