"""Plan and usage, as a company's people see it."""

import re
from datetime import timedelta
from html import unescape

from django.test import Client

from guildhall.identity.states import Role
from guildhall.kernel.ids import new_id
from guildhall.kernel.stamp import Stamp, system_stamp
from guildhall.kernel.tenancy import PLATFORM, Scope, enter
from tenants.plans.operations import count_use, record_payment, renew
from tenants.plans.queries import get_account
from tenants.plans.types import Account
from tests.company.conftest import SignIn, terms
from tests.console.reading import Answer, statements_of, text_of, token_of
from tests.factories.company import Company


def account(company: Company, stamp: Stamp) -> Account:
    with enter(PLATFORM):
        return get_account(company.scope.tenant_id, used={}, at=stamp.at)


def to_period(company: Company, stamp: Stamp, *, days: int = 14) -> None:
    """Let the trial be over: the period that is paid for begins now."""
    later = system_stamp("test", stamp.at)
    with enter(PLATFORM):
        owner = company.scope.tenant_id
        record_payment(owner, amount=terms("30.00").price, reference="first", stamp=later)
        renew(owner, stamp=system_stamp("test", stamp.at + timedelta(days=days)))


def dialog_of(answer: Answer, name: str) -> str:
    found = re.search(rf'<dialog[^>]*id="{name}".*?</dialog>', answer.content.decode(), re.DOTALL)
    assert found, f"the page has no dialog {name}"
    return found[0]


def shown_due(answer: Answer) -> str:
    found = re.search(r'name="due" value="([^"]+)"', answer.content.decode())
    assert found
    return unescape(found[1])


def send_change(client: Client, code: str) -> Answer:
    shown = client.get(f"/company/plan/change/{code}")
    form = {"token": token_of(shown), "due": shown_due(shown), "currency": "USD"}
    return client.post(f"/company/plan/change/{code}", form)


def test_each_limit_is_shown_with_what_is_used_of_it(
    tight: Company, sign_in: SignIn, stamp: Stamp
) -> None:
    with enter(PLATFORM):
        count_use(tight.scope.tenant_id, meter="orders", by=9, stamp=stamp)

    page = sign_in().get("/company/plan")

    words = text_of(page)
    assert "Products Nearly used up 5 of 6" in words
    assert "Orders a month Nearly used up 9 of 10" in words
    assert "Counts anew from" in words
    assert "Staff accounts 1 of 9" in words
    assert "Stores 2 no limit" in words
    assert "Your plan: Tight" in words
    assert 'value="83" aria-labelledby="use-products"' in " ".join(page.content.decode().split())


def test_who_keeps_the_account_is_warned_on_every_page_and_nobody_else(
    tight: Company, sign_in: SignIn, stamp: Stamp
) -> None:
    owner, clerk = sign_in(), sign_in(Role.OPERATIONS)
    before = text_of(owner.get("/orders"))
    with enter(PLATFORM):
        count_use(tight.scope.tenant_id, meter="orders", by=8, stamp=stamp)

    assert "Nearly used up: orders a month." in text_of(owner.get("/orders"))
    assert "Nearly used up" not in before + text_of(clerk.get("/orders"))


def test_a_trial_says_how_long_it_lasts_and_that_nothing_is_invoiced_yet(
    tight: Company, sign_in: SignIn
) -> None:
    words = text_of(sign_in().get("/company/plan"))

    assert "Your trial ends in 14 days" in words
    assert "No invoice yet" in words


def test_what_is_owed_is_said_above_everything(
    tight: Company, sign_in: SignIn, stamp: Stamp
) -> None:
    with enter(PLATFORM):
        renew(tight.scope.tenant_id, stamp=system_stamp("t", stamp.at + timedelta(days=14)))

    words = text_of(sign_in().get("/company/plan"))

    assert "Payment overdue" in words
    assert "$30.00 are open" in words
    assert re.search(r"INV-\d{4}-000001 Plan Tight", words)
    assert "Balance $30.00" in words


def test_a_suspended_company_still_sees_what_it_owes(
    tight: Company, sign_in: SignIn, stamp: Stamp
) -> None:
    owner = sign_in()
    with enter(PLATFORM):
        for days in (14, 28):
            late = system_stamp("test", stamp.at + timedelta(days=days))
            renew(tight.scope.tenant_id, stamp=late)

    words = text_of(owner.get("/company/plan"))

    assert owner.get("/orders").status_code == 402
    assert "$30.00 are open" in words
    assert "Suspended" in words


