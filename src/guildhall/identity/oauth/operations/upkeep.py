"""Forgetting what is over."""

from datetime import datetime, timedelta

from guildhall.identity.oauth.models import (
    AuthorizationCode,
    DeviceCode,
    Token,
    TokenFamily,
    UsedAssertion,
)

# As long as somebody may come back with what they should not have.
KEEP_CODES = timedelta(days=1)
KEEP_FAMILIES = timedelta(days=30)


def drop_what_is_over(*, at: datetime) -> None:
    """Delete codes, tokens and sign-ins that have long ended; the facts keep the trail."""
    AuthorizationCode.objects.filter(expires_at__lt=at - KEEP_CODES).delete()
    DeviceCode.objects.filter(expires_at__lt=at - KEEP_CODES).delete()
    UsedAssertion.objects.filter(expires_at__lt=at).delete()
    Token.objects.filter(kind="access", expires_at__lt=at).delete()
    TokenFamily.objects.filter(expires_at__lt=at - KEEP_FAMILIES).delete()
    TokenFamily.objects.filter(ended_at__lt=at - KEEP_FAMILIES).delete()
