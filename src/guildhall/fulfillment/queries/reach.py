"""What lies within somebody's reach."""

from django.db.models import Q


def within(scopes: tuple[str, ...], *, of: str = "") -> Q:
    """Return what lies within a reach: sold there, or at a location of it."""
    places = [s.removeprefix("location:") for s in scopes if s.startswith("location:")]
    sold = [Q((f"{of}scopes__contains", [s])) for s in scopes if not s.startswith("location:")]
    here = [Q((f"{of}location__code__in", places))] if places else []
    return Q(*sold, *here, _connector=Q.OR)
