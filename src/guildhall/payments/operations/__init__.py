"""Everything that moves money."""

from guildhall.payments.operations.accounts import change_account, open_account, rotate_secrets
from guildhall.payments.operations.beginning import begin_payment
from guildhall.payments.operations.calling import run_call
from guildhall.payments.operations.changing import capture_payment, refund_payment, void_payment
from guildhall.payments.operations.granting import (
    execute_refund,
    grant_owed,
    grant_refund,
    withdraw_refund,
)
from guildhall.payments.operations.hurrying import look_again, run_soon
from guildhall.payments.operations.letting_go import let_go, let_go_of_surplus
from guildhall.payments.operations.manual import (
    expect_transfer,
    note_transfer,
    record_manual_payment,
    refund_by_hand,
)
from guildhall.payments.operations.noting import note_steps
from guildhall.payments.operations.personal import forget_payer
from guildhall.payments.operations.reading import forget_old_notices, read_notice, retry_notice
from guildhall.payments.operations.receiving import receive_notice
from guildhall.payments.operations.timers import close_overdue, revoke_scans, warn_of_lapses
from guildhall.payments.operations.trying import try_account

__all__ = [
    "begin_payment",
    "capture_payment",
    "change_account",
    "close_overdue",
    "execute_refund",
    "expect_transfer",
    "forget_old_notices",
    "forget_payer",
    "grant_owed",
    "grant_refund",
    "let_go",
    "let_go_of_surplus",
    "look_again",
    "note_steps",
    "note_transfer",
    "open_account",
    "read_notice",
    "receive_notice",
    "record_manual_payment",
    "refund_by_hand",
    "refund_payment",
    "retry_notice",
    "revoke_scans",
    "rotate_secrets",
    "run_call",
    "run_soon",
    "try_account",
    "void_payment",
    "warn_of_lapses",
    "withdraw_refund",
]
