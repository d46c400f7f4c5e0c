"""What an unmatched SKU could mean."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import connection
from django.db.models import Q

from guildhall.catalog.models import Variant
from guildhall.catalog.queries.variants import find_variants
from guildhall.catalog.rules.gtins import same_codes
from guildhall.catalog.rules.links import likeness, spellings_of_sku
from guildhall.catalog.states import Likeness
from guildhall.catalog.types import Suggestion, UnmatchedCard

MOST = 8
READ = 200
WORDS = 4
# One statement for a whole page: codes and SKUs by their indexes, titles in one pass.
_ALIKE = """
SELECT 'barcode', code.code, variant.id, variant.sku, variant.title
FROM catalog_barcode AS code JOIN catalog_variant AS variant ON variant.id = code.variant_id
WHERE code.code = ANY(%s) AND variant.archived_at IS NULL
UNION ALL
SELECT 'sku', variant.sku, variant.id, variant.sku, variant.title
FROM catalog_variant AS variant
WHERE variant.sku = ANY(%s) AND variant.archived_at IS NULL
UNION ALL
SELECT 'title', lower(variant.title), variant.id, variant.sku, variant.title
FROM catalog_variant AS variant
WHERE lower(variant.title) = ANY(%s) AND variant.archived_at IS NULL
"""


def suggest_for(unmatched: Sequence[UnmatchedCard]) -> dict[UUID, Suggestion]:
    """Return the best guess for each SKU that has one: its barcode, its SKU, its title.

    A title or code that several variants have is no guess. One statement.
    """
    if not unmatched:
        return {}
    keys = {card.id: _keys(card) for card in unmatched}
    sought = {kind: sorted({k for each in keys.values() for k in each[kind]}) for kind in Likeness}
    with connection.cursor() as cursor:
        cursor.execute(_ALIKE, [sought[kind] for kind in Likeness])
        found: dict[tuple[str, str], dict[UUID, tuple[str, str]]] = defaultdict(dict)
        for kind, key, variant, sku, title in cursor.fetchall():
            found[kind, key][variant] = (sku, title)
    guesses = {card.id: _best(keys[card.id], found) for card in unmatched}
    return {key: guess for key, guess in guesses.items() if guess is not None}


def candidates_for(unmatched: UnmatchedCard, *, text: str = "") -> tuple[Suggestion, ...]:
    """Return the variants that a person might mean, best first: by their words, or its title."""
    rows = Variant.objects.filter(archived_at__isnull=True)
    rows = rows.filter(id__in=find_variants(text)) if text else rows.filter(_words(unmatched))
    like = text or unmatched.title or unmatched.external_sku
    ranked = sorted(
        rows[:READ], key=lambda row: (-likeness(like, f"{row.sku} {row.title}"), row.sku)
    )
    return tuple(Suggestion(row.id, row.sku, row.title, Likeness.TITLE) for row in ranked[:MOST])


def _keys(card: UnmatchedCard) -> dict[Likeness, tuple[str, ...]]:
    title = card.title.strip().lower()
    return {
        Likeness.BARCODE: tuple(
            each for code in (card.barcode, card.external_sku) for each in same_codes(code.strip())
        ),
        Likeness.SKU: spellings_of_sku(card.external_sku),
        Likeness.TITLE: (title,) if title else (),
    }


def _best(
    keys: dict[Likeness, tuple[str, ...]],
    found: dict[tuple[str, str], dict[UUID, tuple[str, str]]],
) -> Suggestion | None:
    for kind in Likeness:
        alike = {k: v for key in keys[kind] for k, v in found.get((kind, key), {}).items()}
        if len(alike) == 1:
            ((variant, (sku, title)),) = alike.items()
            return Suggestion(variant, sku, title, kind)
    return None


def _words(unmatched: UnmatchedCard) -> Q:
    text = unmatched.title or unmatched.external_sku
    words = sorted(set(text.split()), key=len, reverse=True)[:WORDS] or [text]
    return _any_of(Q(title__icontains=word) for word in words)


def _any_of(conditions: Iterable[Q]) -> Q:
    found = Q()
    for condition in conditions:
        found |= condition
    return found
