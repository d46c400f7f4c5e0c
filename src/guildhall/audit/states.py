"""What can be wrong with a trail, and how it is kept."""

from datetime import timedelta
from enum import StrEnum

SEAL_AT_MOST = 2_000
"""So many facts lie under one seal."""

KEY_PURPOSE = "trail-key"

CHECK_EVERY = timedelta(hours=24)


class Wrong(StrEnum):
    """What a check can find."""

    FACT_CHANGED = "fact_changed"
    FACT_REMOVED = "fact_removed"
    FACT_INSERTED = "fact_inserted"
    SEAL_CHANGED = "seal_changed"
    SEAL_REMOVED = "seal_removed"
    DAY_CHANGED = "day_changed"
    DAY_REMOVED = "day_removed"
