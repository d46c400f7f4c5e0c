"""Accounts with carriers, and after how many days their parcels are late."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction

from guildhall.fulfillment.errors import (
    CarrierAccountInvalid,
    CarrierAccountNotFound,
    RuleInvalid,
)
from guildhall.fulfillment.events import CarrierAccountChanged, DeliveryRuleChanged
from guildhall.fulfillment.models import ACCOUNT_SECRETS, CarrierAccount, DeliveryRule
from guildhall.fulfillment.ports import Carrier, carrier
from guildhall.fulfillment.queries.accounts import opened, secrets_of
from guildhall.fulfillment.rules import MOST_DAYS
from guildhall.fulfillment.types import Answer, DeliveryRuleCard
from guildhall.kernel.events import record
from guildhall.kernel.refusals import N_
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.vault import seal

RIGHT = "organization:edit"


@dataclass(frozen=True, slots=True)
class AccountTerms:
    """What is told of an account. A secret that is not told stays what it was."""

    name: str
    vendor: str
    live: bool = False
    is_active: bool = True
    settings: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)


@transaction.atomic
def set_carrier_account(code: str, *, terms: AccountTerms, stamp: Stamp) -> None:
    """Make or change an account with a carrier.

    Refuses with NotPermitted, CarrierNotBound or CarrierAccountInvalid.
    """
    stamp.by.must(RIGHT)
    port = carrier(terms.vendor)
    row = CarrierAccount.objects.select_for_update().filter(code=code).first()
    row = row or CarrierAccount(code=code, vendor=terms.vendor, sealed_secrets="")
    kept = secrets_of(row) if row.vendor == terms.vendor else {}
    secrets = {**kept, **{name: told for name, told in terms.secrets.items() if told}}
    if wrong := _faults(code, terms, secrets, port=port):
        raise CarrierAccountInvalid(errors=wrong)
    row.name, row.vendor, row.live = terms.name[:120], terms.vendor, terms.live
    row.is_active, row.settings, row.updated_at = terms.is_active, dict(terms.settings), stamp.at
    row.sealed_secrets = seal(json.dumps(secrets), purpose=ACCOUNT_SECRETS) if secrets else ""
    row.save()

    record(
        CarrierAccountChanged(
            code=code, vendor=terms.vendor, is_active=terms.is_active, stamp=stamp
        )
    )


def check_carrier_account(code: str, *, stamp: Stamp) -> Answer:
    """Ask a carrier whether it lets an account in. Never call it inside a transaction.

    Refuses with NotPermitted or CarrierAccountNotFound.
    """
    stamp.by.must(RIGHT)
    row = CarrierAccount.objects.filter(code=code).first()
    if row is None:
        raise CarrierAccountNotFound(code=code)
    return carrier(row.vendor).check(opened(row))


@transaction.atomic
def set_delivery_rule(rule: DeliveryRuleCard, *, stamp: Stamp) -> None:
    """Say after how many days a carrier's parcels are late, or stuck.

    Refuses with NotPermitted or RuleInvalid.
    """
    stamp.by.must(RIGHT)
    days = {"late_after_days": rule.late_after_days, "stuck_after_days": rule.stuck_after_days}
    wrong = {name: N_("Use 1 to 365 days.") for name, n in days.items() if not 1 <= n <= MOST_DAYS}
    if wrong:
        raise RuleInvalid(errors=wrong)
    DeliveryRule.objects.update_or_create(
        carrier=rule.carrier, service=rule.service, defaults=days
    )
    record(DeliveryRuleChanged(carrier=rule.carrier, service=rule.service, **days, stamp=stamp))


def _faults(
    code: str, terms: AccountTerms, secrets: Mapping[str, str], *, port: Carrier
) -> dict[str, str]:
    told = {"code": code, "name": terms.name} | {
        f"secrets.{name}": secrets.get(name, "") for name in port.secrets
    }
    found = {name: N_("Fill this in.") for name, value in told.items() if not value.strip()}
    unknown = [name for name in secrets if name not in (*port.secrets, *port.more_secrets)]
    return found | {f"secrets.{name}": N_("This carrier has no such secret.") for name in unknown}
