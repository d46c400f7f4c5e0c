"""Who is this, and what may they do."""

from guildhall.identity.queries.actors import (
    actor_again,
    keys_made_by,
    maker_of_key,
    person_named,
)
from guildhall.identity.queries.factors import (
    admit_staff,
    lacks_second_factor,
    list_factors,
    list_second_steps,
    may_remove_factor,
)
from guildhall.identity.queries.keys import (
    EPOCH,
    actor_of_key,
    actor_of_token,
    count_keys,
    find_key,
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
from guildhall.identity.queries.personal import find_person
from guildhall.identity.queries.rights import (
    explain,
    get_person,
    get_role,
    held_by,
    list_invited,
    list_people,
    list_roles,
    scopes_of_role,
)
from guildhall.identity.queries.sessions import (
    is_fresh,
    is_session_over,
    knows_device,
    list_sessions,
)
from guildhall.identity.queries.uses import get_key_report, list_keys

__all__ = [
    "EPOCH",
    "actor_again",
    "actor_of_key",
    "actor_of_staff",
    "actor_of_token",
    "admit_staff",
    "count_invitations",
    "count_keys",
    "count_staff",
    "explain",
    "find_key",
    "find_person",
    "find_user",
    "get_invitation",
    "get_key_report",
    "get_person",
    "get_role",
    "has_dismissed",
    "held_by",
    "is_fresh",
    "is_session_over",
    "keys_made_by",
    "knows_device",
    "lacks_second_factor",
    "list_factors",
    "list_invited",
    "list_keys",
    "list_people",
    "list_roles",
    "list_second_steps",
    "list_sessions",
    "list_staff",
    "maker_of_key",
    "may_remove_factor",
    "names_of",
    "person_named",
    "scopes_of_role",
    "visitor",
]
