"""The files behind pictures: smaller sizes made, what was removed taken away.

Nothing here waits for storage inside a transaction. Whatever stops half way is begun again: by
the clock, until it has been tried five times.
"""

import hashlib
from datetime import timedelta
from uuid import UUID

import structlog
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import transaction
from django.db.models import Q

from guildhall.catalog.errors import PictureUnreadable
from guildhall.catalog.events import PictureBroken, PictureReady
from guildhall.catalog.models import Media, Product
from guildhall.catalog.operations.shelf import note_change
from guildhall.catalog.rules.pictures import folder_of, size_name, smaller_sizes
from guildhall.catalog.states import MediaState
from guildhall.kernel.events import record
from guildhall.kernel.fault_points import reached
from guildhall.kernel.stamp import Stamp

log = structlog.get_logger(__name__)

MOST_TRIES = 5
PATIENCE = timedelta(minutes=2)
"""How long whoever began is left to it, before the clock begins again."""
AT_ONCE = 20


def draw_picture(picture: UUID, *, stamp: Stamp) -> None:
    """Make the smaller sizes of a picture and show it; what is done or gone is left alone.

    What is no picture, or was tried five times, is broken.
    """
    row = _begin(picture)
    if row is None:
        return
    if row.tries > MOST_TRIES:
        _end(picture, MediaState.BROKEN, {}, stamp=stamp)
        return
    try:
        with storages["default"].open(row.file, "rb") as file:
            content: bytes = file.read()
    except FileNotFoundError:
        log.warning("picture_not_there_yet", picture=str(picture), tries=row.tries)
        return
    if hashlib.sha256(content).hexdigest() != row.digest:
        log.warning("picture_half_there", picture=str(picture), tries=row.tries)
        return
    try:
        sizes = smaller_sizes(content)
    except PictureUnreadable:
        _end(picture, MediaState.BROKEN, {}, stamp=stamp)
        return
    for width, drawn in sizes.items():
        name = f"{folder_of(picture)}/{size_name(row.digest, width)}"
        storages["default"].save(name, ContentFile(drawn))
        reached("pictures.size_stored")
    told = {str(width): len(drawn) for width, drawn in sizes.items()}
    if not _end(picture, MediaState.READY, told, stamp=stamp):
        forget_files(picture)


def tend_pictures(*, stamp: Stamp) -> int:
    """Go on with what stopped half way, and take the files of removed pictures away.

    Returns how many pictures it looked after.
    """
    undone = Media.objects.filter(
        Q(state=MediaState.NEW, created_at__lt=stamp.at - PATIENCE, removed_at__isnull=True)
        | Q(removed_at__isnull=False)
    )
    found = list(undone.order_by("created_at").values_list("id", "removed_at")[:AT_ONCE])
    for picture, removed_at in found:
        if removed_at is None:
            draw_picture(picture, stamp=stamp)
        else:
            forget_files(picture)
            Media.objects.filter(id=picture, removed_at__isnull=False).delete()
    return len(found)


def forget_files(picture: UUID) -> None:
    """Delete whatever lies in storage for a picture."""
    storage, folder = storages["default"], folder_of(picture)
    try:
        _, names = storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in names:
        storage.delete(f"{folder}/{name}")
    storage.delete(folder)


@transaction.atomic
def _begin(picture: UUID) -> Media | None:
    """Count a try, and return what is to be drawn; None where nothing is."""
    row = (
        Media.objects.select_for_update()
        .filter(id=picture, state=MediaState.NEW, removed_at__isnull=True)
        .first()
    )
    if row is None:
        return None
    row.tries += 1
    row.save(update_fields=["tries"])
    return row


@transaction.atomic
def _end(picture: UUID, state: MediaState, sizes: dict[str, int], *, stamp: Stamp) -> bool:
    """Say how it ended, unless the picture is gone meanwhile or somebody else was quicker."""
    code = Media.objects.filter(id=picture).values_list("product__code", flat=True).first()
    product = Product.objects.select_for_update().filter(code=code).first()
    row = Media.objects.select_for_update().filter(id=picture, removed_at__isnull=True).first()
    if product is None or row is None:
        return False
    if row.state != MediaState.NEW:
        return True
    row.state, row.sizes = state.value, sizes
    row.save(update_fields=["state", "sizes"])
    note_change(product, stamp=stamp)

    told = PictureReady if state is MediaState.READY else PictureBroken
    record(told(code=product.code, picture=picture, stamp=stamp))
    return True
