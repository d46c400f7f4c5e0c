"""What orders come to is what their deltas add up to: on any day, after whatever happens."""

import ast
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guildhall.catalog.operations import note_exchange_rates
from guildhall.catalog.types.taxes import NotedRate
from guildhall.kernel.cache import forget_everything
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope
from guildhall.orders.models import OrderDelta, OrderLine
from guildhall.orders.operations import (
    begin_edit,
    cancel_order,
    cancel_units,
    confirm_edit,
    expire_order,
    set_changes,
    short_ship,
)
from guildhall.orders.queries import amounts_on, list_deltas, orders_that_differ
from guildhall.orders.states import EditKind
from guildhall.orders.types import EditChange
from guildhall.organization.operations import open_channel
from tests.factories.company import make_company
from tests.factories.orders import line_ids, place, row_of, shipping, usd

AMOUNTS = {"net", "tax", "total", "shipping_net", "shipping_tax", "shipping_total", "base_total"}
ALLOWED = {"amounts.py"}
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["cancel", "short", "count", "price", "add", "ship", "all", "expire"]),
        st.integers(0, 5),
        st.decimals("0", "9.99", places=2),
    ),
    max_size=6,
)


def _do(number: str, what: str, *, count: int, price: Decimal, stamp: Stamp) -> None:
    """Do something to an order, or be refused."""
    lines = list(OrderLine.objects.filter(order__number=number).values_list("id", flat=True))
    line, units = lines[count % len(lines)], {lines[count % len(lines)]: Decimal(count)}
    edits = {
        "count": EditChange(EditKind.QUANTITY, line=line, quantity=Decimal(count)),
        "price": EditChange(EditKind.PRICE, line=line, price=price),
        "add": EditChange(EditKind.ADD, sku="CHEESE", quantity=Decimal(count), price=price),
        "ship": EditChange(EditKind.SHIPPING, shipping=shipping(str(price))),
    }
    deeds: dict[str, Callable[[], object]] = {
        "cancel": lambda: cancel_units(number, units=units, reason="x", stamp=stamp),
        "short": lambda: short_ship(number, units=units, reason="x", stamp=stamp),
        "all": lambda: cancel_order(number, reason="x", stamp=stamp),
        "expire": lambda: expire_order(number, stamp=stamp),
    }
    try:
        if what in edits:
            _edit(number, edits[what], stamp=stamp)
        else:
            deeds[what]()
    except Refusal:
        return


def _edit(number: str, change: EditChange, *, stamp: Stamp) -> None:
    begin_edit(number, reason="x", stamp=stamp)
    set_changes(number, changes=[change], stamp=stamp)
    confirm_edit(number, stamp=stamp)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS)
def test_whatever_happens_the_deltas_are_the_order(
    alpha: Scope, stamp: Stamp, steps: list[tuple[str, int, Decimal]]
) -> None:
    number = place(
        make_company(), {"APPLE": 3, "BREAD": 5}, charge=shipping(), stamp=stamp
    ).row.number

    for what, count, price in steps:
        _do(number, what, count=count, price=price, stamp=stamp)

    assert not orders_that_differ()
    order = row_of(number)
    units = sum(line.quantity - line.canceled for line in OrderLine.objects.filter(order=order))
    assert order.units == units
    assert order.total >= 0


def test_placing_tells_each_line_and_its_shipping(alpha: Scope, stamp: Stamp) -> None:
    number = place(make_company(), {"APPLE": 2}, charge=shipping(), stamp=stamp).row.number

    told = list_deltas(number=number).items

    assert [(each.sku, each.quantity, each.total) for each in told] == [
        ("APPLE", Decimal(2), usd("5.00")),
        ("", Decimal(0), usd("4.40")),
    ]
    assert {each.reason for each in told} == {"placed"}


def test_an_order_came_to_on_a_day_what_it_came_to_then(alpha: Scope, stamp: Stamp) -> None:
    number = place(make_company(), {"APPLE": 2}, stamp=stamp).row.number
    day = row_of(number).business_date
    tomorrow = Stamp(stamp.by, stamp.at + timedelta(days=1), stamp.request_id)

    cancel_units(number, units={line_ids(number)["APPLE"]: Decimal(1)}, reason="x", stamp=tomorrow)

    then, now = amounts_on(number, day), amounts_on(number, day + timedelta(days=1))
    assert (then and then.total, now and now.total) == (usd("5.00"), usd("2.50"))
    assert amounts_on(number, day - timedelta(days=1)) is None


def test_the_worth_in_the_house_currency_is_frozen_with_its_rate(
    alpha: Scope, stamp: Stamp
) -> None:
    company = make_company()
    open_two_channels(stamp)
    rate = NotedRate("USD", "EUR", stamp.at.date(), Decimal("0.93"))
    note_exchange_rates([rate], source="ecb", stamp=stamp)
    forget_everything()
    number = place(company, {"APPLE": 3}, charge=shipping(), stamp=stamp).row.number
    note_exchange_rates(
        [NotedRate("USD", "EUR", stamp.at.date(), Decimal("0.5"))], source="ecb", stamp=stamp
    )

    cancel_units(number, units={line_ids(number)["APPLE"]: Decimal(1)}, reason="x", stamp=stamp)

    row = row_of(number)
    deltas = OrderDelta.objects.filter(order=row).values_list("base_total", flat=True)
    assert (row.base_currency, row.base_rate, row.base_source) == ("EUR", Decimal("0.93"), "ecb")
    assert row.base_total == Decimal("8.74") == sum(deltas)


def test_without_a_rate_an_order_is_taken_and_its_worth_is_left_open(
    alpha: Scope, stamp: Stamp
) -> None:
    company = make_company()
    open_two_channels(stamp)
    forget_everything()

    number = place(company, {"APPLE": 3}, stamp=stamp).row.number

    row = row_of(number)
    assert (row.base_currency, row.base_rate, row.base_total) == ("EUR", None, None)


def open_two_channels(stamp: Stamp) -> None:
    """Make most channels sell in euros, so that those are the house's currency."""
    for code in ("eu-one", "eu-two"):
        open_channel(code, name=code, brand=("house", "House"), currency="EUR", stamp=stamp)


def _assigned(tree: ast.AST) -> set[str]:
    """Return the attributes that a file assigns or adds to."""
    found = [
        target
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign | ast.AugAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
    ]
    return {each.attr for each in found if isinstance(each, ast.Attribute)}


@pytest.mark.parametrize(
    "file",
    sorted(Path("src/guildhall/orders").rglob("*.py"), key=str),
    ids=lambda file: str(file.relative_to("src/guildhall/orders")),
)
def test_amounts_of_orders_are_written_where_their_deltas_are(file: Path) -> None:
    written = _assigned(ast.parse(file.read_text())) & AMOUNTS

    assert not written or file.name in ALLOWED


def test_deltas_are_read_page_by_page(alpha: Scope, stamp: Stamp) -> None:
    company = make_company()
    numbers = [place(company, {"APPLE": 1}, stamp=stamp).row.number for _each in range(3)]

    page = list_deltas(limit=1)
    found = [page]
    while page.next_cursor:
        page = list_deltas(cursor=page.next_cursor, limit=1)
        found.append(page)

    assert [each.number for page in found for each in page.items] == numbers
