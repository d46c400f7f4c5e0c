"""What a customer and an address may be. Pure."""

import re

from guildhall.customers.states import ConsentChannel, ConsentSource, CustomerKind
from guildhall.customers.types import AddressDraft, CustomerDraft
from guildhall.kernel.refusals import N_

GROUP = re.compile(r"[A-Za-z0-9._-]{0,40}")
LOCALE = re.compile(r"([a-z]{2,3}([-_][A-Za-z0-9]{2,8})*)?")
COUNTRY = re.compile(r"[A-Z]{2}")
MOST_ADDRESSES = 50
TOO_LONG = N_("This is too long.")
_LONGEST = {"name": 120, "contact_name": 120, "tax_number": 40}
_LONGEST_OF_ADDRESS = {
    "recipient": 120,
    "company": 120,
    "phone": 40,
    "region": 80,
    "city": 80,
    "postcode": 20,
    "line1": 160,
    "line2": 160,
}


def faults(draft: CustomerDraft) -> dict[str, str]:
    """Return what is wrong with a customer, by field."""
    found = {name: TOO_LONG for name, most in _LONGEST.items() if len(getattr(draft, name)) > most}
    if draft.kind not in set(CustomerKind):
        found["kind"] = N_("Say person or organization.")
    if not GROUP.fullmatch(draft.group):
        found["group"] = N_("Use letters, digits, dots, dashes and underscores.")
    if len(draft.locale) > 20 or not LOCALE.fullmatch(draft.locale):
        found["locale"] = N_("Write a language such as en or zh-hans.")
    if draft.kind == CustomerKind.ORGANIZATION and not draft.name.strip():
        found["name"] = N_("An organization has a name.")
    return found


def address_faults(draft: AddressDraft) -> dict[str, str]:
    """Return what is wrong with an address, by field."""
    found = {
        name: TOO_LONG
        for name, most in _LONGEST_OF_ADDRESS.items()
        if len(getattr(draft, name)) > most
    }
    for name in ("recipient", "city", "line1"):
        if not getattr(draft, name).strip():
            found[name] = N_("This is needed.")
    if not COUNTRY.fullmatch(draft.country):
        found["country"] = N_("Use the two capital letters of ISO 3166, such as CN.")
    return found


def consent_faults(channel: str, source: str, text_version: str) -> dict[str, str]:
    """Return what is wrong with a consent, by field."""
    found: dict[str, str] = {}
    if channel not in set(ConsentChannel):
        found["channel"] = N_("Nobody is told of offers this way.")
    if source not in set(ConsentSource):
        found["source"] = N_("Say where this was said.")
    if not 0 < len(text_version.strip()) <= 40:
        found["text_version"] = N_("Name the text that they have read, in up to 40 characters.")
    return found
