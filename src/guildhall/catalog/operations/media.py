"""Pictures of products: taken in, ordered, described, removed.

A file goes to storage only after the row that names it is committed: no network waits inside a
transaction, and no file lies there that nobody knows of (docs/decisions/0032).
"""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import transaction
from django.db.models import Max, QuerySet

from guildhall.catalog.errors import PictureNotFound, ProductNotFound, TooManyPictures
from guildhall.catalog.events import (
    PictureAdded,
    PictureDescribed,
    PictureRemoved,
    PicturesOrdered,
)
from guildhall.catalog.models import Media, MediaText, Product, Variant
from guildhall.catalog.operations.shelf import lock_live_product, lock_product, note_change
from guildhall.catalog.ports import draw_soon
from guildhall.catalog.rules.pictures import file_name, read_picture
from guildhall.catalog.states import MediaState
from guildhall.catalog.types import PictureFacts
from guildhall.kernel.changes import Changes, edit
from guildhall.kernel.conditions import WHATEVER, Expected
from guildhall.kernel.events import record
from guildhall.kernel.ids import new_id
from guildhall.kernel.limits import must_have_left
from guildhall.kernel.refusals import N_, Invalid
from guildhall.kernel.stamp import Stamp

MOST = 50
LONGEST_ALT = 300


@transaction.atomic
def add_picture(code: str, *, content: bytes, stamp: Stamp) -> UUID:
    """Take in a picture of a product, and return it; the same file again is the same picture.

    Its smaller sizes are made by a job. Refuses with NotPermitted, ProductNotFound,
    GoodsArchived, PictureTooLarge, PictureUnreadable, TooManyPictures or PlanLimitReached.
    """
    product = lock_live_product(code, stamp=stamp)
    facts = read_picture(content)
    there = _pictures(product)
    known = there.filter(digest=facts.digest).first()
    if known is not None:
        if known.state != MediaState.READY:
            _try_again(known, content)
        return known.id
    must_have_left("storage", at=stamp.at)
    if there.count() >= MOST:
        raise TooManyPictures(most=MOST)

    row = _row(product, facts, stamp)
    row.position = (there.aggregate(last=Max("position"))["last"] or 0) + 1
    row.save(force_insert=True)
    transaction.on_commit(partial(_store, row.file, content))
    draw_soon(row.id)

    record(PictureAdded(code=code, picture=row.id, bytes=facts.bytes, stamp=stamp))
    return row.id


@transaction.atomic
def order_pictures(
    code: str, *, pictures: Sequence[UUID], stamp: Stamp, expected: Expected = WHATEVER
) -> None:
    """Show a product's pictures in this order; those that are not named follow.

    Refuses with NotPermitted, ProductNotFound, ChangedMeanwhile, GoodsArchived or
    PictureNotFound.
    """
    product = lock_live_product(code, stamp=stamp, expected=expected)
    rows = {row.id: row for row in _pictures(product).order_by("position", "id")}
    if not set(pictures) <= set(rows):
        raise PictureNotFound
    wanted = [*dict.fromkeys(pictures), *(key for key in rows if key not in set(pictures))]
    if wanted == list(rows):
        return
    for position, key in enumerate(wanted, start=1):
        rows[key].position = position
    Media.objects.bulk_update(rows.values(), ["position"])
    note_change(product, stamp=stamp)

    record(PicturesOrdered(code=code, stamp=stamp))


@transaction.atomic
def describe_picture(picture: UUID, *, locale: str, alt: str, stamp: Stamp) -> None:
    """Say in one language what a picture shows; empty takes it back.

    The empty language is for all that have no text of their own.
    Refuses with PictureNotFound, NotPermitted, GoodsArchived or Invalid.
    """
    said = alt.strip()
    if len(said) > LONGEST_ALT or len(locale) > 20:
        raise Invalid(errors={"alt": N_("Write at most 300 characters.")})
    product, row = _lock_picture(picture, stamp)
    text = MediaText.objects.filter(media=row, locale=locale).first()
    before = text.alt if text else ""
    if said == before:
        return
    if text is None:
        MediaText(media=row, locale=locale, alt=said).save(force_insert=True)
    elif said:
        text.alt = said
        text.save(update_fields=["alt"])
    else:
        text.delete()
    note_change(product, stamp=stamp)

    changes: Changes = {"alt": [before, said]}
    record(
        PictureDescribed(code=product.code, picture=row.id, locale=locale, stamp=stamp),
        changes=changes,
    )


@transaction.atomic
def show_variant(picture: UUID, *, sku: str, stamp: Stamp) -> None:
    """Say which variant of its product a picture shows; without an SKU, all of them.

    Refuses with PictureNotFound, NotPermitted, GoodsArchived or ProductNotFound.
    """
    product, row = _lock_picture(picture, stamp)
    variant = Variant.objects.filter(product=product, sku=sku).first() if sku else None
    if sku and variant is None:
        raise ProductNotFound(sku=sku)
    changes = edit(row, variant_id=variant.id if variant else None)
    if not changes:
        return
    row.save(update_fields=["variant"])
    note_change(product, stamp=stamp)

    record(
        PictureDescribed(code=product.code, picture=row.id, locale="", stamp=stamp),
        changes=changes,
    )


@transaction.atomic
def remove_picture(picture: UUID, *, stamp: Stamp) -> str:
    """Take a picture away, and return its product; its files follow (`pictures.tend`).

    One that is gone stays gone.
    Refuses with PictureNotFound or NotPermitted.
    """
    found = Media.objects.filter(id=picture).values_list("product__code", flat=True).first()
    if found is None:
        raise PictureNotFound
    product = lock_product(found, stamp=stamp)
    row = Media.objects.get(id=picture)
    if row.removed_at is not None:
        return found
    row.removed_at = stamp.at
    row.save(update_fields=["removed_at"])
    note_change(product, stamp=stamp)

    record(PictureRemoved(code=product.code, picture=row.id, stamp=stamp))
    return found


def _pictures(product: Product) -> QuerySet[Media]:
    return Media.objects.filter(product=product, removed_at__isnull=True)


def _lock_picture(picture: UUID, stamp: Stamp) -> tuple[Product, Media]:
    """Return a picture that is there, and its product, both locked, the product first."""
    rows = Media.objects.filter(id=picture, removed_at__isnull=True)
    found = rows.values_list("product__code", flat=True).first()
    if found is None:
        raise PictureNotFound
    product = lock_live_product(found, stamp=stamp)
    row = rows.select_for_update().first()
    if row is None:
        raise PictureNotFound
    return product, row


def _row(product: Product, facts: PictureFacts, stamp: Stamp) -> Media:
    key = new_id()
    return Media(
        id=key,
        product=product,
        file=file_name(key, facts.digest, facts.extension),
        digest=facts.digest,
        type=facts.type,
        bytes=facts.bytes,
        width=facts.width,
        height=facts.height,
        created_at=stamp.at,
    )


def _try_again(row: Media, content: bytes) -> None:
    """Store once more a file of which no smaller sizes came: perhaps it never arrived."""
    row.state, row.tries = MediaState.NEW.value, 0
    row.save(update_fields=["state", "tries"])
    transaction.on_commit(partial(_store, row.file, content))
    draw_soon(row.id)


def _store(name: str, content: bytes) -> None:
    storages["default"].save(name, ContentFile(content))
