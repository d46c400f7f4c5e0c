"""Mails over real SMTP: one for each fact, in whoever's language, in a brand's own words."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import LazySettings

from guildhall.config.local.ports import free_port
from guildhall.config.outlets import mailer
from guildhall.customers.operations import edit_customer, know_buyer
from guildhall.customers.ports import CodeToSend
from guildhall.customers.queries import numbers_of
from guildhall.customers.types import CustomerDraft
from guildhall.flows.mails import tell_confirmed
from guildhall.kernel.delivery.reactions import Delivered
from guildhall.kernel.ids import new_id
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope
from guildhall.notifications import operations, queries
from guildhall.notifications.errors import LookInvalid, WordingInvalid
from guildhall.notifications.states import MailKind
from guildhall.notifications.types import DeliveryFilter, Look, Words
from guildhall.orders.events import OrderConfirmed
from guildhall.orders.operations import erase_customer, note_customer
from guildhall.orders.queries import buyer_of, timeline_of
from tests.factories.company import Company, make_company, make_order

REFUSED = "451 come back later"


@dataclass(slots=True)
class Server:
    """A mail server that keeps what it takes, and takes nothing while it is `closed`."""

    closed: bool = False
    kept: list[EmailMessage] = field(default_factory=list)

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        assert server is not None
        assert session is not None
        if self.closed:
            return REFUSED
        self.kept.append(message_from_bytes(bytes(envelope.content or b""), policy=default))  # type: ignore[arg-type]
        return "250 kept"


@pytest.fixture
def post(settings: LazySettings, tmp_path: Path) -> Iterator[Server]:
    server, port = Server(), free_port()
    controller = Controller(server, hostname="127.0.0.1", port=port)
    controller.start()
    settings.MAILERS = {"default": mailer(f"smtp+plain://127.0.0.1:{port}", folder=tmp_path)}
    yield server
    controller.stop()


@pytest.fixture
def company(alpha: Scope, stamp: Stamp) -> Company:
    return make_company(stamp=stamp)


def _asked(company: Company, stamp: Stamp, kind: MailKind = MailKind.ORDER_CONFIRMED) -> str:
    number = make_order(company, {"APPLE": 2}, stamp=stamp).row.number
    operations.ask_mail(kind, number, cause=new_id(), told={"amount": "5.00 USD"}, stamp=stamp)
    return number


def _text(mail: EmailMessage, kind: str = "plain") -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def test_a_fact_that_comes_twice_is_told_once(
    company: Company, post: Server, stamp: Stamp
) -> None:
    number, cause = make_order(company, {"APPLE": 2}, stamp=stamp).row.number, new_id()
    for _ in range(2):
        operations.ask_mail(MailKind.ORDER_CONFIRMED, number, cause=cause, told={}, stamp=stamp)

    assert operations.send_due_mails(stamp=stamp) == 1
    assert operations.send_due_mails(stamp=stamp) == 0

    (mail,) = post.kept
    assert mail["To"] == "alice@example.com"
    assert mail["From"].startswith("House <")
    assert number in mail["Subject"]
    assert "Alice Miller" in _text(mail)
    assert "2 × Apple of the house" in _text(mail, "html")
    assert timeline_of(number)[-1].type == "notification.sent"


def test_history_that_is_told_again_asks_for_no_mail(company: Company, stamp: Stamp) -> None:
    number = make_order(company, {"APPLE": 2}, stamp=stamp).row.number
    confirmed = OrderConfirmed(number=number, stamp=stamp)
    told = Delivered(new_id(), 1, new_id(), stamp.at + timedelta(days=2))

    for _ in range(2):
        tell_confirmed(confirmed, told)
    tell_confirmed(confirmed, replace(told, fact_id=new_id(), at=stamp.at + timedelta(days=4)))

    assert [row.kind for row in queries.deliveries_about(number)] == ["order_confirmed"]


@pytest.mark.parametrize("kind", [each for each in MailKind if each.startswith("order")])
def test_each_mail_is_written_in_both_languages(
    company: Company, post: Server, stamp: Stamp, kind: MailKind
) -> None:
    number = _asked(company, stamp, kind)
    buyer, _ = buyer_of(number)
    customer = know_buyer(buyer, stamp=stamp)
    assert customer is not None
    draft = CustomerDraft(name="Alice", locale="zh-hans")
    edit_customer(numbers_of([customer])[customer], draft, stamp=stamp)
    note_customer(number, customer, stamp=stamp)
    operations.ask_mail(kind, number, cause=new_id(), told={"amount": "5.00 USD"}, stamp=stamp)

    assert operations.send_due_mails(stamp=stamp) == 2
    assert {row.locale for row in queries.list_deliveries(DeliveryFilter()).items} == {
        "en",
        "zh-hans",
    }
    assert len(post.kept) == 2
    assert all("{" not in _text(mail) and number in mail["Subject"] for mail in post.kept)


def test_what_the_server_does_not_take_is_tried_again_and_given_up_after_eight_times(
    company: Company, post: Server, stamp: Stamp
) -> None:
    number, later = _asked(company, stamp), stamp
    post.closed = True
    for _ in range(8):
        assert operations.send_due_mails(stamp=later) == 0
        later = replace(later, at=later.at + timedelta(hours=3))

    (row,) = queries.deliveries_about(number)
    assert (row.state, row.attempts) == ("failed", 8)
    assert "alice" not in row.last_error

    post.closed = False
    operations.retry_mail(row.id, stamp=later)
    assert operations.send_due_mails(stamp=later) == 1


def test_who_was_erased_meanwhile_is_not_written_to(
    company: Company, post: Server, stamp: Stamp
) -> None:
    number = _asked(company, stamp)
    erase_customer("alice@example.com", stamp=stamp)

    assert operations.send_due_mails(stamp=stamp) == 0

    assert queries.deliveries_about(number)[0].state == "skipped"
    assert post.kept == []


def test_a_brand_says_it_in_its_own_words_and_colors(
    company: Company, post: Server, stamp: Stamp
) -> None:
    words = Words(subject="{order} <b>is</b> ours", body="Dear {customer}: {total}")
    look = Look("Our House", "hello@house.example", "help@house.example", "#112233", "Road 1")
    operations.keep_words("house", MailKind.ORDER_CONFIRMED, words, locale="en", stamp=stamp)
    operations.keep_look("house", look, stamp=stamp)
    number = _asked(company, stamp)

    operations.send_due_mails(stamp=stamp)

    (mail,) = post.kept
    assert mail["Subject"] == f"{number} <b>is</b> ours"
    assert mail["From"] == "Our House <hello@house.example>"
    assert mail["Reply-To"] == "help@house.example"
    assert "Dear Alice Miller: 5.00 USD" in _text(mail)
    assert "#112233" in _text(mail, "html")
    assert "&lt;b&gt;is&lt;/b&gt;" in _text(mail, "html")


def test_a_brand_that_does_not_send_a_mail_sends_none(company: Company, stamp: Stamp) -> None:
    operations.keep_words(
        "house", MailKind.ORDER_CONFIRMED, Words(is_sent=False), locale="en", stamp=stamp
    )

    assert queries.deliveries_about(_asked(company, stamp)) == ()


@pytest.mark.parametrize(
    "text", ["{order.__class__}", "{secret}", "{0}", "{order!r}", "{order:>99}", "{order"]
)
@pytest.mark.usefixtures("company")
def test_words_reach_nothing_but_what_is_listed(text: str, stamp: Stamp) -> None:
    with pytest.raises(WordingInvalid) as refused:
        operations.keep_words(
            "house", MailKind.ORDER_CONFIRMED, Words(body=text), locale="en", stamp=stamp
        )

    assert set(refused.value.errors) == {"body"}


@pytest.mark.usefixtures("company")
def test_a_look_that_would_break_a_mail_is_refused(stamp: Stamp) -> None:
    look = Look(sender_name='a"\n', sender_address="no address", color="red")

    with pytest.raises(LookInvalid) as refused:
        operations.keep_look("house", look, stamp=stamp)

    assert set(refused.value.errors) == {"sender_name", "sender_address", "color"}


@pytest.mark.usefixtures("company")
def test_a_sign_in_code_goes_by_mail(post: Server) -> None:
    operations.send_code(CodeToSend("bob@example.com", "012345", "house", "en", 10))

    (mail,) = post.kept
    assert mail["Subject"] == "012345 is your code for House"
    assert "10 minutes" in _text(mail)
