"""How amounts are shared and taken back: nothing is lost, nothing is taken twice."""

from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from guildhall.kernel.money import Money, minor_unit
from guildhall.orders import rules
from guildhall.orders.types import LineAmounts

CURRENCIES = st.sampled_from(["USD", "JPY", "KWD", "CNY"])
CENTS = st.integers(0, 10**8)
UNITS = st.lists(st.integers(1, 50), min_size=1, max_size=12)


def _line(net: int, tax: int, currency: str) -> LineAmounts:
    unit = minor_unit(currency)
    left, right = Money(net * unit, currency), Money(tax * unit, currency)
    return LineAmounts(left, right, left + right)


@given(net=CENTS, tax=CENTS, parts=UNITS, currency=CURRENCIES)
def test_a_line_taken_back_in_any_parts_is_taken_back_once(
    net: int, tax: int, parts: list[int], currency: str
) -> None:
    line, of, before = _line(net, tax, currency), Decimal(sum(parts)), Decimal(0)
    taken = []
    for part in map(Decimal, parts):
        taken.append(rules.taken_back(line, part, of=of, before=before))
        before += part

    assert sum((each.net.amount for each in taken), Decimal(0)) == line.net.amount
    assert sum((each.tax.amount for each in taken), Decimal(0)) == line.tax.amount
    assert all(each.net.amount >= 0 and each.tax.amount >= 0 for each in taken)
    assert all(each.net + each.tax == each.total for each in taken)
    assert all(each.total == each.total.rounded() for each in taken)


@given(net=CENTS, tax=CENTS, parts=UNITS, currency=CURRENCIES)
def test_no_unit_gives_back_more_than_its_share_and_a_cent(
    net: int, tax: int, parts: list[int], currency: str
) -> None:
    line, of, unit = _line(net, tax, currency), Decimal(sum(parts)), minor_unit(currency)

    first = rules.taken_back(line, Decimal(1), of=of, before=Decimal(0))

    assert abs(first.net.amount - line.net.amount / of) <= unit
    assert abs(first.tax.amount - line.tax.amount / of) <= unit


@given(discount=CENTS, totals=st.lists(CENTS, min_size=1, max_size=20), currency=CURRENCIES)
def test_a_discount_on_an_order_is_borne_by_its_lines_to_the_cent(
    discount: int, totals: list[int], currency: str
) -> None:
    unit = minor_unit(currency)
    lines = [Money(total * unit, currency) for total in totals]
    off = Money(discount * unit, currency)

    borne = rules.bears(off, lines)

    most = min(off, sum(lines, Money.zero(currency)))
    assert sum(borne, Money.zero(currency)) == most
    assert all(0 <= share.amount <= line.amount for share, line in zip(borne, lines, strict=True))


@given(
    totals=st.lists(st.integers(-(10**6), 10**6), max_size=20),
    rate=st.decimals("0.0001", 1000, places=4),
)
def test_the_worth_of_an_order_is_that_of_its_deltas(totals: list[int], rate: Decimal) -> None:
    """Each delta is the difference of two worths, so rounding never adds up."""
    sums = [Decimal(sum(totals[:i])) / 100 for i in range(len(totals) + 1)]
    worths = [rules.in_base(each, rate=rate, currency="EUR") or Decimal(0) for each in sums]

    deltas = [after - before for before, after in pairwise(worths)]

    assert sum(deltas, Decimal(0)) == worths[-1] - worths[0]


def test_without_a_rate_nothing_is_told_in_the_house_currency() -> None:
    assert rules.in_base(Decimal(5), rate=None, currency="EUR") is None
