"""Prices that waited for somebody's yes, written as they were asked for."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from guildhall.catalog import operations
from guildhall.catalog.types import PriceSlot
from guildhall.kernel.conditions import Expected, quoted
from guildhall.kernel.money import Money
from guildhall.kernel.stamp import Stamp
from guildhall.organization.queries import get_channel


def change_price(payload: Mapping[str, Any], stamp: Stamp) -> object:
    moment = payload["valid_from"]
    return operations.change_price(
        payload["sku"],
        price=Money(Decimal(payload["amount"]), payload["currency"]),
        channel=get_channel(payload["channel"]),
        slot=PriceSlot(
            payload["price_list"],
            Decimal(payload["min_quantity"]),
            datetime.fromisoformat(moment) if moment else None,
        ),
        expected=Expected((quoted(payload["expected"]),)),
        stamp=stamp,
    )


def apply_proposal(payload: Mapping[str, Any], stamp: Stamp) -> object:
    return operations.apply_proposal(UUID(payload["proposal"]), stamp=stamp)
