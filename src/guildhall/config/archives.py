"""What archives are told about the rooms: what to ask of them, what to leave out, what to keep."""

import re
from pathlib import Path

from guildhall.config.management.commands.rebuild_figures import rebuild
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope
from tenants.archives.ports import EVERY_COLUMN, House
from tenants.archives.types import Question

_QUESTION = re.compile(r"^-- (\w+)\n(.*?);$", re.MULTILINE | re.DOTALL)
# What a company may not carry away, since it would let the bearer in. tests/tenants/archives
# looks for columns whose names sound like one of these and are not here.
SECRETS = {
    "django_session": EVERY_COLUMN,
    "account_emailconfirmation": EVERY_COLUMN,
    "kernel_idempotencykey": EVERY_COLUMN,
    "identity_invitation": EVERY_COLUMN,
    "identity_user": frozenset({"password"}),
    "kernel_personalkey": frozenset({"sealed"}),
    "audit_trailkey": frozenset({"sealed"}),
    "identity_apikey": frozenset({"digest"}),
    "identity_knowndevice": frozenset({"digest"}),
    "usersessions_usersession": frozenset({"session_key"}),
    "mfa_authenticator": frozenset({"data"}),
    "payments_provideraccount": frozenset({"sealed", "token"}),
    "payments_paymentcall": frozenset({"sealed_means"}),
    "payments_splitreceiver": frozenset({"sealed_name"}),
    "finance_legalentity": frozenset({"sealed_platform_key"}),
    "oauth_app": frozenset({"secret_digest", "secret_last_four"}),
    "oauth_signingkey": frozenset({"sealed_key"}),
    "oauth_authorizationcode": EVERY_COLUMN,
    "oauth_devicecode": EVERY_COLUMN,
    "oauth_token": EVERY_COLUMN,
    "oauth_usedassertion": EVERY_COLUMN,
    "fulfillment_carrieraccount": frozenset({"sealed_secrets"}),
    "fulfillment_carriercall": frozenset({"sealed_details"}),
    "customers_signincode": EVERY_COLUMN,
    "customers_shoppersession": EVERY_COLUMN,
    "checkout_cart": frozenset({"token"}),
    "checkout_checkout": frozenset({"token"}),
    "checkout_paymentlink": frozenset({"token"}),
}
_OF_A_PERSON = (
    "usersessions_usersession",
    "identity_knowndevice",
    "mfa_authenticator",
    "account_emailaddress",
    "identity_dismissal",
    "identity_staffrole",
    "oauth_installation",
)
_FORGET = (
    "DELETE FROM {incoming}.TABLE row USING {live}.identity_user live"
    " WHERE live.id = row.user_id AND live.email LIKE 'erased-%@invalid'"
)
# Codes and tokens of yesterday were used since; a key that was exchanged since may have leaked.
_OF_APPS = (
    "DELETE FROM {incoming}.oauth_authorizationcode",
    "DELETE FROM {incoming}.oauth_devicecode",
    "DELETE FROM {incoming}.oauth_token",
    "UPDATE {incoming}.oauth_tokenfamily SET ended_at = now(), end_reason = 'restored'"
    " WHERE ended_at IS NULL",
    "DELETE FROM {incoming}.oauth_usedassertion",
    "INSERT INTO {incoming}.oauth_usedassertion (digest, expires_at)"
    " SELECT digest, expires_at FROM {live}.oauth_usedassertion",
    "DELETE FROM {incoming}.oauth_signingkey",
    "INSERT INTO {incoming}.oauth_signingkey"
    " (kid, public_jwk, sealed_key, created_at, signs_from, signs_until, published_until)"
    " SELECT kid, public_jwk, sealed_key, created_at, signs_from, signs_until, published_until"
    " FROM {live}.oauth_signingkey",
    "UPDATE {incoming}.oauth_app a SET disabled_at = live.disabled_at, jwks = live.jwks,"
    " secret_digest = live.secret_digest, secret_last_four = live.secret_last_four,"
    " redirect_uris = live.redirect_uris, capabilities = live.capabilities,"
    " is_dpop_bound = live.is_dpop_bound"
    " FROM {live}.oauth_app live WHERE live.id = a.id",
    "UPDATE {incoming}.oauth_installation i SET removed_at = live.removed_at,"
    " capabilities = live.capabilities, scope = live.scope"
    " FROM {live}.oauth_installation live WHERE live.id = i.id",
)
# A restored schema is of yesterday; whom we have shut out since stays shut out.
CARRIED = (
    # Whom we have forgotten since stays forgotten: customers, people, what facts conceal of them.
    "UPDATE {incoming}.orders_order o SET customer_name = '', customer_email = '',"
    " customer_phone = '', customer_address = '' FROM {live}.orders_order live"
    " WHERE live.id = o.id AND live.customer_name = '' AND live.customer_email = ''"
    " AND live.customer_phone = '' AND live.customer_address = ''"
    " AND o.customer_name || o.customer_email || o.customer_phone || o.customer_address <> ''",
    "UPDATE {incoming}.orders_ordernote n SET text = '' FROM {live}.orders_ordernote live"
    " WHERE live.id = n.id AND live.text = '' AND n.text <> ''",
    "UPDATE {incoming}.checkout_cart c SET customer = NULL, name = '', email = '', phone = '',"
    " shipping_address = NULL, billing_address = NULL, note = ''"
    " FROM {live}.checkout_cart live WHERE live.id = c.id AND live.shipping_address IS NULL"
    " AND live.customer IS NULL AND live.name = '' AND live.email = '' AND live.phone = ''",
    "UPDATE {incoming}.fulfillment_parcel p SET label_file = ''"
    " FROM {live}.fulfillment_parcel live WHERE live.id = p.id AND live.label_file = ''",
    "UPDATE {incoming}.payments_paymentcall c SET asked = live.asked"
    " FROM {live}.payments_paymentcall live WHERE live.id = c.id AND live.asked <> c.asked"
    " AND NOT jsonb_exists(live.asked, 'payer_ip')",
    "UPDATE {incoming}.payments_notification n SET body = live.body, headers = live.headers,"
    " query = live.query FROM {live}.payments_notification live"
    " WHERE live.id = n.id AND live.body = ''",
    "DELETE FROM {incoming}.customers_contact c USING {live}.customers_customer live"
    " WHERE live.id = c.customer_id AND live.state = 'erased'",
    "DELETE FROM {incoming}.customers_address a USING {live}.customers_customer live"
    " WHERE live.id = a.customer_id AND live.state = 'erased'",
    "UPDATE {incoming}.customers_customer c SET state = 'erased', merged_into_id = NULL,"
    " name = '', contact_name = '', tax_number = '', locale = '', \"group\" = ''"
    " FROM {live}.customers_customer live WHERE live.id = c.id AND live.state = 'erased'",
    "UPDATE {incoming}.identity_user u SET name = live.name, email = live.email"
    " FROM {live}.identity_user live WHERE live.id = u.id AND live.email LIKE 'erased-%@invalid'",
    *(_FORGET.replace("TABLE", table) for table in _OF_A_PERSON),
    "DELETE FROM {incoming}.kernel_personalkey k"
    " WHERE NOT EXISTS (SELECT FROM {live}.kernel_personalkey live WHERE live.id = k.id)",
    "DELETE FROM {incoming}.django_session",
    "DELETE FROM {incoming}.identity_invitation",
    *_OF_APPS,
    "UPDATE {incoming}.identity_apikey k SET revoked_at = live.revoked_at"
    " FROM {live}.identity_apikey live WHERE live.id = k.id AND live.revoked_at IS NOT NULL",
    # What was asked of a provider meanwhile has keys of its own; what it verifies by is today's.
    "UPDATE {incoming}.payments_provideraccount a SET sealed = live.sealed, token = live.token,"
    " before_until = live.before_until, enabled = live.enabled"
    " FROM {live}.payments_provideraccount live WHERE live.id = a.id",
    # Nobody stands in any more for whom it has ended since, and why is as forgotten as it was.
    "UPDATE {incoming}.approvals_delegation d SET ended_at = live.ended_at, reason = live.reason"
    " FROM {live}.approvals_delegation live WHERE live.id = d.id AND live.ended_at IS NOT NULL",
    "UPDATE {incoming}.identity_user u SET is_active = false"
    " FROM {live}.identity_user live WHERE live.id = u.id AND NOT live.is_active",
    "UPDATE {incoming}.identity_user u SET is_active = false"
    " WHERE NOT EXISTS (SELECT FROM {live}.identity_user live WHERE live.id = u.id)",
    "DELETE FROM {incoming}.identity_staffrole r"
    " WHERE NOT EXISTS (SELECT FROM {live}.identity_staffrole live WHERE live.user_id = r.user_id"
    " AND live.role = r.role AND live.scope = r.scope)",
    "UPDATE {incoming}.identity_user u SET password = live.password"
    " FROM {live}.identity_user live WHERE live.id = u.id",
)
# Receipts and the trail of facts name no person; the books have to be kept by law.
KEPT = frozenset({"archives_erasure", "archives_datakey", "plans_invoice", "plans_accountentry"})


def _questions() -> tuple[Question, ...]:
    text = Path(__file__).with_name("archive_questions.sql").read_text(encoding="utf-8")
    return tuple(Question(name, sql) for name, sql in _QUESTION.findall(text))


def _restored(scope: Scope, _stamp: Stamp) -> None:
    """Count the company's orders into the group's figures anew: some of them are gone."""
    rebuild(scope)


HOUSE = House(
    questions=_questions(), secrets=SECRETS, carried=CARRIED, kept=KEPT, restored=_restored
)
