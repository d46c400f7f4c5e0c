"""An address that is one text, taken apart as well as can be. Pure."""

import re

from guildhall.fulfillment.types import Address

_CODE = re.compile(r"[A-Za-z]{2}")
_POSTAL = re.compile(r"(?P<code>[A-Z0-9-]*\d[A-Z0-9-]*(?: \d[A-Z]{2})?) +(?P<city>\D.*)")


def guess_address(text: str, *, name: str = "", phone: str = "", email: str = "") -> Address:
    """Return an order's address in parts, as our checkout wrote it; somebody looks it over.

    It reads: name, street, second line, postal code and city, region, country.
    """
    parts = [part.strip() for part in re.split(r"[,\n]", text) if part.strip()]
    if parts and name and parts[0] == name:
        parts.pop(0)
    country = parts.pop().upper() if parts and _CODE.fullmatch(parts[-1]) else ""
    at = next((i for i, part in enumerate(parts) if i and _POSTAL.fullmatch(part)), None)
    found = _POSTAL.fullmatch(parts[at]) if at is not None else None
    lines = parts if at is None else parts[:at]
    rest = [] if at is None else parts[at + 1 :]
    return Address(
        name=name,
        street=lines[0] if lines else "",
        street2=", ".join(lines[1:]),
        city=found["city"] if found else "",
        postal_code=found["code"] if found else "",
        region=", ".join(rest),
        country=country,
        phone=phone,
        email=email,
    )
