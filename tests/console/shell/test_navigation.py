from collections.abc import Iterator

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import path

from guildhall.console.shell.navigation import Item, links
from guildhall.kernel.stamp import Actor, Grant


def _page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.path)


urlpatterns = [
    path("", _page, name="home"),
    path("orders", _page, name="orders"),
    path("orders-archive", _page, name="archive"),
]

ITEMS = (
    Item("Home", url="home", icon="home"),
    Item("Orders", url="orders", icon="inbox", permission="orders:view", count=lambda _: 41),
    Item("Archive", url="archive", icon="archive", permission="orders:view"),
)
CLERK = Actor("person", "clerk", (Grant("orders:view", "store:367"),))
GUEST = Actor("person", "guest")

pytestmark = pytest.mark.usefixtures("_routes")


@pytest.fixture
def _routes() -> Iterator[None]:
    with override_settings(ROOT_URLCONF=__name__):
        yield


def test_nobody_is_shown_a_place_that_they_may_not_open() -> None:
    assert [link.label for link in links(ITEMS, actor=GUEST, path="/")] == ["Home"]


def test_a_right_in_one_store_is_enough_to_see_the_place() -> None:
    shown = links(ITEMS, actor=CLERK, path="/")

    assert [(link.label, link.count) for link in shown] == [
        ("Home", None),
        ("Orders", 41),
        ("Archive", None),
    ]


@pytest.mark.parametrize(
    ("path_open", "active"),
    [
        ("/", ["Home"]),
        ("/orders", ["Orders"]),
        ("/orders/ORD-1", ["Orders"]),
        ("/orders-archive", ["Archive"]),
        ("/orderly", []),
    ],
)
def test_one_place_at_most_is_where_we_are(path_open: str, active: list[str]) -> None:
    shown = links(ITEMS, actor=CLERK, path=path_open)

    assert [link.label for link in shown if link.active] == active


def test_before_sign_in_there_is_nowhere_to_go() -> None:
    assert links(ITEMS, actor=None, path="/") == ()
