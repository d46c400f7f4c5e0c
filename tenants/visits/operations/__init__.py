"""Everything that changes a visit."""

from tenants.visits.operations.access import set_access
from tenants.visits.operations.entering import enter_visit, hand_over, note_step, offer_visit
from tenants.visits.operations.leaving import end_overdue, end_visit, send_away

__all__ = [
    "end_overdue",
    "end_visit",
    "enter_visit",
    "hand_over",
    "note_step",
    "offer_visit",
    "send_away",
    "set_access",
]
