"""Whatever somebody holds: lists, counts, tiles, searches, pages and explanations agree.

What is expected is written down by hand, row by row, and is no query of the product.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guildhall.catalog.operations import take_products
from guildhall.console.home.queries import get_work_queue
from guildhall.console.orders.card import OrderPage, get_order_page
from guildhall.console.people.queries import Cell, Question, get_explanation
from guildhall.console.stock.queries import LevelPage, get_level_page
from guildhall.identity.models import StaffRole, User
from guildhall.identity.operations import create_role
from guildhall.identity.queries import actor_of_staff
from guildhall.inventory.operations import sell_from
from guildhall.inventory.queries import count_levels, list_levels
from guildhall.inventory.types import LevelFilter
from guildhall.kernel import clock
from guildhall.kernel.refusals import NotPermitted
from guildhall.kernel.stamp import Actor, Stamp
from guildhall.kernel.tenancy import Scope
from guildhall.orders.operations import place_order
from guildhall.orders.queries import count_orders, list_orders
from guildhall.orders.types import OrderFilter
from guildhall.organization.operations import open_channel, open_site
from guildhall.organization.queries import get_channel, get_site
from tests.factories.company import make_cart, make_company, make_order, make_product
from tests.harness.sizes import size_of
from tests.identity.staffing import hire

RIGHTS = ("orders:view", "orders:edit", "payments:edit", "stock:view", "stock:edit")
WEB, POP = {"brand:house", "channel:web"}, {"brand:pop", "channel:pop"}
# Where each order is sold, and where its stock is held.
ORDERS = (
    WEB | {"store:S1", "location:S1"},
    WEB | {"store:S2", "location:S2"},
    WEB | {"location:S1"},
    POP | {"location:S2"},
)
# Who sees what lies in each location, and who changes it.
SEEN = {
    "S1": WEB | {"store:S1", "location:S1"},
    "S2": WEB | POP | {"store:S2", "location:S2"},
}
KEPT = {place: {f"store:{place}", f"location:{place}"} for place in SEEN}
PLACES = ("all", *sorted(set().union(*ORDERS, *SEEN.values())), "brand:other", "location:S9")

type Held = set[tuple[str, str]]


@dataclass(frozen=True)
class House:
    """A company of two brands, and somebody who holds nothing yet."""

    user: UUID
    roles: dict[str, str]
    orders: tuple[str, ...]


def _house(stamp: Stamp) -> House:
    company = make_company(skus=("APPLE",), stamp=stamp)
    open_channel("pop", name="Pop", brand=("pop", "Pop"), currency="USD", stamp=stamp)
    open_site(102, name="Pop", channel="pop", locale="en", stamp=stamp)
    pop = get_channel("pop")
    take_products([make_product("APPLE")], channel=pop, stamp=stamp)
    sell_from("S2", channel_id=pop.id, rank=0, stamp=stamp)
    of_web = [
        make_order(company, {"APPLE": 1}, store=store, stamp=stamp) for store in ("S1", "S2", None)
    ]
    cart = replace(make_cart(company, {"APPLE": 1}), site=get_site(102))
    of_pop = place_order(cart, stamp=stamp)
    roles = {right: create_role(right, capabilities=(right,), stamp=stamp) for right in RIGHTS}
    user = hire(roles["orders:view"], stamp, scope="store:none")
    numbers = tuple(order.row.number for order in (*of_web, of_pop))
    return House(user, {**roles, "*": "owner"}, numbers)


def _hold(house: House, held: Held) -> Actor:
    StaffRole.objects.filter(user=house.user).delete()
    StaffRole.objects.bulk_create(
        StaffRole(user_id=house.user, role=house.roles[right], scope=scope)
        for right, scope in held
    )
    return actor_of_staff(User.objects.get(pk=house.user))


def _gives(held: Held, right: str, scopes: Iterable[str]) -> bool:
    """Return what is expected: one single line gives the right, and gives it here."""
    here = {"all", *scopes}
    return any(given in {right, "*"} and scope in here for given, scope in held)


holdings = st.sets(
    st.tuples(st.sampled_from((*RIGHTS, *RIGHTS, "*")), st.sampled_from((*PLACES[1:], *PLACES))),
    max_size=6,
)


@pytest.fixture
def house(alpha: Scope, stamp: Stamp) -> House:
    return _house(stamp)


@settings(
    max_examples=size_of("reach_agrees", small=30, soak=1_000),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(held=holdings)
def test_every_view_of_orders_shows_what_one_grant_gives(
    house: House, stamp: Stamp, held: Held
) -> None:
    actor = _hold(house, held)
    expected = {
        number
        for number, scopes in zip(house.orders, ORDERS, strict=True)
        if _gives(held, "orders:view", scopes)
    }

    assert _listed(actor) == expected
    assert _counted(actor) == (len(expected), len(expected))
    assert {n for n in house.orders if _found(n, actor)} == expected
    for number, scopes in zip(house.orders, ORDERS, strict=True):
        page = _page(number, actor)
        assert (page is not None) == (number in expected)
        if page is not None:
            assert ("orders:edit" in page.rights) == _gives(held, "orders:edit", scopes)
            assert ("payments:edit" in page.rights) == _gives(held, "payments:edit", scopes)


@settings(
    max_examples=size_of("reach_agrees", small=30, soak=1_000),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(held=holdings)
def test_every_view_of_stock_shows_what_one_grant_gives(
    house: House, stamp: Stamp, held: Held
) -> None:
    actor = _hold(house, held)
    expected = {place for place in SEEN if _gives(held, "stock:view", SEEN[place])}

    chosen = _within(actor)
    levels = list_levels(chosen).items if chosen else ()
    assert {level.location for level in levels} == expected
    assert (count_levels(chosen) if chosen else 0) == len(expected)
    for level in list_levels(LevelFilter()).items:
        page = _level(level.id, actor)
        assert (page is not None) == (level.location in expected)
        if page is not None:
            assert page.can_edit == _gives(held, "stock:edit", KEPT[level.location])


@settings(
    max_examples=size_of("reach_agrees", small=30, soak=1_000),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(held=holdings)
def test_an_explanation_says_what_the_rows_say(house: House, stamp: Stamp, held: Held) -> None:
    actor = _hold(house, held)

    for number, scopes in zip(house.orders, ORDERS, strict=True):
        told = _told(house, Question(order=number), actor=actor, stamp=stamp)
        for right in ("orders:view", "orders:edit", "payments:edit"):
            assert bool(told[right].gives) == _gives(held, right, scopes)
            gives_somewhere = any(given in {right, "*"} for given, _ in held)
            assert bool(told[right].gives or told[right].elsewhere) == gives_somewhere
    for place, seen in SEEN.items():
        asked = Question(place=f"location:{place}")
        told = _told(house, asked, actor=actor, stamp=stamp)
        assert bool(told["stock:view"].gives) == _gives(held, "stock:view", seen)
        assert bool(told["stock:edit"].gives) == _gives(held, "stock:edit", KEPT[place])


def _listed(actor: Actor) -> set[str]:
    try:
        reach = actor.reach("orders:view")
    except NotPermitted:
        return set()
    return {row.number for row in list_orders(OrderFilter(scopes=reach)).items}


def _counted(actor: Actor) -> tuple[int, int]:
    """Return how many orders the list counts, and how many the tile of the work queue."""
    try:
        reach = actor.reach("orders:view")
    except NotPermitted:
        return 0, 0
    queue = get_work_queue(actor=actor, at=clock.now())
    return count_orders(OrderFilter(scopes=reach)), queue.orders.to_confirm if queue.orders else 0


def _found(number: str, actor: Actor) -> bool:
    try:
        reach = actor.reach("orders:view")
    except NotPermitted:
        return False
    return bool(list_orders(OrderFilter(text=number, scopes=reach)).items)


def _page(number: str, actor: Actor) -> OrderPage | None:
    try:
        return get_order_page(number, actor=actor)
    except NotPermitted:
        return None


def _within(actor: Actor) -> LevelFilter | None:
    try:
        return LevelFilter(scopes=actor.reach("stock:view"))
    except NotPermitted:
        return None


def _level(level: UUID, actor: Actor) -> LevelPage | None:
    try:
        return get_level_page(level, cursor=None, actor=actor)
    except NotPermitted:
        return None


def _told(house: House, asked: Question, *, actor: Actor, stamp: Stamp) -> dict[str, Cell]:
    found = get_explanation(house.user, asked=asked, actor=actor, at=stamp.at)
    return {cell.right: cell for _, cells in found.rows for cell in cells if cell.exists}
