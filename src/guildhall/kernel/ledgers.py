"""Append-only tables, kept so by grants: a tenant's role may insert and read, no more."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ledger:
    """Say on a model (`ledger = Ledger()`) that its rows are written once.

    `mutable` names the columns of bookkeeping that may still change; provisioning
    turns this into grants, so that even a bug cannot rewrite history.
    """

    mutable: tuple[str, ...] = ()