def test_an_owner_sees_what_a_change_costs_and_is_charged_that(
    tight: Company, sign_in: SignIn, stamp: Stamp
) -> None:
    to_period(tight, stamp)
    owner = sign_in()

    asked = owner.get("/company/plan")
    answer = send_change(owner, "large")

    assert "Invoiced now" in dialog_of(asked, "change-large")
    assert answer.status_code == 302  # type: ignore[attr-defined] # the test client's
    now = account(tight, stamp)
    assert now.plan.code == "large"
    # The clock of the request stands before the period: the whole of it is still to be used.
    assert str(now.balance.rounded()) == "60.00 USD"
    assert "Your new plan applies from now on." in text_of(owner.get("/company/plan"))


def test_the_same_form_twice_is_one_change(tight: Company, sign_in: SignIn, stamp: Stamp) -> None:
    to_period(tight, stamp)
    owner = sign_in()
    shown = owner.get("/company/plan/change/large")
    form = {"token": token_of(shown), "due": shown_due(shown), "currency": "USD"}

    statuses = [owner.post("/company/plan/change/large", form).status_code for _ in range(2)]

    assert statuses == [302, 302]
    assert len(account(tight, stamp).invoices) == 2


def test_what_costs_more_than_was_shown_is_not_charged(
    tight: Company, sign_in: SignIn, stamp: Stamp
) -> None:
    to_period(tight, stamp)
    owner = sign_in()
    form = {"token": str(new_id()), "due": "1.00", "currency": "USD"}

    answer = owner.post("/company/plan/change/large", form)

    assert answer.status_code == 409
    assert "What the change costs has moved on" in text_of(answer)
    assert account(tight, stamp).plan.code == "tight"


def test_a_plan_that_is_too_small_says_for_what(tight: Company, sign_in: SignIn) -> None:
    owner = sign_in()

    page = owner.get("/company/plan")
    answer = send_change(owner, "tiny")

    assert "Too small for what you use: Products" in text_of(page)
    assert answer.status_code == 409  # type: ignore[attr-defined] # the test client's
    assert "too small for what you use" in text_of(answer)


def test_less_waits_and_can_be_called_off(tight: Company, sign_in: SignIn, stamp: Stamp) -> None:
    to_period(tight, stamp)
    owner = sign_in()
    send_change(owner, "large")
    send_change(owner, "tight")

    waiting = owner.get("/company/plan")
    asked = owner.get("/company/plan/keep")
    answer = owner.post("/company/plan/keep", {"token": token_of(asked)})

    assert "your plan changes to Tight" in text_of(waiting)
    assert answer.status_code == 302
    assert account(tight, stamp).next_plan is None


def test_only_who_may_change_the_account_can(tight: Company, sign_in: SignIn) -> None:
    clerk = sign_in(Role.OPERATIONS)

    answers = [
        clerk.get(path).status_code
        for path in ("/company/plan", "/company/plan/change/large", "/company/plan/keep")
    ]

    assert answers == [403, 403, 403]
    assert "/company/plan" not in clerk.get("/").content.decode()


def test_an_owner_finds_the_page_in_the_navigation(tight: Company, sign_in: SignIn) -> None:
    page = sign_in().get("/company/plan").content.decode()

    assert 'href="/company/plan" aria-current="page"' in page


def test_a_plan_that_is_not_there_is_a_page_that_says_so(tight: Company, sign_in: SignIn) -> None:
    answer = sign_in().get("/company/plan/change/nothing")

    assert answer.status_code == 404


def test_a_company_that_pays_nothing_sees_its_use_all_the_same(
    committed: dict[str, Scope], tight: Company, stamp: Stamp
) -> None:
    with enter(PLATFORM):
        lone = get_account(committed["beta"].tenant_id, used={"products": 3}, at=stamp.at)

    assert lone.subscription is None
    assert (lone.trial_days, lone.invoices, lone.next_plan) == (None, (), None)
    assert lone.uses[0].used == 3


def test_the_page_takes_a_constant_number_of_statements(
    tight: Company, sign_in: SignIn, stamp: Stamp
) -> None:
    owner = sign_in()
    few = statements_of(owner, "/company/plan")
    with enter(PLATFORM):
        for days in (14, 45, 76):
            later = system_stamp("test", stamp.at + timedelta(days=days))
            renew(tight.scope.tenant_id, stamp=later)
    owner.get("/company/plan")  # its state has changed, and the directory looks again

    many = statements_of(owner, "/company/plan")

    # One more: where there are invoices, their lines are read.
    assert many == few + 1 <= 20
