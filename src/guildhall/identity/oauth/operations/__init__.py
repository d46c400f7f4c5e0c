"""Everything that changes what apps may do here."""

from guildhall.identity.oauth.operations.codes import find_code, issue_code, redeem_code
from guildhall.identity.oauth.operations.consents import give_consent
from guildhall.identity.oauth.operations.families import (
    end_family,
    issue_for_company,
    start_family,
)
from guildhall.identity.oauth.operations.keys import key_that_signs, rotate_signing_keys
from guildhall.identity.oauth.operations.refreshes import find_refresh_token, rotate_refresh_token
from guildhall.identity.oauth.operations.upkeep import drop_what_is_over

__all__ = [
    "drop_what_is_over",
    "end_family",
    "find_code",
    "find_refresh_token",
    "give_consent",
    "issue_code",
    "issue_for_company",
    "key_that_signs",
    "redeem_code",
    "rotate_refresh_token",
    "rotate_signing_keys",
    "start_family",
]
