"""Who writes invoices."""

import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID
from zoneinfo import available_timezones

from babel import Locale
from django.db import IntegrityError, transaction

from guildhall.finance.errors import EntityInvalid
from guildhall.finance.events import LegalEntityChanged
from guildhall.finance.models import LegalEntity, Series
from guildhall.finance.ports import platforms
from guildhall.finance.queries.platforms import PLATFORM_KEY
from guildhall.finance.types import EntityTerms
from guildhall.kernel import vault
from guildhall.kernel.events import record
from guildhall.kernel.locking import lock_name
from guildhall.kernel.refusals import N_
from guildhall.kernel.stamp import Stamp
from guildhall.organization.queries import find_brand

CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
PREFIX = re.compile(r"[A-Z0-9][A-Z0-9-]{0,11}")
LOCALES = ("en", "zh-hans")
LONGEST_NAME = 200
FAULTS = {
    "code": N_("Use 1 to 40 small letters, digits and dashes."),
    "name": N_("Enter the name as it is registered."),
    "country": N_("Use a country such as CN."),
    "time_zone": N_("Use a time zone such as Asia/Shanghai."),
    "locale": N_("Use en or zh-hans."),
    "invoice_prefix": N_("Use 1 to 12 capital letters, digits and dashes."),
    "credit_prefix": N_("Use 1 to 12 capital letters, digits and dashes."),
    "platform": N_("Choose a platform that is offered here."),
    "platform_url": N_("Use an address that begins with https://."),
}
OTHERS = N_("Another legal entity numbers its papers so. Choose one of its own.")


@transaction.atomic
def keep_entity(code: str, terms: EntityTerms, *, platform_key: str = "", stamp: Stamp) -> None:
    """Enter or change who writes invoices. What is written already stays as it was.

    The key of its platform is sealed and never shown again; without one it stays what it is.

    Refuses with NotPermitted or EntityInvalid.
    """
    stamp.by.must("invoices:approve")
    brand = find_brand(terms.brand) if terms.brand else None
    wrong = _faults(code, terms)
    if terms.brand and brand is None:
        wrong["brand"] = N_("There is no such brand.")
    lock_name("finance.prefixes")
    wrong = dict.fromkeys(_numbered_by_others(code, terms), OTHERS) | wrong
    if wrong:
        raise EntityInvalid(errors=wrong)

    values = _values(terms, brand, stamp)
    if platform_key:
        values["sealed_platform_key"] = vault.seal(platform_key, purpose=PLATFORM_KEY)
    try:
        with transaction.atomic():
            LegalEntity.objects.update_or_create(code=code, defaults=values)
    except IntegrityError as error:
        taken = N_("Another legal entity writes for this brand.")
        raise EntityInvalid(errors={"brand": taken}) from error

    record(LegalEntityChanged(entity=code, stamp=stamp))


def _numbered_by_others(code: str, terms: EntityTerms) -> Iterator[str]:
    """Yield the fields of prefixes that another entity uses or has used: a number names one paper.

    What has had the same prefix all along keeps it.
    """
    own = LegalEntity.objects.filter(code=code).first()
    others = LegalEntity.objects.exclude(code=code)
    taken = {each for row in others for each in (row.invoice_prefix, row.credit_prefix)}
    taken |= set(Series.objects.filter(entity__in=others).values_list("prefix", flat=True))
    for field in ("invoice_prefix", "credit_prefix"):
        wanted = getattr(terms, field)
        if wanted in taken and wanted != getattr(own, field, None):
            yield field


def _values(terms: EntityTerms, brand: UUID | None, stamp: Stamp) -> dict[str, Any]:
    return {
        "name": terms.name,
        "country": terms.country.upper(),
        "address": terms.address,
        "tax_numbers": dict(terms.tax_numbers),
        "brand_id": brand,
        "time_zone": terms.time_zone,
        "locale": terms.locale,
        "invoice_prefix": terms.invoice_prefix,
        "credit_prefix": terms.credit_prefix,
        "issues": terms.issues,
        "platform": terms.platform,
        "platform_url": terms.platform_url,
        "footer": terms.footer,
        "updated_at": stamp.at,
    }


def _faults(code: str, terms: EntityTerms) -> dict[str, str]:
    """Return what is wrong, by field."""
    country = terms.country.upper()
    good = {
        "code": CODE.fullmatch(code) is not None,
        "name": 0 < len(terms.name.strip()) <= LONGEST_NAME,
        "country": len(country) == len("CN") and country in Locale("en").territories,
        "time_zone": terms.time_zone in available_timezones(),
        "locale": terms.locale in LOCALES,
        "invoice_prefix": PREFIX.fullmatch(terms.invoice_prefix) is not None,
        "credit_prefix": PREFIX.fullmatch(terms.credit_prefix) is not None,
        "platform": terms.platform in {"", *platforms()},
        "platform_url": not terms.platform_url or terms.platform_url.startswith("https://"),
    }
    wrong = {name: FAULTS[name] for name, is_good in good.items() if not is_good}
    if terms.invoice_prefix == terms.credit_prefix:
        wrong.setdefault("credit_prefix", N_("Credit notes have a series of their own."))
    return wrong
