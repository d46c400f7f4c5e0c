"""What is told to customers, and how far a mail has come."""

from enum import StrEnum

from guildhall.kernel.states import Machine


class MailKind(StrEnum):
    ORDER_CONFIRMED = "order_confirmed"
    ORDER_SHIPPED = "order_shipped"
    ORDER_REFUNDED = "order_refunded"
    ORDER_CANCELED = "order_canceled"
    SIGN_IN_CODE = "sign_in_code"


class DeliveryState(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    # There was nobody to write to, or the brand does not send this mail.
    SKIPPED = "skipped"


class DeliveryMove(StrEnum):
    SEND = "send"
    FAIL = "fail"
    SKIP = "skip"
    RETRY = "retry"


DELIVERY = Machine(
    start=DeliveryState.WAITING,
    moves={
        (DeliveryState.WAITING, DeliveryMove.SEND): DeliveryState.SENT,
        (DeliveryState.WAITING, DeliveryMove.FAIL): DeliveryState.FAILED,
        (DeliveryState.WAITING, DeliveryMove.SKIP): DeliveryState.SKIPPED,
        (DeliveryState.FAILED, DeliveryMove.RETRY): DeliveryState.WAITING,
    },
)
