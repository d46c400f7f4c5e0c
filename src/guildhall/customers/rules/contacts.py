"""The one written form of an e-mail address and of a phone number. Pure."""

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from guildhall.customers.states import ContactKind

# What the tax region or the currency of a channel says of its country, where nothing else does.
_OF_CURRENCY = {"CNY": "CN", "USD": "US", "GBP": "GB", "JPY": "JP", "HKD": "HK", "CAD": "CA"}
FEWEST_DIGITS = 5


def email_of(text: str) -> str:
    """Return an e-mail address in lower case with its domain in ASCII (IDNA); "" if it is none."""
    try:
        found = validate_email(text.strip(), check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return ""
    domain = found.ascii_domain or found.domain
    return f"{found.local_part}@{domain}".lower()


def phone_of(text: str, *, region: str = "") -> str:
    """Return a phone number as E.164 writes it; "" if it is none in the region."""
    try:
        found = phonenumbers.parse(text.strip(), region or None)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(found):
        return ""
    return phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164)


def contact_of(text: str, *, region: str = "") -> tuple[ContactKind, str] | None:
    """Return of which kind a contact is, and how it is written; None if it is neither."""
    if "@" in text:
        return (ContactKind.EMAIL, email) if (email := email_of(text)) else None
    phone = phone_of(text, region=region)
    return (ContactKind.PHONE, phone) if phone else None


def looks_like_phone(text: str) -> bool:
    """Return whether a search is for a phone number and not for a name."""
    digits = sum(sign.isdigit() for sign in text)
    return digits >= FEWEST_DIGITS and all(s.isdigit() or s in "+-() ./" for s in text.strip())


def region_of(*, tax_region: str = "", locale: str = "", currency: str = "") -> str:
    """Return the country that a phone number without one is from; "" where nothing tells."""
    country = tax_region[:2].upper()
    if country.isalpha() and len(country) == 2:
        return country
    last = locale.replace("_", "-").rpartition("-")[2].upper()
    if len(last) == 2 and "-" in locale.replace("_", "-"):
        return last
    return _OF_CURRENCY.get(currency, "")
