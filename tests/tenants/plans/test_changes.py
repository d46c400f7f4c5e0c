"""Another plan: what is shown is what is charged, less is refused while more is used."""

from datetime import timedelta
from decimal import Decimal

import pytest

from guildhall.kernel.facts import facts_about
from guildhall.kernel.refusals import NotPermitted
from guildhall.kernel.stamp import Actor, Grant, Stamp
from guildhall.kernel.tenancy import Scope
from tenants.errors import PlanNotFound
from tenants.operations import offer_plan
from tenants.plans.errors import (
    CurrencyDiffers,
    NoSubscription,
    NothingPlanned,
    PlanNotOffered,
    PlanUnchanged,
    PreviewOutdated,
    UsageAboveLimits,
)
from tenants.plans.models import Invoice, Subscription
from tenants.plans.operations import (
    cancel_change,
    change_plan,
    count_use,
    record_payment,
    renew,
)
from tenants.plans.queries import get_account, preview_change
from tenants.plans.states import When
from tenants.queries import get_plan_of
from tenants.types import PlanTerms
from tests.factories.plans import seen_now
from tests.tenants.plans.conftest import OPENED, on, usd

STARTED = OPENED + timedelta(days=14)
MIDDLE = STARTED + timedelta(days=15, hours=12)


@pytest.fixture
def paying(alpha_pays: Scope) -> Scope:
    """Alpha after its trial, on the small plan, paid for from 15 March to 15 April."""
    record_payment(alpha_pays.tenant_id, amount=usd("30.00"), reference="first", stamp=on(OPENED))
    renew(alpha_pays.tenant_id, stamp=on(STARTED))
    return alpha_pays


def plan_of(scope: Scope) -> str:
    return get_plan_of(scope.tenant_id)[1].code


def test_more_is_given_at_once_and_charged_as_it_was_shown(paying: Scope) -> None:
    shown = preview_change(paying.tenant_id, plan="large", used={}, at=MIDDLE)

    change_plan(paying.tenant_id, plan="large", used={}, due=shown.due, stamp=on(MIDDLE))

    assert (shown.when, shown.due) == (When.NOW, usd("30.00"))
    assert (plan_of(paying), seen_now(paying).allowance.plan) == ("large", "large")
    now = get_account(paying.tenant_id, used={}, at=MIDDLE)
    assert now.balance == shown.due
    assert [line.amount for line in now.invoices[0].lines] == [usd("-15.00"), usd("45.00")]
    assert now.invoices[0].lines == shown.lines


def test_the_next_period_costs_the_new_price(paying: Scope) -> None:
    change_plan(paying.tenant_id, plan="large", used={}, stamp=on(MIDDLE))

    renew(paying.tenant_id, stamp=on(STARTED.replace(month=4)))

    totals = list(Invoice.objects.order_by("issued_at").values_list("total", flat=True))
    assert totals == [Decimal(30), Decimal(30), Decimal(90)]


def test_less_waits_for_what_is_paid_for_to_end(paying: Scope) -> None:
    change_plan(paying.tenant_id, plan="large", used={}, stamp=on(MIDDLE))
    planned = change_plan(paying.tenant_id, plan="small", used={"products": 5}, stamp=on(MIDDLE))
    before = plan_of(paying)

    renew(paying.tenant_id, stamp=on(STARTED.replace(month=4)))

    assert (planned.when, planned.due) == (When.AT_PERIOD_END, usd("0"))
    assert planned.effective_at == STARTED.replace(month=4)
    assert (before, plan_of(paying)) == ("large", "small")
    assert seen_now(paying).allowance.limits == {"products": 5, "orders": 10}
    last = Invoice.objects.order_by("-issued_at")[0]
    assert last.total == Decimal(30)


def test_a_planned_change_can_be_called_off(paying: Scope) -> None:
    change_plan(paying.tenant_id, plan="large", used={}, stamp=on(MIDDLE))
    change_plan(paying.tenant_id, plan="small", used={}, stamp=on(MIDDLE))

    cancel_change(paying.tenant_id, stamp=on(MIDDLE))
    renew(paying.tenant_id, stamp=on(STARTED.replace(month=4)))

    assert plan_of(paying) == "large"
    with pytest.raises(NothingPlanned):
        cancel_change(paying.tenant_id, stamp=on(MIDDLE))


