"""Everything that changes what customers are told."""

from guildhall.notifications.operations.sending import (
    ask_mail,
    retry_mail,
    send_code,
    send_due_mails,
)
from guildhall.notifications.operations.wording import keep_look, keep_words

__all__ = [
    "ask_mail",
    "keep_look",
    "keep_words",
    "retry_mail",
    "send_code",
    "send_due_mails",
]
