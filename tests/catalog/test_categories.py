"""The tree of goods: it stays a tree, and counts what lies below."""

from dataclasses import replace

import pytest
from django.db import connections

from guildhall.catalog.errors import (
    CategoryInItself,
    CategoryNotEmpty,
    CategoryNotFound,
    CategoryTaken,
    CategoryTooDeep,
)
from guildhall.catalog.operations import (
    archive_product,
    change_category,
    change_product,
    create_product,
    move_category,
    open_category,
    remove_category,
)
from guildhall.catalog.queries import (
    category_choices,
    get_category,
    get_product,
    list_categories,
    list_products,
)
from guildhall.catalog.types import ProductDraft, ProductEdit
from guildhall.kernel.conditions import ChangedMeanwhile, Expected, quoted
from guildhall.kernel.refusals import Invalid, NotPermitted
from guildhall.kernel.stamp import Actor, Stamp
from guildhall.kernel.tenancy import Scope, enter
from guildhall.kernel.tenancy.units import unit
from tests.factories.company import make_company
from tests.harness.crowds import crowd


@pytest.fixture
def tree(alpha: Scope, stamp: Stamp) -> None:
    """Open food with fruit and bread below it, and apples below fruit; and a home of its own."""
    open_category("food", title="Food", stamp=stamp)
    open_category("fruit", title="Fruit", parent="food", stamp=stamp)
    open_category("apples", title="Apples", parent="fruit", stamp=stamp)
    open_category("bread", title="Bread", parent="food", stamp=stamp)
    open_category("home", title="Home", stamp=stamp)


def _paths() -> dict[str, str]:
    return {card.code: card.path for card in list_categories()}


@pytest.mark.usefixtures("tree")
def test_the_tree_is_read_from_its_root_down() -> None:
    assert [(card.code, card.depth) for card in list_categories()] == [
        ("food", 0),
        ("fruit", 1),
        ("apples", 2),
        ("bread", 1),
        ("home", 0),
    ]
    assert category_choices()[2] == ("apples", "— — Apples")


@pytest.mark.usefixtures("tree")
def test_a_category_counts_what_lies_in_it_and_below(stamp: Stamp) -> None:
    for code, place in (("A", "apples"), ("B", "apples"), ("C", "bread"), ("D", "food")):
        create_product(ProductDraft(code, code, category=place), stamp=stamp)
    archive_product("B", stamp=stamp)

    counts = {card.code: (card.here, card.below) for card in list_categories()}

    assert counts == {
        "food": (1, 3),
        "fruit": (0, 1),
        "apples": (1, 1),
        "bread": (1, 1),
        "home": (0, 0),
    }


@pytest.mark.usefixtures("tree")
def test_a_moved_category_takes_all_below_it_along(stamp: Stamp) -> None:
    move_category("fruit", parent="home", stamp=stamp)

    assert _paths() == {
        "food": "/food/",
        "bread": "/food/bread/",
        "home": "/home/",
        "fruit": "/home/fruit/",
        "apples": "/home/fruit/apples/",
    }
    move_category("fruit", parent="", stamp=stamp)
    assert _paths()["apples"] == "/fruit/apples/"


@pytest.mark.usefixtures("tree")
@pytest.mark.parametrize("parent", ["food", "fruit", "apples"])
def test_no_category_lies_below_itself(stamp: Stamp, parent: str) -> None:
    before = _paths()

    with pytest.raises(CategoryInItself):
        move_category("food", parent=parent, stamp=stamp)

    assert _paths() == before


def test_two_moves_at_once_make_no_ring(committed: dict[str, Scope], stamp: Stamp) -> None:
    """Each alone is fine: a below b, and b below a. Together they would cut both off."""
    scope = committed["alpha"]
    with enter(scope), unit():
        open_category("a", title="A", stamp=stamp)
        open_category("b", title="B", stamp=stamp)

    def move(number: int, _random: object) -> str:
        code, parent = ("a", "b") if number % 2 else ("b", "a")
        said = "moved"
        try:
            with enter(scope), unit():
                move_category(code, parent=parent, stamp=stamp)
        except CategoryInItself:
            said = "refused"
        connections.close_all()
        return said

    moved = crowd(2, move)

    with enter(scope), unit():
        assert sorted(moved) == ["moved", "refused"]
        assert len([path for path in _paths().values() if path.count("/") == 2]) == 1


