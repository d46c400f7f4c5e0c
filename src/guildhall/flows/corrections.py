"""Corrections of stock that somebody else has said yes to, carried out as they were asked."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from guildhall.inventory import operations
from guildhall.inventory.states import BlockReason
from guildhall.inventory.types import Correction, StockKey
from guildhall.kernel.stamp import Stamp


def adjust(payload: Mapping[str, Any], stamp: Stamp) -> object:
    return operations.adjust_stock(_what(payload), _correction(payload), stamp=stamp)


def write_off(payload: Mapping[str, Any], stamp: Stamp) -> object:
    return operations.write_off_stock(_what(payload), _correction(payload), stamp=stamp)


def _what(payload: Mapping[str, Any]) -> StockKey:
    return StockKey(payload["sku"], payload["location"], payload["owner"])


def _correction(payload: Mapping[str, Any]) -> Correction:
    return Correction(
        Decimal(payload["quantity"]),
        Decimal(payload["expected"]),
        payload["reason"],
        BlockReason(payload["block"]) if payload["block"] else None,
    )
