"""Everything that changes a visit."""

from tenants.visits.operations.access import set_access
from tenants.visits.operations.entering import (
    ask_who,
    come_in,
    enter_visit,
    note_step,
    offer_visit,
    open_door,
)
from tenants.visits.operations.leaving import end_overdue, end_visit, send_away

__all__ = [
    "ask_who",
    "come_in",
    "end_overdue",
    "end_visit",
    "enter_visit",
    "note_step",
    "offer_visit",
    "open_door",
    "send_away",
    "set_access",
]
