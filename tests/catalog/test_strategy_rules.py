"""From a cost to a price, step by step: judgement that needs no database."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.catalog.rules.pricing import (
    margin_of,
)
from guildhall.catalog.rules.strategies import below, faults_of, points_below, work_out
from guildhall.catalog.states import PricingFault, StepKind, Toward, WhenStale
from guildhall.catalog.types.strategies import Goods, Market, Rate, Step
from guildhall.kernel.money import Money

STEPS = st.sampled_from([Decimal(each) for each in ("0.01", "0.05", "0.5", "1", "5", "10")])


TOWARD = st.sampled_from(list(Toward))


TODAY = date(2026, 11, 22)


def _market(*, includes_tax: bool = False, rates: dict[tuple[str, str, str], Rate] | None = None):  # type: ignore[no-untyped-def]  # noqa: ANN202
    return Market("USD", includes_tax, TODAY, rates or {})


def _usd(amount: str) -> Money:
    return Money(Decimal(amount), "USD")


def _step(kind: StepKind, value: str | None = None, **more: object) -> Step:
    return Step(kind, Decimal(value) if value is not None else None, **more)  # type: ignore[arg-type]


@given(
    cost=st.decimals("0.01", 10_000, places=2),
    margin=st.decimals(0, 95, places=1),
    tax=st.decimals(0, "0.3", places=4),
    includes_tax=st.booleans(),
)
def test_a_margin_step_leaves_that_margin_without_the_tax(
    *, cost: Decimal, margin: Decimal, tax: Decimal, includes_tax: bool
) -> None:
    steps = [_step(StepKind.MARGIN, str(margin)), _step(StepKind.TAX)]
    goods = Goods(Money(cost, "USD"), tax_rate=tax)

    worked = work_out(steps, goods, market=_market(includes_tax=includes_tax))

    # The price is rounded to the cent once, so a small one is off by more.
    assert worked.margin is not None
    assert abs(worked.margin - margin / 100) <= Decimal("0.01") / cost


VALUES = {
    StepKind.PERCENT: st.decimals(-50, 300, places=1),
    StepKind.MARGIN: st.decimals(0, 90, places=1),
    StepKind.SUM: st.decimals(0, 50, places=2),
    StepKind.FREIGHT: st.decimals(0, 20, places=2),
    StepKind.ROUND: STEPS,
    StepKind.ENDING: st.just(Decimal("0.99")),
    StepKind.LEAST: st.decimals(0, 50, places=2),
    StepKind.MOST: st.decimals(50, 5_000, places=2),
    StepKind.TAX: st.none(),
}


CHAINS = st.lists(
    st.one_of(
        *(
            st.builds(Step, kind=st.just(kind), value=values, toward=TOWARD)
            for kind, values in VALUES.items()
        )
    ),
    min_size=1,
    max_size=6,
)


@given(CHAINS, st.decimals(0, 1_000, places=2), st.decimals(0, 1_000, places=2))
def test_what_costs_us_more_never_costs_less(
    steps: list[Step], one: Decimal, other: Decimal
) -> None:
    low, high = sorted((one, other))
    market = _market(includes_tax=True)

    cheap, dear = (
        work_out(steps, Goods(Money(cost, "USD"), 1_000, Decimal("0.19")), market=market).price
        for cost in (low, high)
    )

    assert cheap is not None
    assert dear is not None
    assert cheap <= dear
    assert cheap == cheap.rounded()


@given(CHAINS)
def test_good_steps_have_no_fault_and_are_kept_as_they_are(steps: list[Step]) -> None:
    assert faults_of(steps) == {}
    kept = [Step.of(step.kept()) for step in steps]
    assert [step.kept() for step in kept] == [step.kept() for step in steps]


@pytest.mark.parametrize(
    ("step", "field"),
    [
        (_step(StepKind.PERCENT, "-100"), "value"),
        (_step(StepKind.PERCENT, "NaN"), "value"),
        (_step(StepKind.MARGIN, "100"), "value"),
        (_step(StepKind.MARGIN), "value"),
        (_step(StepKind.ROUND, "0"), "value"),
        (_step(StepKind.ENDING, "1.99"), "every"),
        (_step(StepKind.LEAST, "-1"), "value"),
        (_step(StepKind.CONVERT), "source"),
        (_step(StepKind.CONVERT, source="ecb", days=367), "days"),
    ],
)
def test_a_step_that_cannot_be_is_a_fault(step: Step, field: str) -> None:
    assert f"steps.0.{field}" in faults_of([step])


def test_a_strategy_has_at_least_one_step() -> None:
    assert set(faults_of([])) == {"steps"}


PLUS_HALF = [_step(StepKind.PERCENT, "50")]


@pytest.mark.parametrize(
    ("steps", "goods", "fault"),
    [
        (PLUS_HALF, Goods(None), PricingFault.NO_COST),
        ([_step(StepKind.FREIGHT, "2")], Goods(_usd("1")), PricingFault.NO_WEIGHT),
        ([_step(StepKind.TAX)], Goods(_usd("1"), None, None), PricingFault.NO_TAX_RATE),
        (PLUS_HALF, Goods(Money(Decimal(1), "EUR")), PricingFault.OTHER_CURRENCY),
        (
            [_step(StepKind.CONVERT, source="ecb")],
            Goods(Money(Decimal(1), "EUR")),
            PricingFault.NO_EXCHANGE_RATE,
        ),
        ([_step(StepKind.SUM, "-5")], Goods(_usd("1")), PricingFault.OUT_OF_RANGE),
        ([_step(StepKind.PERCENT, "10000")] * 9, Goods(_usd("9")), PricingFault.OUT_OF_RANGE),
    ],
)
def test_what_cannot_be_priced_says_why(
    steps: list[Step], goods: Goods, fault: PricingFault
) -> None:
    worked = work_out(steps, goods, market=_market(includes_tax=True))

    assert (worked.price, worked.fault) == (None, fault)


def _converted(*, days: int | None, when_stale: WhenStale, noted: date) -> object:
    step = _step(StepKind.CONVERT, source="ecb", days=days, when_stale=when_stale)
    rates = {("EUR", "USD", "ecb"): Rate(Decimal("1.25"), noted)}
    return work_out([step], Goods(Money(Decimal(8), "EUR")), market=_market(rates=rates))


def test_an_old_exchange_rate_is_refused_or_warned_of_as_the_step_says() -> None:
    old = TODAY - timedelta(days=4)

    refused = _converted(days=3, when_stale=WhenStale.REFUSE, noted=old)
    warned = _converted(days=3, when_stale=WhenStale.WARN, noted=old)
    fresh = _converted(days=4, when_stale=WhenStale.REFUSE, noted=old)

    assert refused.fault is PricingFault.STALE_RATE  # type: ignore[attr-defined]
    assert warned.price == _usd("10.00")  # type: ignore[attr-defined]
    assert warned.warnings == (PricingFault.STALE_RATE,)  # type: ignore[attr-defined]
    assert (fresh.price, fresh.warnings) == (_usd("10.00"), ())  # type: ignore[attr-defined]


def test_a_rate_is_taken_the_other_way_round_but_never_by_a_third_currency() -> None:
    """18.2: rounding by triangulation is somebody else's figure."""
    step = [_step(StepKind.CONVERT, source="ecb")]
    goods = Goods(Money(Decimal(8), "EUR"))
    other_way = {("USD", "EUR", "ecb"): Rate(Decimal("0.8"), TODAY)}
    by_pounds = {
        ("EUR", "GBP", "ecb"): Rate(Decimal("0.85"), TODAY),
        ("GBP", "USD", "ecb"): Rate(Decimal("1.3"), TODAY),
    }
    of_others = {("EUR", "USD", "bank"): Rate(Decimal("1.25"), TODAY)}

    assert work_out(step, goods, market=_market(rates=other_way)).price == _usd("10.00")
    for rates in (by_pounds, of_others):
        worked = work_out(step, goods, market=_market(rates=rates))
        assert worked.fault is PricingFault.NO_EXCHANGE_RATE


