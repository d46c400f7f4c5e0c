"""Which apps there are."""

from guildhall.identity.oauth.models import App

LONGEST_ID = 48


def find_app(client_id: str) -> App | None:
    """Return an app that is not switched off."""
    if not client_id or len(client_id) > LONGEST_ID:
        return None
    return App.objects.filter(client_id=client_id, disabled_at=None).first()
