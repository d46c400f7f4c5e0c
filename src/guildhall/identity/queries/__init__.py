"""Who is this, and what may they do."""

from guildhall.identity.queries.keys import (
    EPOCH,
    actor_of,
    actor_of_token,
    count_keys,
)
from guildhall.identity.queries.people import (
    actor_of_staff,
    count_invitations,
    count_staff,
    find_user,
    get_invitation,
    has_dismissed,
    list_staff,
    names_of,
    visitor,
)
from guildhall.identity.queries.rights import (
    get_person,
    get_role,
    held_by,
    list_invited,
    list_people,
    list_roles,
    scopes_of_role,
)
from guildhall.identity.queries.sessions import is_fresh, is_session_over, list_sessions

__all__ = [
    "EPOCH",
    "actor_of",
    "actor_of_staff",
    "actor_of_token",
    "count_invitations",
    "count_keys",
    "count_staff",
    "find_user",
    "get_invitation",
    "get_person",
    "get_role",
    "has_dismissed",
    "held_by",
    "is_fresh",
    "is_session_over",
    "list_invited",
    "list_people",
    "list_roles",
    "list_sessions",
    "list_staff",
    "names_of",
    "scopes_of_role",
    "visitor",
]
