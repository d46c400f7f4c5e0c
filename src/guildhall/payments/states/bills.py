"""What lives a provider's bill, a difference and a charge back have."""

from enum import StrEnum

from guildhall.kernel.states import Machine


class BillState(StrEnum):
    """Where a day's bill of an account stands."""

    WAITING = "waiting"
    MATCHED = "matched"
    # It should long be there, and is not: somebody has to ask the provider.
    MISSING = "missing"
    GONE = "gone"


class BillMove(StrEnum):
    MATCH = "match"
    MISS = "miss"
    LOSE = "lose"


BILL = Machine(
    start=BillState.WAITING,
    moves={
        (BillState.WAITING, BillMove.MATCH): BillState.MATCHED,
        (BillState.WAITING, BillMove.MISS): BillState.MISSING,
        (BillState.WAITING, BillMove.LOSE): BillState.GONE,
        (BillState.MISSING, BillMove.MATCH): BillState.MATCHED,
        (BillState.MISSING, BillMove.MISS): BillState.MISSING,
        (BillState.MISSING, BillMove.LOSE): BillState.GONE,
        # A bill is a snapshot: it is fetched again, and may come in another version.
        (BillState.MATCHED, BillMove.MATCH): BillState.MATCHED,
        (BillState.GONE, BillMove.MATCH): BillState.MATCHED,
    },
)


class LineKind(StrEnum):
    """What a line of a bill is about. Fees and payouts have no transaction of ours."""

    CHARGE = "charge"
    REFUND = "refund"
    CHARGE_BACK = "charge_back"
    CHARGE_BACK_REVERSE = "charge_back_reverse"
    REFUND_REVERSE = "refund_reverse"
    FEE = "fee"
    PAYOUT = "payout"


class Verdict(StrEnum):
    """What became of a line, or of a transaction that no line names."""

    MATCHED = "matched"
    NOTED = "noted"
    OURS_ONLY = "ours_only"
    THEIRS_ONLY = "theirs_only"
    AMOUNT_DIFFERS = "amount_differs"
    FEE_DIFFERS = "fee_differs"


class ItemState(StrEnum):
    """Where a difference stands."""

    OPEN = "open"
    IN_WORK = "in_work"
    SOLVED = "solved"


class ItemMove(StrEnum):
    TAKE = "take"
    PUT_BACK = "put_back"
    SOLVE = "solve"
    REOPEN = "reopen"


ITEM = Machine(
    start=ItemState.OPEN,
    moves={
        (ItemState.OPEN, ItemMove.TAKE): ItemState.IN_WORK,
        (ItemState.OPEN, ItemMove.SOLVE): ItemState.SOLVED,
        (ItemState.IN_WORK, ItemMove.TAKE): ItemState.IN_WORK,
        (ItemState.IN_WORK, ItemMove.PUT_BACK): ItemState.OPEN,
        (ItemState.IN_WORK, ItemMove.SOLVE): ItemState.SOLVED,
        (ItemState.SOLVED, ItemMove.REOPEN): ItemState.OPEN,
    },
)


class Solution(StrEnum):
    """Why a difference is none any more."""

    # Found by itself: the other side came later.
    SETTLED_LATER = "settled_later"
    BOOKED_BY_HAND = "booked_by_hand"
    REFUNDED_OUTSIDE = "refunded_outside"
    PROVIDER_CORRECTED = "provider_corrected"
    FEE_ACCEPTED = "fee_accepted"
    TEST_PAYMENT = "test_payment"
    WRITTEN_OFF = "written_off"
    OTHER = "other"


class DisputeState(StrEnum):
    """The life of a charge back. Whatever it ends as, no goods come back by it."""

    OPENED = "opened"
    EVIDENCE_DUE = "evidence_due"
    SUBMITTED = "submitted"
    WON = "won"
    LOST = "lost"


class DisputeMove(StrEnum):
    ASK_EVIDENCE = "ask_evidence"
    SUBMIT = "submit"
    WIN = "win"
    LOSE = "lose"


DISPUTE = Machine(
    start=DisputeState.OPENED,
    moves={
        (DisputeState.OPENED, DisputeMove.ASK_EVIDENCE): DisputeState.EVIDENCE_DUE,
        (DisputeState.OPENED, DisputeMove.SUBMIT): DisputeState.SUBMITTED,
        (DisputeState.OPENED, DisputeMove.WIN): DisputeState.WON,
        (DisputeState.OPENED, DisputeMove.LOSE): DisputeState.LOST,
        (DisputeState.EVIDENCE_DUE, DisputeMove.SUBMIT): DisputeState.SUBMITTED,
        (DisputeState.EVIDENCE_DUE, DisputeMove.WIN): DisputeState.WON,
        (DisputeState.EVIDENCE_DUE, DisputeMove.LOSE): DisputeState.LOST,
        (DisputeState.SUBMITTED, DisputeMove.ASK_EVIDENCE): DisputeState.EVIDENCE_DUE,
        (DisputeState.SUBMITTED, DisputeMove.WIN): DisputeState.WON,
        (DisputeState.SUBMITTED, DisputeMove.LOSE): DisputeState.LOST,
        # A second round at the card network.
        (DisputeState.WON, DisputeMove.LOSE): DisputeState.LOST,
        (DisputeState.LOST, DisputeMove.WIN): DisputeState.WON,
    },
)
