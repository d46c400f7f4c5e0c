"""The life of what waits for a second pair of eyes."""

from enum import StrEnum


class ApprovalState(StrEnum):
    """Granted, it is carried out by a reaction: then it is done, or says why it could not be."""

    WAITING = "waiting"
    GRANTED = "granted"
    DENIED = "denied"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    DONE = "done"
    FAILED = "failed"
