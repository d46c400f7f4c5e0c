"""What is said of a product: on one site, in one language, or both."""

from uuid import UUID

from django.db import transaction

from guildhall.catalog.errors import CopyInvalid, GoodsArchived, ProductNotFound, SlugTaken
from guildhall.catalog.events import CopyChanged
from guildhall.catalog.models import Product, SiteCopy
from guildhall.catalog.operations.shelf import RIGHT, note_change
from guildhall.catalog.queries.copies import text_of
from guildhall.catalog.rules.copies import faults_of_copy, meet
from guildhall.catalog.types import COPY_FIELDS, CopyText
from guildhall.kernel.changes import Changes, edit
from guildhall.kernel.conditions import WHATEVER, Expected
from guildhall.kernel.events import record
from guildhall.kernel.locking import lock_name
from guildhall.kernel.refusals import N_
from guildhall.kernel.stamp import Stamp
from guildhall.organization.types import SiteCard

FAULT = N_("It is too long, or no part of an address: small letters, digits and hyphens.")


@transaction.atomic
def write_copy(
    code: str,
    *,
    site: SiteCard | None,
    locale: str,
    text: CopyText,
    stamp: Stamp,
    expected: Expected = WHATEVER,
) -> None:
    """Say what one site, one language, or one language of one site tells about a product.

    Fields without words fall back, each by itself. Refuses with NotPermitted, ProductNotFound,
    GoodsArchived, ChangedMeanwhile, CopyInvalid or SlugTaken.
    """
    stamp.by.must(RIGHT, scope=site.channel.scopes if site else ())
    product = _lock(code)
    place = (site.id if site else None, locale)
    row = SiteCopy.objects.filter(product=product, site=place[0], locale=locale).first()
    expected.must_be((text_of(row) if row else CopyText()).version)
    if faults := faults_of_copy(text):
        raise CopyInvalid(errors=dict.fromkeys(faults, FAULT))
    if text.slug:
        _must_be_free(text.slug, product, place=place)
    row = row or SiteCopy(product=product, site_id=place[0], locale=locale)
    changes: Changes = edit(row, **{name: getattr(text, name) for name in COPY_FIELDS})
    if not changes:
        return
    row.updated_at = stamp.at
    row.save()
    note_change(product, stamp=stamp)

    number = site.number if site else 0
    record(CopyChanged(code=code, site=number, locale=locale, stamp=stamp), changes=changes)


def _lock(code: str) -> Product:
    """Return a product that is not archived, locked: who writes for one channel may, too."""
    product = Product.objects.select_for_update().filter(code=code).first()
    if product is None:
        raise ProductNotFound(sku=code)
    if product.archived_at is not None:
        raise GoodsArchived(code=code)
    return product


def _must_be_free(slug: str, product: Product, *, place: tuple[UUID | None, str]) -> None:
    """Refuse with SlugTaken where another product has this address, on any site that hears both.

    Whoever gives out an address waits for whoever gives out the same one.
    """
    lock_name(f"slug:{slug}")
    others = SiteCopy.objects.select_related("product").filter(slug=slug).exclude(product=product)
    for other in others:
        if meet(place, (other.site_id, other.locale)):
            raise SlugTaken(
                slug=slug, code=other.product.code, errors={"slug": N_("Choose another address.")}
            )
