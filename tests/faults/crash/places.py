"""Where whoever does what may die: before and after every commit and every call to a vendor."""

from integrations.hub.client import TRIES
from tests.faults.crash import back_office, deeds
from tests.faults.crash.deeds import Deed

WEB, WORKER = "web", "worker"

CALL = (
    "payments.claim_written",
    "payments.claimed",
    "payments.send_about_to",
    "payments.send_answered",
    "payments.answer_written",
    "payments.answer_kept",
)
LOOK = ("payments.look_about_to", "payments.look_answered")
ADVANCE = ("checkout.advanced", "checkout.advance_committed")
READ = (
    "payments.notice_take_written",
    "payments.notice_taken",
    "payments.notice_read_written",
    "payments.notice_read",
)
EXECUTE = (
    "payments.refund_written",
    "payments.grant_written",
    "payments.refund_asked",
    "payments.grant_executed",
)
GRANT = ("payments.refund_granted_written", "payments.refund_granted")
SHARE = ("payments.share_claim_written", "payments.share_claimed", "payments.share_about_to")

DEEDS: tuple[tuple[str, str, Deed, tuple[str, ...]], ...] = (
    (
        "checkout",
        WEB,
        deeds.buy_on_the_web,
        (
            "checkout.cart_locked",
            "payments.begin_written",
            "checkout.payments_begun",
            "payments.begun",
            "checkout.started",
            *CALL,
            *ADVANCE,
        ),
    ),
    ("checkout", WEB, deeds.buy_declined_on_the_web, ("checkout.undoing",)),
    (
        "checkout",
        WORKER,
        deeds.buy_by_sweeps,
        ("checkout.claim_written", "checkout.claimed", *CALL, *ADVANCE),
    ),
    ("checkout", WORKER, deeds.buy_declined_by_sweeps, ("checkout.undoing",)),
    ("checkout", WORKER, deeds.buy_and_hear_nothing, LOOK),
    ("checkout", WEB, deeds.be_told, ("payments.notice_written", "payments.notice_kept")),
    ("checkout", WORKER, deeds.be_told, (*READ, *ADVANCE)),
    (
        "cancel",
        WEB,
        deeds.call_off_on_the_web,
        ("checkout.undoing", "checkout.cancel_written", "checkout.canceled"),
    ),
    (
        "capture",
        WEB,
        deeds.capture_on_the_web,
        ("payments.capture_written", "payments.capture_asked"),
    ),
    ("capture", WORKER, deeds.capture, CALL),
    ("capture", WORKER, deeds.capture_and_hear_nothing, LOOK),
    ("cancel", WEB, deeds.cancel_on_the_web, ("orders.cancel_written", "orders.canceled")),
    ("cancel", WORKER, deeds.cancel, ("payments.void_written", "payments.void_asked", *CALL)),
    ("cancel", WORKER, deeds.cancel_paid, (*GRANT, *EXECUTE, "payments.send_answered")),
    ("refund", WEB, deeds.grant_on_the_web, GRANT),
    ("refund", WEB, deeds.refund_on_the_web, EXECUTE),
    ("refund", WORKER, deeds.refund, (*EXECUTE, *CALL)),
    ("refund", WORKER, deeds.refund_and_hear_nothing, LOOK),
    (
        "split",
        WEB,
        back_office.share_on_the_web,
        ("payments.split_written", "payments.split_planned"),
    ),
    (
        "split",
        WORKER,
        back_office.share_out,
        (
            *SHARE,
            "payments.split_answered",
            "payments.split_kept",
            "payments.split_answer_kept",
        ),
    ),
    ("split", WORKER, back_office.set_free, ("payments.split_answered",)),
    (
        "split",
        WEB,
        back_office.ask_back_on_the_web,
        ("payments.return_written", "payments.return_asked"),
    ),
    (
        "split",
        WORKER,
        back_office.ask_back,
        (
            *SHARE,
            "payments.return_answered",
            "payments.return_kept",
            "payments.return_answer_kept",
        ),
    ),
    (
        "split",
        WORKER,
        back_office.name_receiver,
        (
            "payments.receiver_answered",
            "payments.receiver_kept",
            "payments.receiver_answer_kept",
        ),
    ),
    (
        "reconcile",
        WORKER,
        back_office.reconcile,
        (
            "payments.bill_claim_written",
            "payments.bill_claimed",
            "payments.bill_spooled",
            "payments.bill_matched_written",
            "payments.bill_matched",
        ),
    ),
    (
        "reconcile",
        WORKER,
        back_office.reconcile_what_is_late,
        ("payments.bill_missed_written", "payments.bill_missed"),
    ),
)

FAULTS: dict[str, dict[str, object]] = {
    "well": {},
    "answers cut": {"drop": TRIES},
    "500 after it was done": {"fail_after_commit": 1},
    "500 before it was done": {"fail_before": 1},
    "slow": {"delay_ms": 200},
    "told twice, last first": {"duplicate": 1, "reorder": True},
    "silent": {"silent": True},
}

# A decline whose answer did not come is no decline to the web: whoever sweeps asks, and undoes.
UNHEARD = {"answers cut", "500 after it was done", "500 before it was done"}
NOT_THERE: dict[tuple[Deed, str], set[str]] = {
    (deeds.buy_declined_on_the_web, "checkout.undoing"): UNHEARD
}


def faults_at(deed: Deed, point: str) -> list[str]:
    """Return the faults with which a deed gets to a place."""
    return [fault for fault in FAULTS if fault not in NOT_THERE.get((deed, point), ())]
