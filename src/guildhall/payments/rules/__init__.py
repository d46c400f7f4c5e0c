"""Judgement about money. Pure."""

from guildhall.payments.rules.amounts import MEANS, SECRETS, is_takeable, key_of
from guildhall.payments.rules.totals import totals

__all__ = ["MEANS", "SECRETS", "is_takeable", "key_of", "totals"]
