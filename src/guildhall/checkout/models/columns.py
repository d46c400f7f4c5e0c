"""Columns that several models of this room share."""

import secrets

from django.db import models

TOKEN_BYTES = 24


def money(**options: object) -> models.DecimalField:  # type: ignore[type-arg]
    """Return a column for an exact amount; its currency stands beside it."""
    return models.DecimalField(max_digits=14, decimal_places=4, **options)  # type: ignore[arg-type]


def new_token() -> str:
    """Return a name that nobody can guess: whoever has it may use what it names."""
    return secrets.token_urlsafe(TOKEN_BYTES)
