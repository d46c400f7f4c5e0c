"""Everything that changes what apps may do here."""

from guildhall.identity.oauth.operations.apps import (
    disable_app,
    edit_app,
    enable_app,
    register_app,
    rotate_app_secret,
)
from guildhall.identity.oauth.operations.assertions import use_assertion
from guildhall.identity.oauth.operations.codes import find_code, issue_code, redeem_code
from guildhall.identity.oauth.operations.consents import give_consent
from guildhall.identity.oauth.operations.devices import (
    approve_device,
    deny_device,
    find_device,
    poll_device,
    start_device,
)
from guildhall.identity.oauth.operations.families import (
    end_family,
    issue_for_company,
    start_family,
)
from guildhall.identity.oauth.operations.house import admit_to_house_app
from guildhall.identity.oauth.operations.installations import install_app, uninstall_app
from guildhall.identity.oauth.operations.keys import key_that_signs, rotate_signing_keys
from guildhall.identity.oauth.operations.personal import forget_apps
from guildhall.identity.oauth.operations.refreshes import find_refresh_token, rotate_refresh_token
from guildhall.identity.oauth.operations.upkeep import drop_what_is_over, tend_apps

__all__ = [
    "admit_to_house_app",
    "approve_device",
    "deny_device",
    "disable_app",
    "drop_what_is_over",
    "edit_app",
    "enable_app",
    "end_family",
    "find_code",
    "find_device",
    "find_refresh_token",
    "forget_apps",
    "give_consent",
    "install_app",
    "issue_code",
    "issue_for_company",
    "key_that_signs",
    "poll_device",
    "redeem_code",
    "register_app",
    "rotate_app_secret",
    "rotate_refresh_token",
    "rotate_signing_keys",
    "start_device",
    "start_family",
    "tend_apps",
    "uninstall_app",
    "use_assertion",
]
