"""What is to be written, judged by plain values."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from guildhall.finance import rules
from guildhall.finance.types import PaperAmounts, PaperKey
from guildhall.kernel.money import Money

CENTS = st.decimals(min_value=0, max_value=10_000, places=2)
RATES = st.sampled_from([Decimal("0.00"), Decimal("0.06"), Decimal("0.13"), Decimal("0.19")])


@st.composite
def orders(draw: st.DrawFn) -> dict[PaperKey, PaperAmounts]:
    """Return what an order comes to: some lines, each at a rate."""
    lines = draw(st.lists(st.tuples(RATES, CENTS), min_size=1, max_size=6))
    found: dict[PaperKey, PaperAmounts] = {}
    for n, (rate, net) in enumerate(lines):
        tax = Money(net * rate, "USD").rounded().amount
        key = PaperKey(None, f"{rules.LINE}{n}", rate)
        found[key] = PaperAmounts(Decimal(1), net, tax)
    return found


def total(amounts: rules.Amounts) -> Decimal:
    return rules.total_of(amounts.values()).total


@given(orders(), orders())
def test_what_is_due_makes_the_papers_say_what_the_order_comes_to(
    target: dict[PaperKey, PaperAmounts], written: dict[PaperKey, PaperAmounts]
) -> None:
    invoiced, credited = rules.due(target, written)

    assert total(written) + total(invoiced) - total(credited) == total(target)
    after = {
        key: written.get(key, rules.NOTHING)
        - (-invoiced.get(key, rules.NOTHING))
        - credited.get(key, rules.NOTHING)
        for key in {*target, *written}
    }
    assert rules.due(target, after) == ({}, {})


@given(orders(), st.decimals(min_value=0, max_value=1, places=4))
def test_goodwill_is_taken_off_to_the_cent_and_its_tax_from_the_rates_it_came_at(
    booked: dict[PaperKey, PaperAmounts], share: Decimal
) -> None:
    back = Money(total(booked) * share, "USD").rounded()

    after = rules.with_goodwill(booked, back)

    assert total(after) == total(booked) - back.amount
    assert all(each.net >= 0 and each.tax >= 0 for each in rules.by_rate(after).values())


@given(CENTS, CENTS, CENTS)
def test_nothing_is_given_back_beyond_what_the_order_comes_to(
    comes: Decimal, charged: Decimal, refunded: Decimal
) -> None:
    back = rules.given_back(
        total=Money(comes, "USD"), charged=Money(charged, "USD"), refunded=Money(refunded, "USD")
    )

    assert 0 <= back.amount <= min(comes, refunded)
