"""Papers say what an order comes to, in numbers without a gap, and are written once."""

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from random import Random
from uuid import UUID

import pytest
from django.db import DatabaseError, transaction

from guildhall.finance.errors import EntityInvalid, EntityNotFound, NothingToInvoice
from guildhall.finance.models import Invoice, InvoiceLine
from guildhall.finance.operations import bring_up_papers, issue_invoice, keep_entity
from guildhall.finance.queries import get_invoice, papers_of
from guildhall.finance.states import IssueWhen, PaperKind
from guildhall.finance.types import Buyer, EntityTerms
from guildhall.kernel.models import Fact
from guildhall.kernel.money import Money
from guildhall.kernel.refusals import NotPermitted
from guildhall.kernel.stamp import Actor, Grant, Stamp, system_stamp
from guildhall.kernel.tenancy import Scope, enter
from guildhall.kernel.tenancy.units import unit
from guildhall.orders.models import Order, OrderLine
from guildhall.orders.operations import cancel_order, cancel_units
from guildhall.organization.queries import get_channel
from guildhall.payments.operations import record_manual_payment, refund_by_hand
from guildhall.payments.queries import payments_of
from tests.factories.company import make_company, make_order

ACME = EntityTerms(
    name="Acme Trading Ltd", country="US", address="1 Main St", tax_numbers={"EIN": "12-3456789"}
)
YEAR_END = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)


def place(stamp: Stamp, lines: dict[str, int | str] | None = None) -> str:
    return make_order(make_company(), lines or {"APPLE": 4, "BREAD": 3}, stamp=stamp).row.number


def written(number: str) -> Decimal:
    """Return Σ invoices − Σ credit notes."""
    return sum(
        (
            paper.total.amount if paper.kind is PaperKind.INVOICE else -paper.total.amount
            for paper in papers_of(number)
        ),
        Decimal(0),
    )


def total(number: str) -> Decimal:
    found: Decimal = Order.objects.get(number=number).total
    return found


def pay(number: str, stamp: Stamp) -> UUID:
    amount = Money(total(number), "USD")
    record_manual_payment(number, amount=amount, key="one", stamp=stamp)
    return payments_of(number)[0].id


def drop(number: str, units: int, stamp: Stamp, *, position: int = 0) -> None:
    line = OrderLine.objects.get(order__number=number, position=position)
    cancel_units(number, units={line.id: Decimal(units)}, reason="less", stamp=stamp)


def test_an_invoice_says_what_the_order_says(alpha: Scope, stamp: Stamp) -> None:
    number = place(stamp)
    keep_entity("acme", ACME, stamp=stamp)

    paper = issue_invoice(number, buyer=Buyer(name="Ann", tax_number="X1"), stamp=stamp)

    card = get_invoice(paper)
    order = Order.objects.get(number=number)
    assert (card.row.net.amount, card.row.tax.amount) == (order.net, order.tax)
    assert sum(line.total.amount for line in card.lines) == order.total
    assert sum(each.tax.amount for each in card.taxes) == order.tax
    assert (card.seller["name"], card.buyer.tax_number) == ("Acme Trading Ltd", "X1")
    assert Fact.objects.filter(type="invoice.issued").count() == 1


def test_what_is_invoiced_is_not_invoiced_again(alpha: Scope, stamp: Stamp) -> None:
    number = place(stamp)
    keep_entity("acme", ACME, stamp=stamp)
    issue_invoice(number, stamp=stamp)

    with pytest.raises(NothingToInvoice):
        issue_invoice(number, stamp=stamp)
    assert bring_up_papers(number, stamp=stamp) == ()


def test_what_is_canceled_after_its_invoice_is_credited_line_by_line(
    alpha: Scope, stamp: Stamp
) -> None:
    number = place(stamp)
    keep_entity("acme", ACME, stamp=stamp)
    first = issue_invoice(number, stamp=stamp)
    drop(number, 1, stamp)

    (note,) = bring_up_papers(number, stamp=stamp)

    card = get_invoice(note)
    assert (card.row.kind, card.row.corrects) == (PaperKind.CREDIT_NOTE, first)
    assert [(line.sku, line.quantity) for line in card.lines] == [("APPLE", Decimal(1))]
    assert written(number) == total(number)
    assert bring_up_papers(number, stamp=stamp) == ()


def test_a_refund_for_nothing_in_particular_is_credited_at_the_orders_rates(
    alpha: Scope, stamp: Stamp
) -> None:
    number = place(stamp)
    keep_entity("acme", ACME, stamp=stamp)
    payment = pay(number, stamp)
    issue_invoice(number, stamp=stamp)
    refund_by_hand(payment, amount=Money(Decimal("1.01"), "USD"), key="sorry", stamp=stamp)

    (note,) = bring_up_papers(number, stamp=stamp)

    assert get_invoice(note).row.total.amount == Decimal("1.01")
    assert written(number) == total(number) - Decimal("1.01")


def test_a_refund_of_what_was_canceled_is_credited_once(alpha: Scope, stamp: Stamp) -> None:
    number = place(stamp)
    keep_entity("acme", ACME, stamp=stamp)
    payment = pay(number, stamp)
    before = total(number)
    issue_invoice(number, stamp=stamp)
    drop(number, 2, stamp)
    bring_up_papers(number, stamp=stamp)
    back = Money(before - total(number), "USD")

    refund_by_hand(payment, amount=back, key="less", stamp=stamp)

    assert bring_up_papers(number, stamp=stamp) == ()
    assert written(number) == total(number)


