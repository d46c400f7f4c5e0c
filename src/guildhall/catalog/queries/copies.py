"""What is said of products, where, and what a site shows of it."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet

from guildhall.catalog.models import SiteCopy
from guildhall.catalog.rules.copies import shown_copy
from guildhall.catalog.types import COPY_FIELDS, CopyCard, CopyText, ShownCopy


def copies_of(code: str) -> tuple[CopyCard, ...]:
    """Return everything that is said of a product."""
    rows = SiteCopy.objects.filter(product__code=code).order_by("site__number", "locale")
    return tuple(_copy(row) for row in rows)


def get_copy(code: str, *, site: UUID | None, locale: str) -> CopyText:
    """Return what is said of a product in one place; empty where nothing is."""
    row = SiteCopy.objects.filter(product__code=code, site=site, locale=locale).first()
    return text_of(row) if row else CopyText()


def fallback_of(copies: Iterable[CopyCard], *, site: UUID | None, locale: str) -> ShownCopy:
    """Return what would be shown in one place if it said nothing of its own."""
    others = [copy for copy in copies if (copy.site, copy.locale) != (site, locale)]
    return shown_copy(others, site=site, locale=locale)


def shown_copies(products: Iterable[UUID], *, site: UUID, locale: str) -> dict[UUID, ShownCopy]:
    """Return what a site shows of each product in a language, in one statement."""
    found: dict[UUID, list[CopyCard]] = defaultdict(list)
    for row in _heard(site, locale).filter(product__in=list(products)):
        found[row.product_id].append(_copy(row))
    return {
        product: shown_copy(copies, site=site, locale=locale) for product, copies in found.items()
    }


def products_at(slug: str, *, site: UUID, locale: str) -> QuerySet[SiteCopy, UUID]:
    """Return the ids of products that have this address somewhere that a site hears: a subquery.

    A more particular copy may give one of them another address there.
    """
    return _heard(site, locale).filter(slug=slug).values_list("product", flat=True)


def _heard(site: UUID, locale: str) -> QuerySet[SiteCopy]:
    return SiteCopy.objects.filter(Q(site=site) | Q(site__isnull=True), locale__in={locale, ""})


def text_of(row: SiteCopy) -> CopyText:
    return CopyText(**{name: getattr(row, name) for name in COPY_FIELDS})


def _copy(row: SiteCopy) -> CopyCard:
    return CopyCard(row.site_id, row.locale, text_of(row), row.updated_at)
