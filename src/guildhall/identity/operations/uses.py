"""What is noted of calls: at most once a minute each, before a request's own transaction."""

from datetime import datetime

from django.db.models import F

from guildhall.identity import rules
from guildhall.identity.models import ApiKey, CapabilityUse, KeyNetwork
from guildhall.identity.queries.keys import PEPPER
from guildhall.identity.types import KeyCard
from guildhall.kernel.tallies import ScopedTally
from guildhall.kernel.vault import peppers

NOTE_EVERY = 60.0

_keys: ScopedTally[tuple[str, str]] = ScopedTally(every=NOTE_EVERY)
_uses: ScopedTally[tuple[str, str, bool]] = ScopedTally(every=NOTE_EVERY)


def note_key_use(card: KeyCard, token: str, *, address: str, at: datetime) -> None:
    """Note when a key was used and from which network.

    A digest that was not made with the newest secret of the house is made anew: the key is
    only ever here in full while it is used.
    """
    network = rules.network_of(address)
    if not _keys.add((card.prefix, network)):
        return
    made = peppers(PEPPER)
    kept: dict[str, object] = {"last_used_at": at}
    if not rules.is_newest(card.digest, made):
        kept["digest"] = rules.keyed_digest(token, made[0])
    ApiKey.objects.filter(id=card.id).update(**kept)
    if network:
        _note_network(card, network, at)


def _note_network(card: KeyCard, network: str, at: datetime) -> None:
    seen = KeyNetwork.objects.filter(key_id=card.id, network=network)
    if not seen.update(last_seen_at=at):
        fresh = KeyNetwork(key_id=card.id, network=network, first_seen_at=at, last_seen_at=at)
        KeyNetwork.objects.bulk_create([fresh], ignore_conflicts=True)


def note_use(holder: str, capability: str, *, at: datetime, loses: bool = False) -> None:
    """Count that a key, an app or a box used a right; `loses` if a narrowing would refuse it."""
    due = _uses.add((holder, capability, loses))
    if not due:
        return
    refusals = due if loses else 0
    counted = CapabilityUse.objects.filter(holder=holder, capability=capability)
    changed = counted.update(
        uses=F("uses") + due, shadow_refusals=F("shadow_refusals") + refusals, last_used_at=at
    )
    if not changed:
        CapabilityUse.objects.bulk_create(
            [
                CapabilityUse(
                    holder=holder,
                    capability=capability,
                    uses=due,
                    shadow_refusals=refusals,
                    last_used_at=at,
                )
            ],
            ignore_conflicts=True,
        )
