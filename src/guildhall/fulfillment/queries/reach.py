"""What lies within somebody's reach."""

from django.db.models import Q

PLACE, STORE = "location:", "store:"


def lies_in(location: str, store: str) -> tuple[str, ...]:
    """Return the scopes of a place: its own, and that of the store that it belongs to."""
    return (f"{PLACE}{location}", *((f"{STORE}{store}",) if store else ()))


def within(scopes: tuple[str, ...], *, of: str = "") -> Q:
    """Return what lies within a reach: sold there, or at a location of it, or in a store of it."""
    sold = [Q((f"{of}scopes__contains", [s])) for s in scopes if not s.startswith(PLACE)]
    return Q(*sold, placed_within(scopes, of=of), _connector=Q.OR)


def placed_within(scopes: tuple[str, ...], *, of: str = "") -> Q:
    """Return what lies at a location of a reach, or in a store of it."""
    places = [s.removeprefix(PLACE) for s in scopes if s.startswith(PLACE)]
    stores = [s.removeprefix(STORE) for s in scopes if s.startswith(STORE)]
    here = Q((f"{of}location__code__in", places))
    return here | Q((f"{of}location__store__code__in", stores)) if stores else here