@pytest.mark.usefixtures("tree")
def test_a_category_is_renamed_and_put_elsewhere_among_its_neighbors(stamp: Stamp) -> None:
    change_category("bread", title="Bakery", position=0, stamp=stamp)
    change_category("fruit", position=5, stamp=stamp)

    assert [card.title for card in list_categories()] == [
        "Food",
        "Bakery",
        "Fruit",
        "Apples",
        "Home",
    ]


@pytest.mark.usefixtures("tree")
def test_only_an_empty_category_is_removed(stamp: Stamp) -> None:
    create_product(ProductDraft("A", "A", category="home"), stamp=stamp)

    for code in ("food", "home"):
        with pytest.raises(CategoryNotEmpty):
            remove_category(code, stamp=stamp)
    remove_category("apples", stamp=stamp)

    assert "apples" not in _paths()
    with pytest.raises(CategoryNotFound):
        remove_category("apples", stamp=stamp)


@pytest.mark.usefixtures("tree")
def test_a_category_that_cannot_be_is_refused(stamp: Stamp) -> None:
    for code in ("", "Food", "a b", "/", "-x", "a" * 65):
        with pytest.raises(Invalid):
            open_category(code, title="x", stamp=stamp)
    with pytest.raises(Invalid):
        open_category("fine", title=" ", stamp=stamp)
    with pytest.raises(CategoryTaken):
        open_category("food", title="x", stamp=stamp)
    with pytest.raises(CategoryNotFound):
        open_category("fine", title="x", parent="nowhere", stamp=stamp)


def test_a_path_that_grows_too_long_is_refused_and_moves_nothing(
    alpha: Scope, stamp: Stamp
) -> None:
    parent = ""
    for i in range(10):
        code = f"{i}" + "x" * 62
        open_category(code, title="x", parent=parent, stamp=stamp)
        parent = code
    with pytest.raises(CategoryTooDeep):
        open_category("y" * 64, title="x", parent=parent, stamp=stamp)

    open_category("y" * 64, title="y", stamp=stamp)
    with pytest.raises(CategoryTooDeep):
        move_category("0" + "x" * 62, parent="y" * 64, stamp=stamp)
    assert get_category(parent).path.startswith("/0x")


@pytest.mark.usefixtures("tree")
def test_whoever_saw_another_tree_changes_nothing(stamp: Stamp) -> None:
    read = Expected((quoted(get_category("fruit").version),))
    later = replace(stamp, at=stamp.at.replace(year=stamp.at.year + 1))
    move_category("food", parent="home", stamp=later)

    with pytest.raises(ChangedMeanwhile):
        change_category("fruit", title="x", stamp=later, expected=read)
    with pytest.raises(NotPermitted):
        change_category("fruit", title="x", stamp=replace(stamp, by=Actor("staff", "x")))


def test_a_shop_shows_and_finds_goods_by_their_place_in_the_tree(
    alpha: Scope, stamp: Stamp
) -> None:
    """What a file or a person puts into the tree has no other words for its category."""
    shop = make_company(stamp=stamp)
    open_category("pome", title="Pome fruit", stamp=stamp)
    open_category("tart", title="Tart ones", parent="pome", stamp=stamp)
    change_product("APPLE", values=ProductEdit(category="tart"), stamp=stamp)

    found = {
        asked: [card.sku for card in list_products(site=shop.site, category=asked).items]
        for asked in ("Tart ones", "Pome fruit", "pome", "Tart")
    }

    assert found == {
        "Tart ones": ["APPLE"],
        "Pome fruit": ["APPLE"],
        "pome": ["APPLE"],
        "Tart": [],
    }
    assert get_product("APPLE", site=shop.site).category == "Tart ones"
    assert get_product("BREAD", site=shop.site).category == ""
