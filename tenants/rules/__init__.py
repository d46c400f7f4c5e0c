"""Judgement on the roll: values in, values out."""

from tenants.rules.allowances import allowance_of, allowance_under, kept_of

__all__ = ["allowance_of", "allowance_under", "kept_of"]
