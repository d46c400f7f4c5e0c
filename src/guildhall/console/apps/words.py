"""What kinds of apps are called."""

from django.utils.translation import gettext_lazy as _

from guildhall.console.shell.navigation import Text
from guildhall.identity.oauth.states import AppKind, AuthMethod

WAYS: tuple[tuple[str, Text], ...] = (
    (
        f"{AppKind.CONFIDENTIAL} {AuthMethod.BASIC}",
        _("On a server, with a secret in the header"),
    ),
    (f"{AppKind.CONFIDENTIAL} {AuthMethod.POST}", _("On a server, with a secret in the form")),
    (f"{AppKind.CONFIDENTIAL} {AuthMethod.KEY}", _("On a server, with a key of its own")),
    (f"{AppKind.PUBLIC} {AuthMethod.NONE}", _("In a browser or on a phone: keeps no secret")),
    (f"{AppKind.DEVICE} {AuthMethod.NONE}", _("On a device without a browser: shows a code")),
    (f"{AppKind.DEVICE} {AuthMethod.KEY}", _("On a device, with a key of its own")),
)


def way_of(kind: str, auth_method: str) -> Text:
    """Return where an app runs and how it shows who it is, in words."""
    return dict(WAYS).get(f"{kind} {auth_method}", kind)
