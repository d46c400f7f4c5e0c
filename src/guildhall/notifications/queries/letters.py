"""A mail as it is read: a brand's words or ours, filled and laid out."""

from email.utils import formataddr, parseaddr

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import get_supported_language_variant, override

from guildhall.notifications import rules
from guildhall.notifications.models import BrandLook, MailWording
from guildhall.notifications.queries.built_in import (
    BODIES,
    CLOSING,
    COLOR,
    GREETING,
    GREETING_OF_NOBODY,
    SUBJECTS,
)
from guildhall.notifications.states import MailKind
from guildhall.notifications.types import Letter, Look, MailLine, Told, Words
from guildhall.organization.queries import list_brands

SAMPLE = Told(
    {
        "customer": "Alice Miller",
        "order": "ORD-2026-000123",
        "total": "25.80",
        "amount": "12.90",
        "day": "2026-11-22",
        "tracking": "",
        "code": "123456",
        "minutes": "10",
    },
    (MailLine("Apple of the house", "2", "5.00"), MailLine("Bread of the house", "1", "20.80")),
)


def language_of(locale: str) -> str:
    """Return which of our languages is read where somebody wants `locale`."""
    try:
        return get_supported_language_variant(locale.lower() or settings.LANGUAGE_CODE)
    except LookupError:
        return settings.LANGUAGE_CODE


def words_of(brand: str, kind: MailKind, locale: str) -> Words:
    """Return a brand's own words in a language; empty fields where it has none."""
    row = MailWording.objects.filter(brand=brand, kind=kind, locale=language_of(locale)).first()
    if row is None:
        return Words()
    return Words(row.subject, row.greeting, row.body, row.closing, row.is_sent)


def house_words(kind: MailKind, locale: str) -> Words:
    """Return what the house says in a language."""
    with override(language_of(locale)):
        body, subject = str(BODIES[kind]), str(SUBJECTS[kind])
        return Words(subject, str(GREETING), body, str(CLOSING))


def variables_of(kind: MailKind) -> tuple[str, ...]:
    """Return what may stand between braces in a mail."""
    return rules.VARIABLES[kind]


def look_of(brand: str) -> Look:
    row = BrandLook.objects.filter(brand=brand).first()
    if row is None:
        return Look()
    return Look(row.sender_name, row.sender_address, row.reply_to, row.color, row.footer)


def compose(
    kind: MailKind, *, brand: str, locale: str, told: Told = SAMPLE, words: Words | None = None
) -> Letter:
    """Return a mail as it is read; `words` are tried instead of those that are kept."""
    own = words or words_of(brand, kind, locale)
    look = look_of(brand)
    name = look.sender_name or _name_of(brand)
    values = {**told.values, "brand": name}
    said = _said(kind, own, values, locale=locale)
    color = look.color or COLOR
    context = {
        "said": said,
        "lines": told.lines if kind is not MailKind.SIGN_IN_CODE else (),
        "values": values,
        "name": name,
        "footer": look.footer,
        "color": color,
        "ink": rules.ink_on(color),
        "code": values.get("code", "") if kind is MailKind.SIGN_IN_CODE else "",
        "language": language_of(locale),
    }
    with override(language_of(locale)):
        text = render_to_string("notifications/mail.txt", context)
        html = render_to_string("notifications/mail.html", context)
    return Letter(
        sender=_sender(look, name),
        reply_to=look.reply_to,
        subject=" ".join(said.subject.split()),
        text=text.strip() + "\n",
        html=html,
    )


def _said(kind: MailKind, own: Words, values: dict[str, str], *, locale: str) -> Words:
    house = house_words(kind, locale)
    with override(language_of(locale)):
        hello = house.greeting if values.get("customer") else str(GREETING_OF_NOBODY)
    return Words(
        subject=rules.filled(own.subject or house.subject, values),
        greeting=rules.filled(own.greeting or hello, values),
        body=rules.filled(own.body or house.body, values).strip(),
        closing=rules.filled(own.closing or house.closing, values),
    )


def _sender(look: Look, name: str) -> str:
    address = look.sender_address or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return formataddr((name, address))


def _name_of(brand: str) -> str:
    return list_brands().get(brand, brand)
