"""Whoever is erased is forgotten wherever something of them is kept."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from guildhall.checkout.errors import LinkNotFound
from guildhall.checkout.models import Cart
from guildhall.checkout.operations import erase_customer, make_draft, make_link, pay_by_link
from guildhall.checkout.types import CartCard
from guildhall.fulfillment.models import CarrierCall, Parcel
from guildhall.fulfillment.operations import note_by_hand, ship_whole
from guildhall.fulfillment.queries import heard_of
from guildhall.fulfillment.states import Tracked
from guildhall.fulfillment.types import Box
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope, enter
from guildhall.orders.models import Order, OrderNote
from guildhall.orders.operations import add_note
from guildhall.payments.models import Notification, PaymentCall
from tests.factories.checkouts import HOME, new_cart, new_checkout
from tests.factories.company import Company, make_company, make_order
from tests.factories.fulfillment import make_work
from tests.factories.payments import begin, open_plain, plain_offered
from tests.flows.test_reactions import deliver_all

ALICE = "alice@example.com"


@pytest.fixture
def company(committed: dict[str, Scope], stamp: Stamp) -> Iterator[Company]:
    with enter(committed["alpha"]), plain_offered():
        yield make_company(stamp=stamp)


def _draft(company: Company, stamp: Stamp) -> tuple[CartCard, str]:
    draft = make_draft(
        replace(new_cart(company, {"APPLE": 1}, address=HOME), note="ring twice"), stamp=stamp
    )
    return draft, make_link(draft.id, until=stamp.at + timedelta(days=2), stamp=stamp).token


def test_open_carts_and_drafts_name_nobody_and_are_paid_by_nobody(
    company: Company, stamp: Stamp
) -> None:
    _, token = _draft(company, stamp)

    erase_customer(ALICE, stamp=stamp)

    row = Cart.objects.get()
    assert (row.name, row.email, row.phone, row.note) == ("", "", "", "")
    assert row.shipping_address is None
    assert row.billing_address is None
    with pytest.raises(LinkNotFound):
        pay_by_link(token, new_checkout(total="2.50"), stamp=stamp)


def test_labels_are_deleted_and_carriers_words_are_blanked(company: Company, stamp: Stamp) -> None:
    work = make_work(company, stamp=stamp)
    number = ship_whole(work.row.number, box=Box(carrier="dhl"), stamp=stamp)
    name = default_storage.save("labels/test.pdf", ContentFile(b"Alice Miller, 742 Evergreen"))
    Parcel.objects.filter(number=number).update(label_file=name)
    note_by_hand(number, state=Tracked.DELIVERED, note="Left with Bob next door", stamp=stamp)

    erase_customer(ALICE, stamp=stamp)
    deliver_all()

    assert Parcel.objects.get(number=number).label_file == ""
    assert not default_storage.exists(name)
    assert not CarrierCall.objects.exclude(sealed_details="").exists()
    assert [(heard.state, heard.message) for heard in heard_of(number)] == [("delivered", "")]


def test_who_paid_from_where_is_forgotten_and_what_they_paid_is_not(
    company: Company, stamp: Stamp
) -> None:
    account = open_plain()
    order = make_order(company, stamp=stamp)
    card = begin(order.row.number, amount="5", scopes=order.scopes)
    told = {"payer_ip": "192.0.2.7", "return_url": "https://x.example/?for=alice", "title": "T"}
    PaymentCall.objects.filter(id=card.id).update(asked=told, state="done")
    notice = Notification.objects.create(
        account_id=account.id,
        event_id="e",
        kind="k",
        payment=card.id.hex,
        body=b"alice@example.com",
        headers={"x": "y"},
        query={},
        said={},
        state="done",
        received_at=stamp.at,
    )

    erase_customer(ALICE, stamp=stamp)
    deliver_all()

    notice.refresh_from_db()
    assert PaymentCall.objects.get(id=card.id).asked == {"title": "T"}
    assert (bytes(notice.body), notice.headers) == (b"", {})
    assert PaymentCall.objects.get(id=card.id).amount == 5


def test_what_was_written_beside_an_order_is_blanked(company: Company, stamp: Stamp) -> None:
    number = make_order(company, stamp=stamp).row.number
    add_note(number, text="Alice rang from 555 0114", stamp=stamp)

    erase_customer(ALICE, stamp=stamp)

    assert [note.text for note in OrderNote.objects.all()] == [""]
    assert not Order.objects.exclude(customer_name="").exists()
