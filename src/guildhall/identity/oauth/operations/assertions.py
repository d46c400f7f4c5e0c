"""Client assertions open nothing twice."""

import hashlib
from datetime import datetime

from guildhall.identity.oauth.errors import AssertionRefused
from guildhall.identity.oauth.models import UsedAssertion


def use_assertion(client_id: str, *, jti: str, expires_at: datetime) -> None:
    """Note that an app has shown this assertion. Refuses with AssertionRefused the second time.

    Whoever shows the same one at the same moment waits for the first one's transaction.
    """
    digest = hashlib.sha256(f"{client_id}\0{jti}".encode()).digest()
    _, is_new = UsedAssertion.objects.get_or_create(
        digest=digest, defaults={"expires_at": expires_at}
    )
    if not is_new:
        raise AssertionRefused(reason="jti")
