"""The one place that reads the clock. Edges call it and pass a Stamp down."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - this is the place the ban points to
