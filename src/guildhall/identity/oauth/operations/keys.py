"""Making and retiring the keys of this issuer."""

from datetime import datetime

from django.db import transaction
from joserfc.jwk import ECKey

from guildhall.identity.oauth.events import SigningKeyMade
from guildhall.identity.oauth.models import SigningKey
from guildhall.identity.oauth.queries import keys as queries
from guildhall.identity.oauth.rules import keys as rules
from guildhall.identity.oauth.rules import signatures
from guildhall.kernel import vault
from guildhall.kernel.epochs import move_epoch_on_commit
from guildhall.kernel.events import record
from guildhall.kernel.ids import new_id
from guildhall.kernel.locking import lock_in_order, lock_name
from guildhall.kernel.stamp import Stamp

LOCK = "oauth:signing_keys"


def key_that_signs(*, stamp: Stamp) -> ECKey:
    """Return the key that signs now; the very first is made when it is first needed."""
    found = queries.signing_key(at=stamp.at)
    if found is None:
        rotate_signing_keys(stamp=stamp)
        found = queries.signing_key(at=stamp.at)
    if found is None:
        raise RuntimeError("a key that was just made does not sign")
    return found


@transaction.atomic
def rotate_signing_keys(*, stamp: Stamp, at_once: bool = False) -> str | None:
    """Publish the next key once its time has come, and drop those that nobody needs any more.

    `at_once` makes the next one whatever the time: after a leak. It still waits for a day
    before it signs, as long as there is one to sign meanwhile. Return the new key's id.
    """
    lock_name(LOCK)
    SigningKey.objects.filter(published_until__lte=stamp.at).delete()
    plans = queries.plans()
    if not (at_once or rules.needs_successor(plans, at=stamp.at)):
        return None

    when = rules.successor_signs_from(plans, at=stamp.at)
    for row in lock_in_order(SigningKey.objects.filter(signs_until=None)):
        plan = rules.stopped(next(each for each in plans if each.kid == row.kid), when=when)
        row.signs_until, row.published_until = plan.signs_until, plan.published_until
        row.save(update_fields=["signs_until", "published_until"])
    kid = _make(when, stamp.at)
    move_epoch_on_commit(queries.EPOCH)

    record(SigningKeyMade(kid=kid, stamp=stamp))
    return kid


def _make(signs_from: datetime, at: datetime) -> str:
    key = signatures.make_key(str(new_id()))
    pem = key.as_pem(private=True).decode()
    SigningKey(
        kid=str(key.kid),
        public_jwk=key.as_dict(private=False),
        sealed_key=vault.seal(pem, purpose=queries.PURPOSE),
        created_at=at,
        signs_from=signs_from,
    ).save(force_insert=True)
    return str(key.kid)
