"""One call of the matrix."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from guildhall.kernel.stamp import Stamp

FRESH = "<fresh>"
"""A name that nobody has yet, another one in each call."""
REASON = {"reason": "changed my mind"}
NOBODYS = "00000000-0000-7000-8000-000000000007"


@dataclass(frozen=True, slots=True)
class Call:
    """How an endpoint is called well, by whoever may."""

    params: dict[str, Any] = field(default_factory=dict)
    body: dict[str, Any] | None = None
    files: dict[str, tuple[str, bytes]] | None = None
    prepare: Callable[[str, Stamp], None] = lambda _number, _stamp: None
    # What `prepare` made for this call, instead of what everybody names; and the rest of its path.
    about: dict[str, str] = field(default_factory=dict)
    path: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
