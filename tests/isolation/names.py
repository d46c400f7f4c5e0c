"""What a call names: ours, our neighbor's, and what there is nowhere."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from guildhall.inventory.operations import hold_stock
from guildhall.inventory.types import HoldTerms
from guildhall.kernel.stamp import Stamp
from tests.factories.company import SITE
from tests.isolation.calls import NOBODYS

# What is made for a run (orders, requests, levels) is added to these.
OURS: dict[str, Any] = {
    "product": "APPLE",
    "site": SITE,
    "store": "S1",
    "channel": "web",
    "hold": "hold-ours",
}
THEIRS: dict[str, Any] = {
    "product": "CANARY",
    "site": 909,
    "store": "CANARY9",
    "channel": "canary",
    "hold": "hold-canary",
}
GUESSED: dict[str, Any] = {
    "order": "ORD-2026-777777",
    "product": "GUESSED",
    "site": 707,
    "store": "GUESS7",
    "approval": NOBODYS,
    "level": NOBODYS,
    "channel": "guessed",
    "hold": "hold-guessed",
}


def make_hold(reference: str, channel: str, *, sku: str, stamp: Stamp) -> None:
    terms = HoldTerms(reference, stamp.at + timedelta(hours=1), "session:1")
    hold_stock(terms, lines=[(sku, Decimal(1))], channel=channel, stamp=stamp)
