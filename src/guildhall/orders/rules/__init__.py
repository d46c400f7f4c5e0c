"""Judgement about orders, pure: a file per subject."""

from guildhall.orders.rules.amounts import (
    bears,
    in_base,
    share_of,
    taken_back,
)
from guildhall.orders.rules.guards import must_go_on
from guildhall.orders.rules.lines import (
    expires_at,
    faults,
    line_amounts,
    total_of,
    whole_units,
)
from guildhall.orders.rules.payment import Surplus, payment_move, surplus

__all__ = [
    "Surplus",
    "bears",
    "expires_at",
    "faults",
    "in_base",
    "line_amounts",
    "must_go_on",
    "payment_move",
    "share_of",
    "surplus",
    "taken_back",
    "total_of",
    "whole_units",
]
