"""Which keys there are, what each of them uses, and from where."""

from datetime import datetime

from guildhall.identity.errors import KeyNotFound
from guildhall.identity.models import ApiKey, CapabilityUse, KeyNetwork
from guildhall.identity.states import NEW_NETWORK, UNUSED_AFTER, KeyKind
from guildhall.identity.types import CapabilityLine, KeyReport, KeyRow, NetworkLine

MOST = 500
HOLDER = "key:"


def list_keys(*, at: datetime) -> tuple[KeyRow, ...]:
    """Return the company's keys, those that work first, each group newest first."""
    keys = ApiKey.objects.order_by("-created_at", "-id")[:MOST]
    used = _uses([key.prefix for key in keys])
    rows = [_row(key, _rights(key, used.get(key.prefix, {}), at=at)) for key in keys]
    return tuple(sorted(rows, key=lambda row: not row.works(at)))


def get_key_report(prefix: str, *, at: datetime) -> KeyReport:
    """Return one key with what it uses, and the networks it comes from.

    Refuses with KeyNotFound.
    """
    key = ApiKey.objects.filter(prefix=prefix).first()
    if key is None:
        raise KeyNotFound(prefix=prefix)
    rights = _rights(key, _uses([prefix]).get(prefix, {}), at=at)
    next_one = ApiKey.objects.filter(replaces=key.id).values_list("prefix", flat=True).first()
    return KeyReport(
        row=_row(key, rights),
        rights=rights,
        networks=_networks(key, at=at),
        replaced_by=next_one or "",
    )


def _uses(prefixes: list[str]) -> dict[str, dict[str, CapabilityUse]]:
    """Return what was counted of keys, by prefix and capability."""
    found: dict[str, dict[str, CapabilityUse]] = {}
    for row in CapabilityUse.objects.filter(holder__in=[f"{HOLDER}{each}" for each in prefixes]):
        found.setdefault(row.holder.removeprefix(HOLDER), {})[row.capability] = row
    return found


def _rights(
    key: ApiKey, used: dict[str, CapabilityUse], *, at: datetime
) -> tuple[CapabilityLine, ...]:
    return tuple(
        _right(key, capability, used.get(capability), at=at)
        for capability in sorted(key.capabilities)
    )


def _right(
    key: ApiKey, capability: str, row: CapabilityUse | None, *, at: datetime
) -> CapabilityLine:
    last = row.last_used_at if row else None
    since = max(last or key.created_at, key.created_at)
    left = key.shadow_capabilities
    is_leaving = left is not None and capability not in left
    return CapabilityLine(
        capability=capability,
        uses=row.uses if row else 0,
        shadow_refusals=row.shadow_refusals if row else 0,
        last_used_at=last,
        is_unused=not is_leaving and at - since >= UNUSED_AFTER,
        is_leaving=is_leaving,
    )


def _networks(key: ApiKey, *, at: datetime) -> tuple[NetworkLine, ...]:
    """Return the networks of a key. Those of its first week are not new: it knew none before."""
    settled = key.created_at + NEW_NETWORK
    return tuple(
        NetworkLine(
            network=row.network,
            first_seen_at=row.first_seen_at,
            last_seen_at=row.last_seen_at,
            is_new=row.first_seen_at > settled and at - row.first_seen_at < NEW_NETWORK,
        )
        for row in KeyNetwork.objects.filter(key=key).order_by("-last_seen_at")[:MOST]
    )


def _row(key: ApiKey, rights: tuple[CapabilityLine, ...]) -> KeyRow:
    return KeyRow(
        prefix=key.prefix,
        name=key.name,
        kind=KeyKind(key.kind),
        last_four=key.last_four,
        scope=key.scope,
        capabilities=tuple(key.capabilities),
        addresses=tuple(key.addresses),
        rate=key.rate,
        created_by=key.created_by,
        created_at=key.created_at,
        expires_at=key.expires_at,
        revoked_at=key.revoked_at,
        last_used_at=key.last_used_at,
        shadow_until=key.shadow_until,
        unused=tuple(each.capability for each in rights if each.is_unused),
    )
