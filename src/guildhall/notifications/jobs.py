"""Mails that are due, as soon as they are asked for and whenever the clock says so."""

from guildhall.customers.ports import CodeToSend
from guildhall.kernel import clock
from guildhall.kernel.jobs import job
from guildhall.kernel.stamp import system_stamp
from guildhall.notifications import operations


@job(max_retries=0)
def send_mails() -> None:
    """Send what is due; what cannot be sent now is tried again later."""
    operations.send_due_mails(stamp=system_stamp("notifications", clock.now()))


class CodesByMail:
    """Takes sign-in codes along by mail."""

    def send(self, code: CodeToSend) -> None:
        operations.send_code(code)
