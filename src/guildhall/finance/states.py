"""What papers there are, when they are written, and the life of one at a tax office."""

from enum import StrEnum

from guildhall.kernel.states import Machine


class PaperKind(StrEnum):
    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"


class IssueWhen(StrEnum):
    """When an order gets its invoice by itself. A credit note follows by itself always."""

    ON_REQUEST = "on_request"
    WHEN_PAID = "when_paid"
    WHEN_SHIPPED = "when_shipped"


class TaxFilingState(StrEnum):
    """An e-invoice at its platform. `unknown`: sent, and nobody heard the answer."""

    WAITING = "waiting"
    UNKNOWN = "unknown"
    ISSUED = "issued"
    REFUSED = "refused"
    VOIDING = "voiding"
    VOIDED = "voided"


class TaxFilingMove(StrEnum):
    LOSE = "lose"
    ISSUE = "issue"
    REFUSE = "refuse"
    RETRY = "retry"
    ASK_VOID = "ask_void"
    VOID = "void"
    KEEP = "keep"


TAX_FILING = Machine(
    start=TaxFilingState.WAITING,
    moves={
        (TaxFilingState.WAITING, TaxFilingMove.LOSE): TaxFilingState.UNKNOWN,
        (TaxFilingState.WAITING, TaxFilingMove.ISSUE): TaxFilingState.ISSUED,
        (TaxFilingState.WAITING, TaxFilingMove.REFUSE): TaxFilingState.REFUSED,
        # It is sent again under the same key: the platform knows it by that.
        (TaxFilingState.UNKNOWN, TaxFilingMove.LOSE): TaxFilingState.UNKNOWN,
        (TaxFilingState.UNKNOWN, TaxFilingMove.ISSUE): TaxFilingState.ISSUED,
        (TaxFilingState.UNKNOWN, TaxFilingMove.REFUSE): TaxFilingState.REFUSED,
        (TaxFilingState.REFUSED, TaxFilingMove.RETRY): TaxFilingState.WAITING,
        (TaxFilingState.ISSUED, TaxFilingMove.ASK_VOID): TaxFilingState.VOIDING,
        (TaxFilingState.VOIDING, TaxFilingMove.LOSE): TaxFilingState.VOIDING,
        (TaxFilingState.VOIDING, TaxFilingMove.VOID): TaxFilingState.VOIDED,
        # The platform keeps it: a credit note is the way then.
        (TaxFilingState.VOIDING, TaxFilingMove.KEEP): TaxFilingState.ISSUED,
    },
)
