"""What kinds of apps are called."""

from guildhall.console.apps.forms import WAYS
from guildhall.console.shell.navigation import Text


def way_of(kind: str, auth_method: str) -> Text:
    """Return where an app runs and how it shows who it is, in words."""
    return dict(WAYS).get(f"{kind} {auth_method}", kind)
