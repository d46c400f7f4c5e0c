"""Tax classes, their rates by region and day, and which goods are in them."""

import re
from collections.abc import Collection
from datetime import date
from decimal import Decimal

from django.db import transaction

from guildhall.catalog.errors import ProductNotFound, TaxClassInvalid, TaxClassNotFound
from guildhall.catalog.events import ProductsTaxed, TaxClassKept, TaxRateSet
from guildhall.catalog.models import Product, TaxClass, TaxRate
from guildhall.catalog.queries import EPOCH
from guildhall.catalog.types.prices import plain
from guildhall.kernel.changes import edit
from guildhall.kernel.epochs import move_epoch_on_commit
from guildhall.kernel.events import record
from guildhall.kernel.locking import lock_in_order
from guildhall.kernel.refusals import N_
from guildhall.kernel.stamp import Stamp

CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
REGION = re.compile(r"(?:[A-Z]{2}(?:-[A-Z0-9]{1,8})?)?")
DECIMALS = 4


@transaction.atomic
def keep_tax_class(code: str, *, title: str, stamp: Stamp) -> None:
    """Keep a tax class under a code, a new one or another title.

    Refuses with NotPermitted or TaxClassInvalid.
    """
    stamp.by.must("prices:edit")
    wrong = {}
    if not CODE.fullmatch(code):
        wrong["code"] = N_("Use 1 to 40 small letters, digits and dashes.")
    if not 1 <= len(title) <= 120:
        wrong["title"] = N_("Use 1 to 120 characters.")
    if wrong:
        raise TaxClassInvalid(errors=wrong)
    row, new = TaxClass.objects.get_or_create(code=code, defaults={"title": title})
    changes = edit(row, title=title)
    if not new and not changes:
        return

    row.save(update_fields=["title"])
    record(TaxClassKept(code=code, stamp=stamp), changes=changes)


@transaction.atomic
def set_tax_rate(
    tax_class: str, *, region: str, rate: Decimal | None, valid_from: date, stamp: Stamp
) -> None:
    """Say at which rate a class is taxed in a region from a day on; None takes that day back.

    An empty region is everywhere that has no rate of its own. Orders keep what they were placed
    with. Refuses with NotPermitted, TaxClassNotFound or TaxClassInvalid.
    """
    stamp.by.must("prices:edit")
    _must_be_good(region, rate)
    row = _lock(tax_class)
    there = TaxRate.objects.filter(tax_class=row, region=region, valid_from=valid_from).first()
    before = there.rate if there else None
    if before == rate:
        return

    if rate is None and there is not None:
        there.delete()
    elif rate is not None:
        TaxRate.objects.update_or_create(
            tax_class=row, region=region, valid_from=valid_from, defaults={"rate": rate}
        )
    record(
        TaxRateSet(
            tax_class=tax_class,
            region=region,
            rate="" if rate is None else plain(rate),
            valid_from=valid_from,
            stamp=stamp,
        ),
        changes={"rate": [None if each is None else plain(each) for each in (before, rate)]},
    )


@transaction.atomic
def tax_products(codes: Collection[str], *, tax_class: str, stamp: Stamp) -> int:
    """Put products into a tax class, or with an empty one out of any; return how many moved.

    Refuses with NotPermitted, TaxClassNotFound, or ProductNotFound for the first unknown one.
    """
    stamp.by.must("prices:edit")
    row = _lock(tax_class) if tax_class else None
    products = lock_in_order(Product.objects.filter(code__in=codes))
    known = {product.code for product in products}
    if unknown := next((code for code in codes if code not in known), ""):
        raise ProductNotFound(sku=unknown)
    moving = [each for each in products if each.tax_class_id != (row.id if row else None)]
    if not moving:
        return 0

    moved = Product.objects.filter(pk__in=[each.pk for each in moving])
    moved.update(tax_class=row, updated_at=stamp.at)
    move_epoch_on_commit(EPOCH)
    record(ProductsTaxed(tax_class=tax_class or "none", count=len(moving), stamp=stamp))
    return len(moving)


def _lock(code: str) -> TaxClass:
    row = TaxClass.objects.select_for_update(no_key=True).filter(code=code).first()
    if row is None:
        raise TaxClassNotFound(code=code)
    return row


def _must_be_good(region: str, rate: Decimal | None) -> None:
    wrong = {}
    if not REGION.fullmatch(region):
        wrong["region"] = N_("Use a code such as DE or US-NY, or none for everywhere.")
    if rate is not None and not _is_good(rate):
        wrong["rate"] = N_("Use 0 to less than 100 percent, with at most two decimals.")
    if wrong:
        raise TaxClassInvalid(errors=wrong)


def _is_good(rate: Decimal) -> bool:
    return rate.is_finite() and 0 <= rate < 1 and rate == round(rate, DECIMALS)
