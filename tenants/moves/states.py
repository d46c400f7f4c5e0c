"""The life of one company's move from one database to another: a persisted step machine."""

from enum import StrEnum

from guildhall.kernel.states import Machine


class MoveState(StrEnum):
    PLANNED = "planned"
    COPIED = "copied"
    FOLLOWING = "following"
    CAUGHT_UP = "caught_up"
    FROZEN = "frozen"
    COMPLETE = "complete"
    FLIPPED = "flipped"
    SETTLED = "settled"
    PRUNED = "pruned"
    ROLLING_BACK = "rolling_back"
    ROLLED_BACK = "rolled_back"


class MoveStep(StrEnum):
    COPY = "copy"
    SUBSCRIBE = "subscribe"
    CATCH_UP = "catch_up"
    FREEZE = "freeze"
    THAW = "thaw"
    COMPLETE = "complete"
    FLIP = "flip"
    SETTLE = "settle"
    PRUNE = "prune"
    GIVE_UP = "give_up"
    CLEAR = "clear"


S, M = MoveState, MoveStep

BEFORE_THE_FLIP = (S.PLANNED, S.COPIED, S.FOLLOWING, S.CAUGHT_UP, S.FROZEN, S.COMPLETE)

MOVE = Machine(
    start=S.PLANNED,
    moves={
        (S.PLANNED, M.COPY): S.COPIED,
        (S.COPIED, M.SUBSCRIBE): S.FOLLOWING,
        (S.FOLLOWING, M.CATCH_UP): S.CAUGHT_UP,
        (S.CAUGHT_UP, M.FREEZE): S.FROZEN,
        (S.FROZEN, M.COMPLETE): S.COMPLETE,
        (S.FROZEN, M.THAW): S.CAUGHT_UP,
        (S.COMPLETE, M.FLIP): S.FLIPPED,
        (S.FLIPPED, M.SETTLE): S.SETTLED,
        (S.SETTLED, M.PRUNE): S.PRUNED,
        **dict.fromkeys(((state, M.GIVE_UP) for state in BEFORE_THE_FLIP), S.ROLLING_BACK),
        (S.ROLLING_BACK, M.CLEAR): S.ROLLED_BACK,
    },
)

UNDER_WAY = frozenset({*BEFORE_THE_FLIP, S.FLIPPED, S.ROLLING_BACK})
"""Somebody has to go on with these: by resuming, or by abandoning."""

NEARLY_OVER = frozenset({S.FROZEN, S.COMPLETE, S.FLIPPED, S.ROLLING_BACK})
"""What is left takes a moment, and in the first two the company rests meanwhile."""
