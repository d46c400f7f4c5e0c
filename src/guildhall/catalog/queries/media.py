"""Pictures: for those who look after them, for storefronts, and how much room they take."""

import json
from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.db import connection

from guildhall.catalog.errors import PictureNotFound
from guildhall.catalog.models import Media, MediaText
from guildhall.catalog.rules.pictures import size_name
from guildhall.catalog.states import MediaState
from guildhall.catalog.types import PictureCard, ShownPicture

# The site's own language goes before the text for all languages.
_SHOWN = """
SELECT media.product_id, media.id, media.variant_id, media.width, media.height, media.digest,
       media.sizes, COALESCE(own.alt, common.alt, '')
FROM catalog_media AS media
LEFT JOIN catalog_mediatext AS own ON own.media_id = media.id AND own.locale = %s
LEFT JOIN catalog_mediatext AS common ON common.media_id = media.id AND common.locale = ''
WHERE media.product_id = ANY(%s) AND media.state = 'ready' AND media.removed_at IS NULL
ORDER BY media.product_id, media.position, media.id
"""
_STORED = """
SELECT COALESCE(SUM(bytes + (SELECT COALESCE(SUM(made.bytes::bigint), 0)
                             FROM jsonb_each_text(sizes) AS made (width, bytes))), 0)
FROM catalog_media
"""


def list_pictures(code: str) -> tuple[PictureCard, ...]:
    """Return a product's pictures in their order, with what they show in each language.

    Two statements.
    """
    rows = list(
        Media.objects.select_related("variant")
        .filter(product__code=code, removed_at__isnull=True)
        .order_by("position", "id")
    )
    texts = _texts([row.id for row in rows])
    return tuple(_card(row, texts.get(row.id, ())) for row in rows)


def get_picture(picture: UUID) -> PictureCard:
    """Return a picture. Refuses with PictureNotFound. Two statements."""
    rows = Media.objects.select_related("variant").filter(removed_at__isnull=True)
    row = rows.filter(id=picture).first()
    if row is None:
        raise PictureNotFound
    return _card(row, _texts([row.id]).get(row.id, ()))


def product_of_picture(picture: UUID) -> str:
    """Return the code of the product of a picture. Refuses with PictureNotFound."""
    rows = Media.objects.filter(id=picture, removed_at__isnull=True)
    code = rows.values_list("product__code", flat=True).first()
    if code is None:
        raise PictureNotFound
    return code


def shown_pictures(
    products: Iterable[UUID], *, locale: str
) -> dict[UUID, tuple[ShownPicture, ...]]:
    """Return the pictures of each product in their order, in one statement."""
    found: dict[UUID, list[ShownPicture]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_SHOWN, [locale, list(products)])
        for product, key, variant, width, height, digest, sizes, alt in cursor.fetchall():
            made = _sizes(digest, json.loads(sizes))
            found[product].append(ShownPicture(key, variant, width, height, made, alt))
    return {product: tuple(pictures) for product, pictures in found.items()}


def stored_bytes() -> int:
    """Return how many bytes lie in storage for pictures."""
    with connection.cursor() as cursor:
        cursor.execute(_STORED)
        return int(cursor.fetchone()[0])


def _texts(pictures: Iterable[UUID]) -> dict[UUID, tuple[tuple[str, str], ...]]:
    found: dict[UUID, tuple[tuple[str, str], ...]] = {}
    rows = MediaText.objects.filter(media__in=list(pictures)).order_by("locale")
    for media, locale, alt in rows.values_list("media", "locale", "alt"):
        found[media] = (*found.get(media, ()), (locale, alt))
    return found


def _card(row: Media, alts: tuple[tuple[str, str], ...]) -> PictureCard:
    return PictureCard(
        id=row.id,
        sku=row.variant.sku if row.variant else "",
        width=row.width,
        height=row.height,
        bytes=row.bytes,
        state=MediaState(row.state),
        sizes=_sizes(row.digest, row.sizes),
        alts=alts,
        created_at=row.created_at,
    )


def _sizes(digest: str, sizes: dict[str, int]) -> tuple[tuple[int, str], ...]:
    return tuple((width, size_name(digest, width)) for width in sorted(map(int, sizes)))
