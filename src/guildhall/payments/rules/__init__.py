"""Judgement about money. Pure."""

from guildhall.payments.rules.amounts import MEANS, NAMES, SECRETS, is_takeable, key_of
from guildhall.payments.rules.totals import totals

__all__ = ["MEANS", "NAMES", "SECRETS", "is_takeable", "key_of", "totals"]
