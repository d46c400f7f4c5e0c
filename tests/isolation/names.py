"""What a call names: ours, our neighbor's, and what there is nowhere."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from guildhall.catalog import operations as catalog
from guildhall.catalog.queries import category_choices
from guildhall.catalog.states import AttributeType
from guildhall.catalog.types import AttributeDraft
from guildhall.inventory import operations as inventory
from guildhall.inventory.operations import hold_stock
from guildhall.inventory.queries import list_reorder_proposals
from guildhall.inventory.types import HoldTerms, ReorderTerms
from guildhall.kernel.stamp import Stamp
from tests.factories.company import SITE
from tests.isolation.call import NOBODYS
from tests.isolation.carts import make_carts
from tests.isolation.customers import make_known
from tests.isolation.importing import make_import
from tests.isolation.money import make_books
from tests.isolation.papers import make_papers
from tests.isolation.paying import make_payments
from tests.isolation.pricing import make_pricing
from tests.isolation.sent import make_sent
from tests.isolation.shop_window import shown_by_channels

# What is made for a run (orders, requests, levels) is added to these.
OURS: dict[str, Any] = {
    "product": "APPLE",
    "site": SITE,
    "store": "S1",
    "channel": "web",
    "hold": "hold-ours",
    "category": "food",
    "attribute": "origin",
}
THEIRS: dict[str, Any] = {
    "product": "CANARY",
    "site": 909,
    "store": "CANARY9",
    "channel": "canary",
    "hold": "hold-canary",
    "category": "canary",
    "attribute": "canary",
}
GUESSED: dict[str, Any] = {
    "order": "ORD-2026-777777",
    "other_order": "ORD-2026-777776",
    "product": "GUESSED",
    "site": 707,
    "store": "GUESS7",
    "approval": NOBODYS,
    "level": NOBODYS,
    "channel": "guessed",
    "hold": "hold-guessed",
    "category": "guessed",
    "attribute": "guessed",
    "check": NOBODYS,
    "proposal": NOBODYS,
    "receipt": "RCV-2026-777777",
    "transfer": "TRF-2026-777777",
    "stocktake": "CNT-2026-777777",
    "lot": "LOT-GUESSED",
    "link": NOBODYS,
    "picture": NOBODYS,
    "price_list": "guessed",
    "strategy": "guessed",
    "tax_class": "guessed",
    "price_proposal": NOBODYS,
    "import": NOBODYS,
    "customer": "CUS-777777",
    "cart": "guessed",
    "payment": NOBODYS,
    "refund": NOBODYS,
    "share": NOBODYS,
    "bill": NOBODYS,
    "difference": NOBODYS,
    "dispute": NOBODYS,
    "notice": NOBODYS,
    "payment_call": NOBODYS,
    "invoice": "INV-2026-777777",
    "entity": "guessed",
    "checkout": "guessed",
    "saga": NOBODYS,
    "zone": "guessed",
    "method": "guessed",
    "work": "FUL-2026-777777",
    "parcel": "PCL-2026-777777",
    "work_line": NOBODYS,
    "other_work": "FUL-2026-777776",
}


def make_hold(reference: str, channel: str, *, sku: str, stamp: Stamp) -> None:
    terms = HoldTerms(reference, stamp.at + timedelta(hours=1), "session:1")
    hold_stock(terms, lines=[(sku, Decimal(1))], channel=channel, stamp=stamp)


def describe(ids: dict[str, Any], stamp: Stamp) -> None:
    """Give a company a place in its tree, and something to say of its products."""
    if ids["category"] not in dict(category_choices()):
        catalog.open_category(ids["category"], title=ids["category"], stamp=stamp)
    draft = AttributeDraft(ids["attribute"], ids["attribute"], AttributeType.TEXT)
    catalog.define_attribute(draft, stamp=stamp)


def papers_of_stock(sku: str, stamp: Stamp) -> dict[str, str]:
    """Have stock checked, something proposed to be bought, called something, and priced."""
    check = inventory.start_check(stamp=stamp)
    terms = ReorderTerms(level=Decimal(5_000))
    inventory.set_reorder_rule(sku, "S2", terms=terms, stamp=stamp)
    inventory.run_reorder_rules(stamp=stamp)
    (proposal,) = list_reorder_proposals().items
    papers = {"check": str(check), "proposal": str(proposal.id)}
    return (
        papers
        | shown_by_channels(sku, stamp)
        | make_pricing(sku, stamp)
        | make_import(sku, stamp)
        | make_known(sku, stamp)
        | make_carts(sku, stamp)
        | make_payments(f"PAID-{sku}", stamp)
        | make_papers(sku, stamp)
        | make_books(sku, stamp)
        | make_sent(sku, stamp)
    )
