"""What a cart can become, and how a checkout makes an order of it."""

from enum import StrEnum

from guildhall.kernel.states import Machine


class CartKind(StrEnum):
    """Who made it: a shopper, or somebody here for one, to be paid by a link."""

    SHOPPER = "shopper"
    DRAFT = "draft"


class CartState(StrEnum):
    OPEN = "open"
    # A checkout is making an order of it: nobody changes it meanwhile.
    PLACING = "placing"
    PLACED = "placed"
    ABANDONED = "abandoned"


class CartMove(StrEnum):
    CHECK_OUT = "check_out"
    PLACE = "place"
    REOPEN = "reopen"
    ABANDON = "abandon"


CART = Machine(
    start=CartState.OPEN,
    moves={
        (CartState.OPEN, CartMove.CHECK_OUT): CartState.PLACING,
        (CartState.OPEN, CartMove.ABANDON): CartState.ABANDONED,
        (CartState.PLACING, CartMove.PLACE): CartState.PLACED,
        (CartState.PLACING, CartMove.REOPEN): CartState.OPEN,
    },
)


class CheckoutState(StrEnum):
    # The order stands, its payments are asked for.
    RUNNING = "running"
    # Nothing to do here until somebody acts; `waits_for` says who.
    WAITING = "waiting"
    # It failed or was called off: what was done is being undone.
    UNDOING = "undoing"
    DONE = "done"
    FAILED = "failed"


class CheckoutMove(StrEnum):
    WAIT = "wait"
    RESUME = "resume"
    FINISH = "finish"
    UNDO = "undo"
    END = "end"


LIVING = (CheckoutState.RUNNING, CheckoutState.WAITING, CheckoutState.UNDOING)
MAKING = (CheckoutState.RUNNING, CheckoutState.WAITING)
"""In these it may yet make an order: a cart has one such at a time."""

CHECKOUT = Machine(
    start=CheckoutState.RUNNING,
    moves={
        (CheckoutState.RUNNING, CheckoutMove.WAIT): CheckoutState.WAITING,
        (CheckoutState.RUNNING, CheckoutMove.FINISH): CheckoutState.DONE,
        (CheckoutState.RUNNING, CheckoutMove.UNDO): CheckoutState.UNDOING,
        (CheckoutState.WAITING, CheckoutMove.WAIT): CheckoutState.WAITING,
        (CheckoutState.WAITING, CheckoutMove.RESUME): CheckoutState.RUNNING,
        (CheckoutState.WAITING, CheckoutMove.FINISH): CheckoutState.DONE,
        (CheckoutState.WAITING, CheckoutMove.UNDO): CheckoutState.UNDOING,
        (CheckoutState.UNDOING, CheckoutMove.UNDO): CheckoutState.UNDOING,
        (CheckoutState.UNDOING, CheckoutMove.END): CheckoutState.FAILED,
        # Money that came after all was undone.
        (CheckoutState.FAILED, CheckoutMove.UNDO): CheckoutState.UNDOING,
    },
)


class StepKind(StrEnum):
    """What a checkout does, in this order; the last two only where it fails."""

    PLACE = "place"
    AUTHORIZE = "authorize"
    COMPLETE = "complete"
    GIVE_BACK = "give_back"
    REOPEN = "reopen"


class StepState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    UNDONE = "undone"


class WaitsFor(StrEnum):
    """Whom a checkout waits for."""

    CUSTOMER = "customer"
    PROVIDER = "provider"
    # The line was cut: whether it happened is being asked.
    ANSWER = "answer"
    REFUND = "refund"
    # Money that a provider will not give back by itself.
    CLERK = "clerk"


class RateBasis(StrEnum):
    """By what a price table of shipping is read."""

    TOTAL = "total"
    WEIGHT = "weight"
