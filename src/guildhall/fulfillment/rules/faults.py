"""What is wrong with what was told, by field. Pure."""

from guildhall.fulfillment.types import Address
from guildhall.kernel.refusals import N_

MOST_TRACKING = 80
COUNTRY = 2


def is_tracking(carrier: str, number: str) -> bool:
    """Return whether a carrier and a number can be kept."""
    good = number == number.strip() and number.isprintable() and carrier == carrier.strip()
    return good and 0 < len(number) <= MOST_TRACKING and 0 < len(carrier) <= MOST_TRACKING


def address_faults(address: Address, *, whose: str) -> dict[str, str]:
    """Return what an address lacks, by field; empty when all is well."""
    needed = {
        "name": address.name,
        "street": address.street,
        "city": address.city,
        "country": address.country,
    }
    found = {
        f"{whose}.{name}": N_("Fill this in.") for name, told in needed.items() if not told.strip()
    }
    code = address.country
    if code and not (len(code) == COUNTRY and code.isascii() and code.isalpha()):
        found[f"{whose}.country"] = N_("Use the two letters of ISO 3166, such as CN or US.")
    return found
