"""Judgement about money. Pure."""

from guildhall.payments.rules.amounts import MEANS, NAMES, SECRETS, is_takeable, key_of
from guildhall.payments.rules.answers import (
    LEASE,
    SENT_AGAIN_FOR,
    UNRESOLVED_AFTER,
    Question,
    steps_of,
    told_by,
    wait_after,
)
from guildhall.payments.rules.refunds import refund_faults, shares
from guildhall.payments.rules.stands import moved, stand
from guildhall.payments.rules.totals import totals

__all__ = [
    "LEASE",
    "MEANS",
    "NAMES",
    "SECRETS",
    "SENT_AGAIN_FOR",
    "UNRESOLVED_AFTER",
    "Question",
    "is_takeable",
    "key_of",
    "moved",
    "refund_faults",
    "shares",
    "stand",
    "steps_of",
    "told_by",
    "totals",
    "wait_after",
]
