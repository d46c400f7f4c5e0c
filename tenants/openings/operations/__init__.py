"""Everything that changes an opening."""

from tenants.openings.operations.mails import send_due_mails
from tenants.openings.operations.rates import must_be_rare
from tenants.openings.operations.requests import (
    ask_again,
    confirm_opening,
    open_for,
    request_opening,
    retry_opening,
)
from tenants.openings.operations.run import run_opening
from tenants.openings.operations.upkeep import expire_openings, forget_people

__all__ = [
    "ask_again",
    "confirm_opening",
    "expire_openings",
    "forget_people",
    "must_be_rare",
    "open_for",
    "request_opening",
    "retry_opening",
    "run_opening",
    "send_due_mails",
]
