"""Judgement about stock. Pure."""

from guildhall.inventory.rules.allocation import allocate, distance, merged, still_missing
from guildhall.inventory.rules.backorders import fill, promise_later, promised_day
from guildhall.inventory.rules.bundles import exploded, left_of_bundle
from guildhall.inventory.rules.checks import Wrong, can_hold, mended, wrongs_of
from guildhall.inventory.rules.explain import behind, opening_of, told_back
from guildhall.inventory.rules.lots import fault_of, in_order, local_day, pick
from guildhall.inventory.rules.replenishment import due_on, proposed, wanted
from guildhall.inventory.rules.thresholds import crossed
from guildhall.inventory.rules.valuation import consume, value_line

__all__ = [
    "Wrong",
    "allocate",
    "behind",
    "can_hold",
    "consume",
    "crossed",
    "distance",
    "due_on",
    "exploded",
    "fault_of",
    "fill",
    "in_order",
    "left_of_bundle",
    "local_day",
    "mended",
    "merged",
    "opening_of",
    "pick",
    "promise_later",
    "promised_day",
    "proposed",
    "still_missing",
    "told_back",
    "value_line",
    "wanted",
    "wrongs_of",
]