def test_each_step_tells_what_it_made_of_the_sum() -> None:
    steps = [
        _step(StepKind.FREIGHT, "2"),
        _step(StepKind.MARGIN, "40"),
        _step(StepKind.TAX),
        _step(StepKind.ENDING, "0.99", toward=Toward.UP),
    ]
    goods = Goods(_usd("5.00"), weight_grams=500, tax_rate=Decimal("0.2"))

    worked = work_out(steps, goods, market=_market(includes_tax=True))

    assert [stage.amount.amount for stage in worked.stages] == [
        Decimal("6.00"),
        Decimal(10),
        Decimal(12),
        Decimal("12.99"),
    ]
    assert worked.price == _usd("12.99")


def test_a_floor_is_measured_without_the_tax() -> None:
    goods = Goods(_usd("8.00"), tax_rate=Decimal("0.25"))
    steps = [_step(StepKind.PERCENT, "1")]

    short = points_below(
        _usd("12.50"), goods, steps=steps, market=_market(includes_tax=True), floor=Decimal("0.3")
    )

    assert margin_of(Decimal("12.50"), Decimal(8), tax_rate=Decimal("0.25")) == Decimal("0.2")
    assert short == Decimal("10.00")


def test_what_is_given_away_lacks_its_whole_floor() -> None:
    assert margin_of(Decimal(0), Decimal(1), tax_rate=Decimal(0)) is None
    assert below(None, Decimal("0.3")) == Decimal(30)
    assert below(Decimal("0.3"), Decimal("0.3")) == 0
    assert below(Decimal(-5), None) == 0
