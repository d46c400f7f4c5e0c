"""Keeping the keys young and the tables small."""

from datetime import datetime, timedelta

from guildhall.identity.oauth.models import (
    AuthorizationCode,
    DeviceCode,
    SigningKey,
    Token,
    TokenFamily,
    UsedAssertion,
)
from guildhall.identity.oauth.operations.keys import rotate_signing_keys
from guildhall.kernel.stamp import Stamp

# As long as somebody may come back with what they should not have. A refresh token is known
# until it would have ended, used or not: its rightful owner may be the one who comes back.
KEEP_CODES = timedelta(days=1)
KEEP_FAMILIES = timedelta(days=30)


def tend_apps(*, stamp: Stamp) -> None:
    """Rotate the signing keys when their time has come, and drop what is over.

    Where no app has ever got a token there is no key, and none is made.
    """
    if SigningKey.objects.exists():
        rotate_signing_keys(stamp=stamp)
    drop_what_is_over(at=stamp.at)


def drop_what_is_over(*, at: datetime) -> None:
    """Delete codes, tokens and sign-ins that have long ended; the facts keep the trail."""
    AuthorizationCode.objects.filter(expires_at__lt=at - KEEP_CODES).delete()
    DeviceCode.objects.filter(expires_at__lt=at - KEEP_CODES).delete()
    UsedAssertion.objects.filter(expires_at__lt=at).delete()
    Token.objects.filter(expires_at__lt=at).delete()
    TokenFamily.objects.filter(expires_at__lt=at - KEEP_FAMILIES).delete()
    TokenFamily.objects.filter(ended_at__lt=at - KEEP_FAMILIES).delete()
