"""What a company says before it sends goods and writes papers, and whom it knows already."""

from decimal import Decimal

from django.db import transaction

from guildhall.checkout.operations import keep_method, keep_zone
from guildhall.checkout.queries import list_zones
from guildhall.checkout.types import MethodTerms, RateTerms, ShippingStep, ZoneTerms
from guildhall.config.demo.cast import CURRENCY, ZONE
from guildhall.config.demo.showroom import MEMBERS
from guildhall.customers.operations import add_address, add_customer
from guildhall.customers.states import CustomerKind
from guildhall.customers.types import AddressDraft, CustomerDraft
from guildhall.finance.operations import keep_entity
from guildhall.finance.states import IssueWhen
from guildhall.finance.types import EntityTerms
from guildhall.kernel.stamp import Stamp

COUNTRY = "US"
HOME, ABROAD = "home", "abroad"
ZONES = (
    ZoneTerms(HOME, "United States", (COUNTRY,)),
    ZoneTerms(ABROAD, "Canada and Mexico", ("CA", "MX")),
)
METHODS = (
    MethodTerms(
        "standard",
        "Standard",
        (
            RateTerms(
                HOME,
                CURRENCY,
                (ShippingStep(Decimal(0), Decimal("4.90")),),
                free_from=Decimal(60),
                least_days=2,
                most_days=5,
            ),
            RateTerms(
                ABROAD,
                CURRENCY,
                (ShippingStep(Decimal(0), Decimal("14.50")),),
                least_days=5,
                most_days=12,
            ),
        ),
    ),
    MethodTerms(
        "express",
        "Express",
        (
            RateTerms(
                HOME,
                CURRENCY,
                (ShippingStep(Decimal(0), Decimal("12.90")),),
                least_days=1,
                most_days=1,
            ),
        ),
        position=1,
    ),
)
CAFE = CustomerDraft("Corner Café", kind=CustomerKind.ORGANIZATION, contact_name="Noor Nasser")
REGULAR = CustomerDraft("Pia Petersen", group=MEMBERS)


def is_set() -> bool:
    return bool(list_zones())


@transaction.atomic
def set_counter(name: str, *, slug: str, stamp: Stamp) -> None:
    """Say how the current tenant sends goods and who writes its invoices; add two customers."""
    if is_set():
        return
    for zone in ZONES:
        keep_zone(zone, stamp=stamp)
    for method in METHODS:
        keep_method(method, stamp=stamp)
    entity = EntityTerms(
        f"{name} LLC",
        COUNTRY,
        "1 Market Street, Springfield",
        time_zone=ZONE,
        issues=IssueWhen.WHEN_PAID,
    )
    keep_entity(slug, entity, stamp=stamp)
    _meet(CAFE, f"orders@corner-{slug}.example", stamp)
    _meet(REGULAR, f"pia@{slug}-regulars.example", stamp)


def _meet(draft: CustomerDraft, email: str, stamp: Stamp) -> None:
    card = add_customer(draft, contacts=[email], stamp=stamp)
    home = AddressDraft(
        draft.contact_name or draft.name,
        COUNTRY,
        "Springfield",
        "12 Mill Lane",
        region="US-IL",
        postcode="62701",
        is_shipping_default=True,
        is_billing_default=True,
    )
    add_address(card.row.number, home, stamp=stamp)
