"""HQ's pages, as a person of HQ sees them."""

import json
import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.test import Client

from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope
from tests.console.reading import Answer, rows_of, statements_of, text_of
from tests.hq.conftest import HOST, SignIn
from tests.hq.selling import cancel, deliver_all, open_shop, sell, ship

type Scopes = dict[str, Scope]


def test_the_day_shows_each_subsidiary_and_what_they_add_up_to(
    committed: Scopes, sign_in: SignIn, stamp: Stamp
) -> None:
    shop = open_shop(committed["alpha"])
    numbers = sell(shop, 3, stamp=stamp)
    cancel(shop, numbers[0], stamp=stamp)
    ship(shop, numbers[1], stamp=stamp)
    deliver_all(shop.scope)

    page = sign_in("north").get("/")

    words = text_of(page)
    assert "Revenue $10.00" in words
    assert "Orders 3 1 of them canceled" in words
    assert "Shipped 50% 1 of 2 orders" in words
    assert "Total 3 1 1 4 $10.00 100%" in words
    assert "Beta" in words
    assert "No figures yet" in words
    assert 'href="http://alpha.localhost/"' in page.content.decode()
    assert "Still counting" in words


def test_somebody_without_a_group_is_told_what_to_do(sign_in: SignIn) -> None:
    client = sign_in()

    for url in ("/", "/companies", "/companies/alpha"):
        page = client.get(url)
        assert page.status_code == 403
        assert "You belong to no group yet" in text_of(page)


def test_a_stranger_is_led_to_sign_in(committed: Scopes) -> None:
    answer = Client(headers={"host": HOST}).get("/?span=7d")

    assert (answer.status_code, answer["Location"]) == (
        302,
        "/accounts/login/?next=/%3Fspan%3D7d",
    )


def test_what_belongs_to_another_group_is_not_there(committed: Scopes, sign_in: SignIn) -> None:
    client = sign_in("north")

    assert client.get("/?group=south").status_code == 404
    assert client.get("/companies/gamma").status_code == 404
    assert "Gamma" not in text_of(client.get("/companies"))


def test_the_roll_says_where_each_subsidiary_is(sign_in: SignIn) -> None:
    words = text_of(sign_in("north").get("/companies"))

    assert "Alpha Active Head office Standard alpha.localhost" in words


def test_a_group_that_has_sold_nothing_says_so(sign_in: SignIn) -> None:
    page = sign_in("north").get("/")

    assert page.status_code == 200
    assert "They appear a few seconds after" in text_of(page)
    assert rows_of(page) == 3


def test_days_that_make_no_sense_are_refused_above_the_page(
    committed: Scopes, sign_in: SignIn, stamp: Stamp
) -> None:
    shop = open_shop(committed["alpha"])
    sell(shop, stamp=stamp)
    deliver_all(shop.scope)
    client = sign_in("north")

    for query in ("since=2026-07-02&until=2026-07-01", "since=nonsense", "currency=JPY"):
        page = client.get(f"/?{query}")
        assert page.status_code == 422
        assert 'role="alert"' in page.content.decode()
        assert "Orders 1" in text_of(page)


def test_the_plot_gets_exact_amounts_per_day(
    committed: Scopes, sign_in: SignIn, stamp: Stamp
) -> None:
    shop = open_shop(committed["alpha"])
    sell(shop, 2, stamp=stamp)
    sell(shop, 1, stamp=stamp, days_ago=6)
    deliver_all(shop.scope)

    drawn = _chart(sign_in("north").get("/companies/alpha?span=7d"))

    assert drawn["currency"] == "USD"
    assert drawn["days"][-1] == stamp.at.date().isoformat()
    assert [Decimal(value) for value in drawn["series"][0]["values"]] == [5, 0, 0, 0, 0, 0, 10]


def test_a_beat_brings_nothing_until_something_was_counted(
    committed: Scopes, sign_in: SignIn, stamp: Stamp
) -> None:
    shop = open_shop(committed["alpha"])
    sell(shop, stamp=stamp)
    deliver_all(shop.scope)
    client = sign_in("north")
    page = client.get("/")

    quiet = client.get(_beat(page))
    quieter = client.get(_beat(quiet))
    sell(shop, stamp=stamp)
    deliver_all(shop.scope)
    news = client.get(_beat(quieter))

    assert _seconds(page) < _seconds(quiet) < _seconds(quieter)
    assert "hx-swap-oob" not in quieter.content.decode()
    assert "Orders 2" in text_of(news)
    assert _seconds(news) == _seconds(page)


def test_when_another_day_begins_the_whole_page_is_loaded(
    committed: Scopes, sign_in: SignIn, stamp: Stamp
) -> None:
    shop = open_shop(committed["alpha"])
    sell(shop, stamp=stamp, days_ago=1)
    deliver_all(shop.scope)
    client = sign_in("north")
    yesterday = (stamp.at - timedelta(days=1)).date()
    mark = f"{yesterday}:{yesterday}:USD:1:0:0"

    sell(shop, stamp=stamp)
    deliver_all(shop.scope)

    assert client.get("/pulse", {"mark": mark, "wait": "3"})["HX-Refresh"] == "true"


def test_a_day_that_is_over_is_not_asked_for_again(
    committed: Scopes, sign_in: SignIn, stamp: Stamp
) -> None:
    shop = open_shop(committed["alpha"])
    sell(shop, stamp=stamp, days_ago=9)
    deliver_all(shop.scope)
    day = (stamp.at - timedelta(days=9)).date()

    page = sign_in("north").get(f"/?since={day}")

    assert "hx-get" not in page.content.decode()
    assert "Still counting" not in text_of(page)


def test_a_page_takes_as_many_statements_for_one_subsidiary_as_for_two(
    committed: Scopes, sign_in: SignIn, stamp: Stamp
) -> None:
    for slug in ("alpha", "beta", "gamma"):
        shop = open_shop(committed[slug])
        sell(shop, stamp=stamp)
        deliver_all(shop.scope)
    two, one = sign_in("north"), sign_in("south")

    for url in ("/", "/?span=30d", "/companies"):
        assert statements_of(one, url) == statements_of(two, url)


def _beat(page: Answer) -> str:
    found = re.search(r'hx-get="([^"]+)"', page.content.decode())
    assert found, "the page asks no more"
    return found[1].replace("&amp;", "&")


def _seconds(page: Answer) -> int:
    found = re.search(r'hx-trigger="every (\d+)s"', page.content.decode())
    assert found, "the page asks no more"
    return int(found[1])


def _chart(page: Answer) -> dict[str, Any]:
    found = re.search(
        r'id="chart-data" type="application/json">(.*?)</script>', page.content.decode()
    )
    assert found, "the page has no plot"
    data: dict[str, Any] = json.loads(found[1])
    return data
