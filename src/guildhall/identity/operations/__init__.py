"""Everything that changes who may come in."""

from guildhall.identity.operations.keys import issue_api_key, revoke_api_key
from guildhall.identity.operations.staff import (
    accept_invitation,
    add_staff,
    dismiss_notice,
    invite_staff,
)

__all__ = [
    "accept_invitation",
    "add_staff",
    "dismiss_notice",
    "invite_staff",
    "issue_api_key",
    "revoke_api_key",
]