def test_a_canceled_order_is_credited_to_nothing(alpha: Scope, stamp: Stamp) -> None:
    number = place(stamp)
    keep_entity("acme", ACME, stamp=stamp)
    issue_invoice(number, stamp=stamp)
    cancel_order(number, reason="changed their mind", stamp=stamp)

    bring_up_papers(number, stamp=stamp)

    assert written(number) == 0


def test_papers_follow_an_order_through_any_changes(alpha: Scope, stamp: Stamp) -> None:
    keep_entity("acme", ACME, stamp=stamp)
    company = make_company()
    for seed in range(8):
        random = Random(seed)
        number = make_order(company, {"APPLE": 5, "BREAD": 5}, stamp=stamp).row.number
        payment = pay(number, stamp)
        for step in range(5):
            _do_something(random, number, payment, key=f"{seed}-{step}", stamp=stamp)
        issue_invoice_or_none(number, stamp)

        bring_up_papers(number, stamp=stamp)

        lines = InvoiceLine.objects.filter(invoice__reference=number)
        assert all(line.total == line.net + line.tax for line in lines), seed
        assert written(number) == expected(number), seed


def issue_invoice_or_none(number: str, stamp: Stamp) -> None:
    with suppress(NothingToInvoice):
        issue_invoice(number, stamp=stamp)


def expected(number: str) -> Decimal:
    """Return the order's total, less what was given back beyond what it dropped."""
    (payment,) = payments_of(number)
    kept = payment.totals.charged.amount - payment.totals.refunded.amount
    return min(total(number), kept)


def _do_something(random: Random, number: str, payment: UUID, *, key: str, stamp: Stamp) -> None:
    deed = random.choice(["drop", "refund", "papers", "invoice"])
    if deed == "drop":
        drop(number, 1, stamp, position=random.randrange(2))
    elif deed == "refund":
        refund_by_hand(payment, amount=Money(Decimal("0.37"), "USD"), key=key, stamp=stamp)
    elif deed == "papers":
        bring_up_papers(number, stamp=stamp)
    else:
        issue_invoice_or_none(number, stamp)


def test_nobody_writes_for_a_company_that_has_not_said_who_it_is(
    alpha: Scope, stamp: Stamp
) -> None:
    with pytest.raises(EntityNotFound):
        issue_invoice(place(stamp), stamp=stamp)


def test_an_invoice_comes_by_itself_once_the_order_is_paid(alpha: Scope, stamp: Stamp) -> None:
    number = place(stamp)
    terms = EntityTerms("Acme", "US", "1 Main St", issues=IssueWhen.WHEN_PAID)
    keep_entity("acme", terms, stamp=stamp)
    assert bring_up_papers(number, stamp=stamp) == ()

    pay(number, stamp)

    assert len(bring_up_papers(number, stamp=stamp)) == 1


def test_the_year_is_the_entitys_own(alpha: Scope, stamp: Stamp) -> None:
    number = place(stamp)
    terms = EntityTerms("玩具公司", "CN", "上海", time_zone="Asia/Shanghai", locale="zh-hans")
    keep_entity("acme", terms, stamp=stamp)

    paper = issue_invoice(number, stamp=system_stamp("test", YEAR_END))

    assert paper == "INV-2027-000001"


def test_an_entity_is_told_what_is_wrong_with_it(alpha: Scope, stamp: Stamp) -> None:
    wrong = EntityTerms("", "Nowhere", "", time_zone="Mars", locale="tlh", credit_prefix="INV")

    with pytest.raises(EntityInvalid) as refused:
        keep_entity("acme", wrong, stamp=stamp)

    assert set(refused.value.errors) == {
        "name",
        "country",
        "time_zone",
        "locale",
        "credit_prefix",
    }


def test_two_entities_number_their_papers_apart(alpha: Scope, stamp: Stamp) -> None:
    brand = get_channel(make_company().site.channel.code).brand
    second = replace(ACME, name="Other Ltd", brand=brand)
    keep_entity("acme", ACME, stamp=stamp)

    with pytest.raises(EntityInvalid) as refused:
        keep_entity("other", second, stamp=stamp)
    assert set(refused.value.errors) == {"invoice_prefix", "credit_prefix"}

    own = replace(second, invoice_prefix="OT", credit_prefix="OTC")
    keep_entity("other", own, stamp=stamp)
    keep_entity("other", replace(own, name="Other and Sons"), stamp=stamp)


def test_a_prefix_stays_with_whoever_has_written_under_it(alpha: Scope, stamp: Stamp) -> None:
    number = place(stamp)
    keep_entity("acme", ACME, stamp=stamp)
    issue_invoice(number, stamp=stamp)
    keep_entity("acme", replace(ACME, invoice_prefix="NEW"), stamp=stamp)
    brand = get_channel("web").brand
    late = replace(ACME, name="Late Ltd", brand=brand, credit_prefix="LC")

    with pytest.raises(EntityInvalid) as refused:
        keep_entity("late", late, stamp=stamp)

    assert set(refused.value.errors) == {"invoice_prefix"}


def test_a_clerk_of_another_store_writes_no_invoice(alpha: Scope, stamp: Stamp) -> None:
    number = place(stamp)
    keep_entity("acme", ACME, stamp=stamp)
    grants = (Grant("invoices:edit", "store:S2"),)

    with pytest.raises(NotPermitted):
        issue_invoice(number, stamp=Stamp(Actor("staff", "clerk", grants), stamp.at))


def test_a_paper_is_never_changed(committed: dict[str, Scope], stamp: Stamp) -> None:
    with enter(committed["alpha"]), unit():
        number = place(stamp)
        keep_entity("acme", ACME, stamp=stamp)
        issue_invoice(number, stamp=stamp)

        with pytest.raises(DatabaseError), transaction.atomic():
            Invoice.objects.update(total=Decimal(1))
