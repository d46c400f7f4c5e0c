"""The price list that the house opens with."""

from decimal import Decimal

from django.db import transaction

from guildhall.kernel.money import Money
from guildhall.kernel.stamp import Stamp
from tenants.operations import offer_plan
from tenants.types import PlanCard, PlanTerms

GIGABYTE = 1024**3

PRICE_LIST = (
    PlanCard(
        "starter",
        "Starter",
        {
            "products": 500,
            "staff": 3,
            "api_keys": 2,
            "stores": 1,
            "boxes": 1,
            "orders": 500,
            "storage": 2 * GIGABYTE,
            "api_rate": 300,
        },
        PlanTerms(
            price=Money(Decimal("29.00"), "USD"),
            off=frozenset({"custom_domains", "edge_devices", "single_sign_on"}),
            public=True,
            position=1,
        ),
    ),
    PlanCard(
        "standard",
        "Standard",
        {
            "products": 100_000,
            "staff": 50,
            "api_keys": 20,
            "stores": 200,
            "boxes": 400,
            "orders": 60_000,
            "storage": 100 * GIGABYTE,
        },
        PlanTerms(
            price=Money(Decimal("249.00"), "USD"),
            off=frozenset({"single_sign_on"}),
            public=True,
            position=2,
        ),
    ),
    PlanCard(
        "group",
        "Group",
        {},
        PlanTerms(price=Money(Decimal("1490.00"), "USD"), public=True, position=3),
    ),
)


@transaction.atomic
def offer_price_list(stamp: Stamp) -> None:
    """Offer the three plans; offering them again changes nothing."""
    for plan in PRICE_LIST:
        offer_plan(plan.code, name=plan.name, limits=plan.limits, terms=plan.terms, stamp=stamp)
