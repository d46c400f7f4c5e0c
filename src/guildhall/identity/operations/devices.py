"""Which browsers a person has signed in from."""

from uuid import UUID

from django.db import transaction

from guildhall.identity import rules
from guildhall.identity.events import DeviceFirstSeen
from guildhall.identity.models import KnownDevice
from guildhall.kernel.events import record
from guildhall.kernel.stamp import Stamp


@transaction.atomic
def note_device(secret: str, *, user: UUID, name: str, stamp: Stamp) -> UUID | None:
    """Note that a person signed in from a browser; return it if they should hear of it.

    Their very first browser is no news to them.
    """
    had_others = KnownDevice.objects.filter(user_id=user).exists()
    device, is_new = KnownDevice.objects.get_or_create(
        user_id=user, digest=rules.digest_of(secret), defaults={"name": name[:120]}
    )
    if not is_new:
        device.last_seen_at = stamp.at
        device.save(update_fields=["last_seen_at"])
        return None

    record(DeviceFirstSeen(user=user, device=device.id, stamp=stamp))
    return device.id if had_others else None
