"""Shares of a charge: planned, sent, asked back; and what of it all was given where."""

from guildhall.payments.operations.splits.planning import plan_split
from guildhall.payments.operations.splits.receivers import add_receiver
from guildhall.payments.operations.splits.returning import ask_back, take_shortfall
from guildhall.payments.operations.splits.running import run_receiver, run_return, run_split
from guildhall.payments.operations.splits.timers import (
    close_freed_trees,
    open_trees,
    warn_of_freeing,
)
from guildhall.payments.operations.splits.trees import (
    must_leave_for_receivers,
    open_tree,
    recount_tree,
)

__all__ = [
    "add_receiver",
    "ask_back",
    "close_freed_trees",
    "must_leave_for_receivers",
    "open_tree",
    "open_trees",
    "plan_split",
    "recount_tree",
    "run_receiver",
    "run_return",
    "run_split",
    "take_shortfall",
    "warn_of_freeing",
]
