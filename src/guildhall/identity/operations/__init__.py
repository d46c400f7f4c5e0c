"""Everything that changes who may come in."""

from guildhall.identity.operations.attempts import (
    forget_attempts,
    give_back,
    note_hold,
    take_attempt,
)
from guildhall.identity.operations.devices import note_device
from guildhall.identity.operations.factors import (
    end_sessions_of,
    forget_second_factors,
    require_second_step,
    waive_second_step,
)
from guildhall.identity.operations.grants import (
    change_grants,
    deactivate_staff,
    reactivate_staff,
)
from guildhall.identity.operations.keys import (
    issue_api_key,
    narrow_api_key,
    revoke_api_key,
    rotate_api_key,
    widen_api_key,
)
from guildhall.identity.operations.mails import send_device_notice, send_password_link
from guildhall.identity.operations.personal import erase_person, export_person
from guildhall.identity.operations.proofs import (
    note_codes_made,
    note_factor_added,
    note_factor_removed,
    note_password_changed,
)
from guildhall.identity.operations.roles import create_role, delete_role, edit_role
from guildhall.identity.operations.sessions import (
    end_other_sessions,
    end_session,
    note_session_used,
)
from guildhall.identity.operations.staff import (
    accept_invitation,
    add_staff,
    dismiss_notice,
    invite_staff,
)
from guildhall.identity.operations.uses import note_key_use, note_use

__all__ = [
    "accept_invitation",
    "add_staff",
    "change_grants",
    "create_role",
    "deactivate_staff",
    "delete_role",
    "dismiss_notice",
    "edit_role",
    "end_other_sessions",
    "end_session",
    "end_sessions_of",
    "erase_person",
    "export_person",
    "forget_attempts",
    "forget_second_factors",
    "give_back",
    "invite_staff",
    "issue_api_key",
    "narrow_api_key",
    "note_codes_made",
    "note_device",
    "note_factor_added",
    "note_factor_removed",
    "note_hold",
    "note_key_use",
    "note_password_changed",
    "note_session_used",
    "note_use",
    "reactivate_staff",
    "require_second_step",
    "revoke_api_key",
    "rotate_api_key",
    "send_device_notice",
    "send_password_link",
    "take_attempt",
    "waive_second_step",
    "widen_api_key",
]
