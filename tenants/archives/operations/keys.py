"""One data key per company, wrapped by the master key. Without it no archive can be read."""

import base64
import binascii
import hashlib
import os
from uuid import UUID

from django.conf import settings
from django.db import transaction

from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import PLATFORM, enter
from tenants.archives.errors import ArchiveKeyMissing, DataKeyDestroyed
from tenants.archives.models import DataKey
from tenants.archives.rules.sealing import unwrap, wrap

KEY_BYTES = 32


def data_key(tenant_id: UUID) -> bytes:
    """Return a company's data key, made at the first call.

    Refuses with ArchiveKeyMissing or DataKeyDestroyed.
    """
    masters = _masters()
    newest = next(iter(masters))
    with enter(PLATFORM):
        fresh = wrap(os.urandom(KEY_BYTES), master=masters[newest], owner=tenant_id.bytes)
        kept, _ = DataKey.objects.get_or_create(
            tenant_id=tenant_id, defaults={"wrapped": fresh, "master": newest}
        )
    return _opened(kept, masters)


def rewrap_keys(*, stamp: Stamp) -> int:
    """Wrap every data key by the newest master key; return how many were wrapped by an older one.

    Refuses with NotPermitted, or ArchiveKeyMissing where the older one is not named any more.
    """
    stamp.by.must("tenants:edit")
    masters = _masters()
    newest = next(iter(masters))
    with enter(PLATFORM), transaction.atomic():
        older = DataKey.objects.exclude(master=newest).filter(destroyed_at=None)
        rows = list(older.order_by("pk").select_for_update())
        for row in rows:
            row.wrapped = wrap(
                _opened(row, masters), master=masters[newest], owner=row.tenant_id.bytes
            )
            row.master = newest
            row.save(update_fields=["wrapped", "master"])
    return len(rows)


def destroy_key(tenant_id: UUID, *, stamp: Stamp) -> int:
    """Forget a company's data key, for good; return how many there were to forget."""
    stamp.by.must("tenants:edit")
    with enter(PLATFORM), transaction.atomic():
        DataKey.objects.get_or_create(tenant_id=tenant_id, defaults={"wrapped": b"", "master": ""})
        return DataKey.objects.filter(tenant_id=tenant_id, destroyed_at=None).update(
            wrapped=b"", master="", destroyed_at=stamp.at
        )


def _opened(row: DataKey, masters: dict[str, bytes]) -> bytes:
    if row.destroyed_at is not None:
        raise DataKeyDestroyed
    if row.master not in masters:
        raise ArchiveKeyMissing(key=row.master)
    return unwrap(bytes(row.wrapped), master=masters[row.master], owner=row.tenant_id.bytes)


def _masters() -> dict[str, bytes]:
    """Return the master keys by what they are called, the newest first."""
    found = {}
    for text in filter(None, settings.ARCHIVE_KEYS):
        try:
            key = base64.b64decode(text, altchars=b"-_", validate=True)
        except binascii.Error:
            key = b""
        if len(key) != KEY_BYTES:
            raise ArchiveKeyMissing(key="32 bytes in base64")
        found[hashlib.sha256(b"guildhall" + key).hexdigest()[:16]] = key
    if not found:
        raise ArchiveKeyMissing(key="32 bytes in base64")
    return found
