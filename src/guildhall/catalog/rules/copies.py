"""Which words a site shows: field by field, the most particular. Pure."""

import re
from collections.abc import Iterable
from uuid import UUID

from guildhall.catalog.types import COPY_FIELDS, CopyCard, CopyText, ShownCopy

SLUG = re.compile(r"[^\W_]+(-[^\W_]+)*")
LONGEST = {
    "title": 200,
    "description": 100_000,
    "slug": 200,
    "seo_title": 200,
    "seo_description": 400,
}


def shown_copy(copies: Iterable[CopyCard], *, site: UUID | None, locale: str) -> ShownCopy:
    """Return what a site says in a language: its own in that language, its own, the language's.

    What no copy says is left empty: the product's own words stand there.
    """
    places = ((site, locale), (site, ""), (None, locale), (None, ""))
    ranks = {place: rank for rank, place in reversed(list(enumerate(places)))}
    heard = sorted(
        (copy for copy in copies if (copy.site, copy.locale) in ranks),
        key=lambda copy: ranks[copy.site, copy.locale],
    )
    words: dict[str, str] = {}
    origins: dict[str, tuple[UUID | None, str]] = {}
    for name in COPY_FIELDS:
        for copy in heard:
            if said := getattr(copy.text, name):
                words[name], origins[name] = said, (copy.site, copy.locale)
                break
    return ShownCopy(CopyText(**words), origins)


def variant_title(own: str, *, product: str, copy: str) -> str:
    """Return a variant's title under a copy: what it adds to its product's is kept."""
    if not copy:
        return own
    added = own.removeprefix(product) if own.startswith(product) else ""
    return f"{copy}{added}"


def faults_of_copy(text: CopyText) -> tuple[str, ...]:
    """Return the fields that cannot be taken: too long, or no part of an address."""
    long = [name for name, most in LONGEST.items() if len(getattr(text, name)) > most]
    bad = bool(text.slug) and (not SLUG.fullmatch(text.slug) or text.slug != text.slug.lower())
    return tuple(dict.fromkeys([*long, *(["slug"] if bad else [])]))


def meet(one: tuple[UUID | None, str], other: tuple[UUID | None, str]) -> bool:
    """Return whether two places can be heard on one site in one language."""
    sites = one[0] is None or other[0] is None or one[0] == other[0]
    return sites and (not one[1] or not other[1] or one[1] == other[1])
