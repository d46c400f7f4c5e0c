"""What is wrong with an address, and how tenders share what is to be paid. Pure."""

from collections.abc import Sequence

from babel import Locale

from guildhall.checkout.errors import TendersInvalid
from guildhall.checkout.types.carts import Address
from guildhall.checkout.types.checkouts import Tender
from guildhall.kernel.money import Money

COUNTRIES = frozenset(
    code for code in map(str, Locale("en").territories) if len(code) == 2 and code.isalpha()
)
MOST_TENDERS = 5


def address_faults(address: Address, at: str) -> dict[str, str]:
    """Return what is wrong with an address, by field."""
    found: dict[str, str] = {}
    if address.country not in COUNTRIES:
        found[f"{at}.country"] = "Use a code of two letters, such as DE."
    if address.region and not address.region.startswith(f"{address.country}-"):
        found[f"{at}.region"] = "Use a code of this country, such as US-CA."
    return found


def tender_amounts(tenders: Sequence[Tender], total: Money) -> tuple[Money, ...]:
    """Return how much each tender pays: together the total, to the cent.

    One at most leaves its amount open and pays the rest. Refuses with TendersInvalid.
    """
    if wrong := _faults(tenders, total):
        raise TendersInvalid(errors=wrong)
    named = sum((t.amount for t in tenders if t.amount), Money.zero(total.currency))
    rest = total - named
    opens = [i for i, tender in enumerate(tenders) if tender.amount is None]
    if rest.amount and not opens:
        missing = "Together they have to be the total."
        raise TendersInvalid(errors={f"tenders.{len(tenders) - 1}.amount": missing})
    if opens and rest.amount <= 0:
        raise TendersInvalid(errors={f"tenders.{opens[0]}": "Nothing is left for this one."})
    return tuple(rest if tender.amount is None else tender.amount for tender in tenders)


def _faults(tenders: Sequence[Tender], total: Money) -> dict[str, str]:
    found: dict[str, str] = {}
    if not tenders:
        found["tenders"] = "Say how it is paid."
    if len(tenders) > MOST_TENDERS:
        found["tenders"] = "Use at most five."
    if sum(tender.amount is None for tender in tenders) > 1:
        found["tenders"] = "Leave the amount of one at most open."
    for i, tender in enumerate(tenders):
        amount = tender.amount
        if amount is None:
            continue
        if amount.currency != total.currency:
            found[f"tenders.{i}.amount"] = "Use the currency of the cart."
        elif not amount.amount.is_finite() or amount.amount <= 0 or amount != amount.rounded():
            found[f"tenders.{i}.amount"] = "Use a positive amount in whole minor units."
    return found
