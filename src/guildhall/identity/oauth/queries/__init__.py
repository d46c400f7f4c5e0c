"""What can be asked of the authorization server of this schema."""

from guildhall.identity.oauth.queries.access import actor_of_access_token, find_token, standing_of
from guildhall.identity.oauth.queries.apps import find_app
from guildhall.identity.oauth.queries.company_apps import (
    actor_of_app,
    apps_made_by,
    maker_of_app,
)
from guildhall.identity.oauth.queries.consents import ask_consent, list_let_in
from guildhall.identity.oauth.queries.developers import get_app, list_apps, unused_rights
from guildhall.identity.oauth.queries.keys import claims_signed_here, public_jwks
from guildhall.identity.oauth.queries.people import apps_of

__all__ = [
    "actor_of_access_token",
    "actor_of_app",
    "apps_made_by",
    "apps_of",
    "ask_consent",
    "claims_signed_here",
    "find_app",
    "find_token",
    "get_app",
    "list_apps",
    "list_let_in",
    "maker_of_app",
    "public_jwks",
    "standing_of",
    "unused_rights",
]
