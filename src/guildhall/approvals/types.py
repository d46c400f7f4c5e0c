"""What others tell approvals, and what they may see of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from guildhall.approvals.states import ActionCode


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that a command would change, as it is shown to whoever decides.

    `subject` is what people call it (`TEA-1 · S1`), never the name of a person; `field` is a
    word of the console's list, such as `on_hand` or `price`; values are written out.
    """

    subject: str
    field: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What an operation is about to do: all that is needed to do it later, word for word.

    `payload` is plain JSON (exact figures as text) and names what was seen when it was asked,
    such as the expected quantity, so that it fails where the world has moved on meanwhile.
    `scopes` are the places it is in: rules are found and deciders are chosen by them.
    """

    action: ActionCode
    command: str
    payload: Mapping[str, Any]
    measure: Decimal
    scopes: tuple[str, ...]
    changes: tuple[Change, ...]
    reason: str = ""
    version: int = 1


@dataclass(frozen=True, slots=True)
class Pending:
    """Nothing was changed: it waits for somebody else's yes."""

    approval: UUID
    action: str
    expires_at: datetime
