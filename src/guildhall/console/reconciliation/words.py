"""What differences, solutions and states are called."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guildhall.console.shell.navigation import Text
from guildhall.payments.states import BillState, ItemState, LineKind, Solution, Verdict

VERDICTS: dict[str, Text] = {
    Verdict.MATCHED: _("Agrees"),
    Verdict.NOTED: _("Fees and payouts"),
    Verdict.OURS_ONLY: _("Not on the bill"),
    Verdict.THEIRS_ONLY: _("On the bill alone"),
    Verdict.AMOUNT_DIFFERS: _("Amount differs"),
    Verdict.FEE_DIFFERS: _("Fee differs"),
    "pending": _("Waits for the next bill"),
}
KINDS: dict[str, Text] = {
    LineKind.CHARGE: _("Payment"),
    LineKind.REFUND: _("Refund"),
    LineKind.CHARGE_BACK: _("Charge back"),
    LineKind.CHARGE_BACK_REVERSE: _("Charge back reversed"),
    LineKind.REFUND_REVERSE: _("Refund came back"),
    LineKind.FEE: _("Fee"),
    LineKind.PAYOUT: _("Payout"),
}
ITEM_STATES: dict[str, Text] = {
    ItemState.OPEN: pgettext_lazy("difference", "Open"),
    ItemState.IN_WORK: _("In work"),
    ItemState.SOLVED: _("Solved"),
}
BILL_STATES: dict[str, Text] = {
    BillState.WAITING: _("Waiting"),
    BillState.MATCHED: _("Matched"),
    BillState.MISSING: _("Missing"),
    BillState.GONE: _("No longer given out"),
}
SOLUTIONS: dict[str, Text] = {
    Solution.SETTLED_LATER: _("Settled by itself later"),
    Solution.BOOKED_BY_HAND: _("Booked by hand"),
    Solution.REFUNDED_OUTSIDE: _("Refunded outside of this system"),
    Solution.PROVIDER_CORRECTED: _("Corrected by the provider"),
    Solution.FEE_ACCEPTED: _("Fee accepted"),
    Solution.TEST_PAYMENT: _("A test payment"),
    Solution.WRITTEN_OFF: _("Written off"),
    Solution.OTHER: _("Another reason"),
}
DEEDS: dict[str, Text] = {
    "found": _("Found"),
    "changed": _("Changed with another version of the bill"),
    "take": _("Taken or given back"),
    "solve": _("Solved"),
    "reopen": _("Opened again"),
    "note": _("Note"),
}
