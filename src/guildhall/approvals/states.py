"""What may need a second pair of eyes, and the life of what waits for it."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from guildhall.kernel.states import Machine


class ActionCode(StrEnum):
    """What rules can be made for."""

    STOCK_ADJUST = "stock.adjust"
    STOCK_WRITE_OFF = "stock.write_off"
    STOCK_COUNT = "stock.count"
    PRICES_CHANGE = "prices.change"
    PRICES_BELOW_FLOOR = "prices.below_floor"
    PAYMENTS_REFUND = "payments.refund"


class Measure(StrEnum):
    """What a rule's threshold counts."""

    UNITS = "units"
    MONEY = "money"
    PERCENT = "percent"


@dataclass(frozen=True, slots=True)
class Action:
    """Who may decide upon it, and what is measured. Rules are data; this is not."""

    capability: str
    measure: Measure


ACTIONS: dict[ActionCode, Action] = {
    # units by which a figure is corrected, up or down
    ActionCode.STOCK_ADJUST: Action("stock:approve", Measure.UNITS),
    # units that are given up
    ActionCode.STOCK_WRITE_OFF: Action("stock:approve", Measure.UNITS),
    # the sum of all differences of a count, up or down
    ActionCode.STOCK_COUNT: Action("stock:approve", Measure.UNITS),
    # the largest change among the prices of a batch
    ActionCode.PRICES_CHANGE: Action("prices:approve", Measure.PERCENT),
    # by how many points of a hundred the lowest margin of a batch lies below its floor
    ActionCode.PRICES_BELOW_FLOOR: Action("prices:approve", Measure.PERCENT),
    # what a customer gets back, in the order's currency
    ActionCode.PAYMENTS_REFUND: Action("payments:approve", Measure.MONEY),
}

# What a new rule starts from. There is none until a company makes one.
SUGGESTED: dict[ActionCode, int] = {
    ActionCode.STOCK_ADJUST: 20,
    ActionCode.STOCK_WRITE_OFF: 10,
    ActionCode.STOCK_COUNT: 50,
    ActionCode.PRICES_CHANGE: 20,
    ActionCode.PRICES_BELOW_FLOOR: 0,
    ActionCode.PAYMENTS_REFUND: 100,
}

# Of rules that fit, the one of the narrowest place is followed.
NARROWEST_FIRST = ("location", "store", "channel", "brand", "all")

LONGEST_DELEGATION = timedelta(days=90)

MOST_SHOWN = 50
"""How many changes of a command are kept to be shown; of the others their number is."""

CARRIED_OUT_BY = "approval:"
"""How a stamp's origin names the approval that is being carried out."""


class ApprovalState(StrEnum):
    """Granted, it is carried out by a reaction: then it is done, or says why it could not be.

    `underway` is never committed: only the transaction that carries a command out sees it.
    """

    WAITING = "waiting"
    GRANTED = "granted"
    UNDERWAY = "underway"
    DENIED = "denied"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    DONE = "done"
    FAILED = "failed"


class ApprovalMove(StrEnum):
    GRANT = "grant"
    DENY = "deny"
    WITHDRAW = "withdraw"
    EXPIRE = "expire"
    TAKE_UP = "take_up"
    FINISH = "finish"
    FAIL = "fail"


APPROVAL = Machine(
    start=ApprovalState.WAITING,
    moves={
        (ApprovalState.WAITING, ApprovalMove.GRANT): ApprovalState.GRANTED,
        (ApprovalState.WAITING, ApprovalMove.DENY): ApprovalState.DENIED,
        (ApprovalState.WAITING, ApprovalMove.WITHDRAW): ApprovalState.WITHDRAWN,
        (ApprovalState.WAITING, ApprovalMove.EXPIRE): ApprovalState.EXPIRED,
        (ApprovalState.GRANTED, ApprovalMove.TAKE_UP): ApprovalState.UNDERWAY,
        (ApprovalState.UNDERWAY, ApprovalMove.FINISH): ApprovalState.DONE,
        (ApprovalState.UNDERWAY, ApprovalMove.FAIL): ApprovalState.FAILED,
    },
)

# Asked anew is a request of its own: what came to nothing stays as it is.
ASKED_ANEW = (ApprovalState.FAILED, ApprovalState.EXPIRED)