def test_less_is_refused_while_more_is_used_and_says_what(paying: Scope) -> None:
    change_plan(paying.tenant_id, plan="large", used={}, stamp=on(MIDDLE))
    for _ in range(11):
        count_use(paying.tenant_id, meter="orders", by=1, stamp=on(MIDDLE))

    with pytest.raises(UsageAboveLimits) as refused:
        change_plan(
            paying.tenant_id, plan="small", used={"products": 6, "stores": 9}, stamp=on(MIDDLE)
        )

    assert refused.value.facts["limits"] == {"products": 5, "orders": 10}
    assert refused.value.facts["used"] == {"products": 6, "orders": 11}
    assert set(refused.value.errors) == {"products", "orders"}
    assert Subscription.objects.get().next_plan == ""


def test_during_the_trial_a_change_is_at_once_free_and_keeps_the_trial(alpha_pays: Scope) -> None:
    ends = Subscription.objects.get().trial_ends
    for plan in ("large", "small", "vast"):
        change = change_plan(alpha_pays.tenant_id, plan=plan, used={}, stamp=on(OPENED))
        assert (plan_of(alpha_pays), change.due) == (plan, usd("0"))

    assert Subscription.objects.get().trial_ends == ends
    assert not Invoice.objects.exists()


def test_what_costs_more_than_was_shown_is_not_charged(paying: Scope) -> None:
    shown = preview_change(paying.tenant_id, plan="large", used={}, at=MIDDLE)
    offer_plan(
        "large",
        name="Large",
        limits={},
        terms=PlanTerms(price=usd("95.00"), public=True),
        stamp=on(MIDDLE),
    )

    with pytest.raises(PreviewOutdated):
        change_plan(paying.tenant_id, plan="large", used={}, due=shown.due, stamp=on(MIDDLE))

    assert plan_of(paying) == "small"


def test_a_year_begins_when_it_is_bought(paying: Scope) -> None:
    offer_plan(
        "year",
        name="Year",
        limits={},
        terms=PlanTerms(price=usd("480.00"), months=12, public=True),
        stamp=on(OPENED),
    )

    change = change_plan(paying.tenant_id, plan="year", used={}, stamp=on(MIDDLE))
    renew(paying.tenant_id, stamp=on(MIDDLE + timedelta(days=200)))

    assert change.due == usd("465.00")
    row = Subscription.objects.get()
    assert (row.period_start, row.period_end) == (MIDDLE, MIDDLE.replace(year=2027))


@pytest.mark.parametrize(
    ("plan", "refusal"),
    [("small", PlanUnchanged), ("none", PlanNotFound), ("standard", PlanNotOffered)],
)
def test_not_every_plan_can_be_changed_to(
    paying: Scope, plan: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        change_plan(paying.tenant_id, plan=plan, used={}, stamp=on(MIDDLE))


def test_an_account_keeps_to_one_currency(paying: Scope) -> None:
    terms = PlanTerms(price=type(usd("1"))(Decimal(50), "EUR"), public=True)
    offer_plan("euro", name="Euro", limits={}, terms=terms, stamp=on(OPENED))

    with pytest.raises(CurrencyDiffers):
        change_plan(paying.tenant_id, plan="euro", used={}, stamp=on(MIDDLE))


def test_whoever_has_no_subscription_changes_nothing(
    platform: Scope, scopes: dict[str, Scope]
) -> None:
    with pytest.raises(NoSubscription):
        change_plan(scopes["beta"].tenant_id, plan="standard", used={}, stamp=on(MIDDLE))


def test_the_company_needs_the_right_to_its_account(paying: Scope) -> None:
    viewer = Stamp(Actor("staff", "x", (Grant("account:view"), Grant("orders:edit"))), MIDDLE)
    owner = Stamp(Actor("staff", "y", (Grant("account:edit"),)), MIDDLE)

    with pytest.raises(NotPermitted):
        change_plan(paying.tenant_id, plan="large", used={}, stamp=viewer)
    change_plan(paying.tenant_id, plan="large", used={}, stamp=owner)

    assert plan_of(paying) == "large"


def test_changes_are_told_in_facts(paying: Scope) -> None:
    change_plan(paying.tenant_id, plan="large", used={}, stamp=on(MIDDLE))
    change_plan(paying.tenant_id, plan="small", used={}, stamp=on(MIDDLE))

    told = facts_about([f"subscription:{paying.tenant_id}"])
    kinds = [(each.type, each.payload["plan"]) for each in told if "plan" in each.payload]

    assert kinds == [
        ("subscription.opened", "small"),
        ("subscription.plan_changed", "large"),
        ("subscription.change_planned", "small"),
    ]
