"""Customers themselves: contacts of one at most, and nothing personal in facts."""

import json

import pytest

from guildhall.customers import operations, queries
from guildhall.customers.errors import ContactTaken, CustomerInvalid, NoSuchCustomer
from guildhall.customers.models import Contact
from guildhall.customers.types import Buyer, CustomerDraft, CustomerFilter
from guildhall.kernel.models import Fact
from guildhall.kernel.refusals import NotPermitted
from guildhall.kernel.stamp import Actor, Grant, Stamp
from tests.factories.company import Company
from tests.factories.customers import HOME, make_customer

BUYER = Buyer("Bob", "BOB@example.com", "(202) 555-0114", "US", "en", ("channel:web",))
pytestmark = pytest.mark.usefixtures("company")


def _found(text: str, **more: str) -> list[str]:
    page = queries.list_customers(CustomerFilter(text=text, **more))  # type: ignore[arg-type]
    return [row.number for row in page.items]


def test_a_customer_is_found_however_their_contact_is_written(stamp: Stamp) -> None:
    alice = make_customer("Alice Miller", "Alice@Example.com", "+12025550114", stamp=stamp)

    assert _found("ALICE@example.com") == [alice.number]
    assert _found("(202) 555-0114", region="US") == [alice.number]
    assert _found("555 0114") == [alice.number]
    assert _found("mill") == [alice.number]
    assert _found(alice.number.lower()) == [alice.number]
    assert _found("bob@example.com") == []


def test_a_contact_is_of_one_customer(stamp: Stamp) -> None:
    alice = make_customer(stamp=stamp)
    bob = make_customer("Bob", "bob@example.com", stamp=stamp)

    with pytest.raises(ContactTaken) as refused:
        operations.add_contact(bob.number, "ALICE@example.com", stamp=stamp)

    assert refused.value.facts["number"] == alice.number
    with pytest.raises(ContactTaken):
        make_customer("Carol", "alice@EXAMPLE.com", stamp=stamp)


def test_what_is_asked_is_masked_and_what_is_shown_is_kept(stamp: Stamp) -> None:
    alice = make_customer(stamp=stamp)
    operations.add_address(alice.number, HOME, stamp=stamp)

    seen = queries.get_customer(alice.number)
    shown = operations.show_details(alice.number, reason="question", stamp=stamp)

    assert (seen.draft.name, seen.contacts[0].value) == ("A*** M***", "a***@example.com")
    assert seen.addresses[0].draft.line1 == "***"
    assert (shown.draft.name, shown.contacts[0].value) == ("Alice Miller", "alice@example.com")
    assert queries.history_of(alice.number)[-1].type == "customer.shown"


def test_no_fact_tells_who_a_customer_is(stamp: Stamp) -> None:
    alice = make_customer("Alice Miller", "alice@example.com", "+12025550114", stamp=stamp)
    operations.edit_customer(
        alice.number, CustomerDraft(name="Alicia Miller", group="gold"), stamp=stamp
    )
    operations.add_address(alice.number, HOME, stamp=stamp)

    told = json.dumps([[f.payload, f.changes] for f in Fact.objects.filter(type__contains="cust")])

    for personal in ("Alic", "alice@", "2025550114", "Long Road"):
        assert personal not in told
    assert '"group": ["", "gold"]' in told


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (CustomerDraft(kind="company"), "kind"),
        (CustomerDraft(kind="organization"), "name"),
        (CustomerDraft(name="x" * 121), "name"),
        (CustomerDraft(group="no group"), "group"),
        (CustomerDraft(locale="english!"), "locale"),
    ],
)
def test_what_cannot_be_kept_is_refused_by_field(
    draft: CustomerDraft, field: str, stamp: Stamp
) -> None:
    with pytest.raises(CustomerInvalid) as refused:
        operations.add_customer(draft, contacts=(), stamp=stamp)

    assert set(refused.value.errors) == {field}


def test_of_one_sort_of_address_there_is_one_default(stamp: Stamp) -> None:
    alice = make_customer(stamp=stamp)
    operations.add_address(alice.number, HOME, stamp=stamp)
    latest = operations.add_address(alice.number, HOME, stamp=stamp)

    seen = queries.get_customer(alice.number)

    assert [each.id for each in seen.addresses if each.draft.is_shipping_default] == [latest]


def test_the_last_word_about_offers_counts(stamp: Stamp) -> None:
    alice = make_customer(stamp=stamp)
    for given in (True, False):
        operations.note_consent(
            alice.number, "email", given=given, source="staff", text_version="1", stamp=stamp
        )

    (consent,) = queries.get_customer(alice.number).consents

    assert not consent.is_given
    assert len(queries.consent_history([alice.id])) == 2


def test_a_buyer_is_known_again_by_a_contact_that_is_theirs(stamp: Stamp) -> None:
    first = operations.know_buyer(BUYER, stamp=stamp)
    again = Buyer("Robert", "", "+1 202 555 0114", "", "", ("channel:pos",))
    Contact.objects.filter(kind="phone").update(verified_at=stamp.at)

    assert operations.know_buyer(again, stamp=stamp) == first
    assert first is not None
    assert queries.get_customer(queries.numbers_of([first])[first]).row.scopes == (
        "channel:pos",
        "channel:web",
    )


def test_a_buyer_without_a_contact_is_nobody(stamp: Stamp) -> None:
    nobody = Buyer("Bob", "not told", "12", "US", "en", ("channel:web",))

    assert operations.know_buyer(nobody, stamp=stamp) is None


def test_who_is_known_elsewhere_is_not_in_reach(stamp: Stamp) -> None:
    operations.know_buyer(BUYER, stamp=stamp)
    narrow = Stamp(Actor("staff", "x", (Grant("customers:edit", "channel:pos"),)), stamp.at)
    (row,) = queries.list_customers(CustomerFilter()).items

    assert not queries.list_customers(CustomerFilter(scopes=("channel:pos",))).items
    with pytest.raises(NotPermitted):
        operations.edit_customer(row.number, CustomerDraft(), stamp=narrow)
    with pytest.raises(NoSuchCustomer):
        operations.edit_customer("CUS-9", CustomerDraft(), stamp=narrow)


def test_organizations_and_groups_are_counted(company: Company, stamp: Stamp) -> None:
    make_customer(stamp=stamp, group="gold")
    operations.add_customer(
        CustomerDraft(name="Acme", kind="organization"), contacts=(), stamp=stamp
    )

    assert company.site.channel.code == "web"
    assert queries.count_by_sort().organizations == 1
    assert queries.groups_in_use() == ("gold",)
