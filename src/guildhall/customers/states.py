"""The life of a customer, and the words that their contacts and consents use."""

from enum import StrEnum

from guildhall.kernel.states import Machine


class CustomerKind(StrEnum):
    PERSON = "person"
    ORGANIZATION = "organization"


class CustomerState(StrEnum):
    ACTIVE = "active"
    BLOCKED = "blocked"
    MERGED = "merged"
    ERASED = "erased"


class CustomerMove(StrEnum):
    BLOCK = "block"
    UNBLOCK = "unblock"
    MERGE = "merge"
    SEPARATE = "separate"
    ERASE = "erase"


CUSTOMER = Machine(
    start=CustomerState.ACTIVE,
    moves={
        (CustomerState.ACTIVE, CustomerMove.BLOCK): CustomerState.BLOCKED,
        (CustomerState.BLOCKED, CustomerMove.UNBLOCK): CustomerState.ACTIVE,
        (CustomerState.ACTIVE, CustomerMove.MERGE): CustomerState.MERGED,
        (CustomerState.MERGED, CustomerMove.SEPARATE): CustomerState.ACTIVE,
        (CustomerState.ACTIVE, CustomerMove.ERASE): CustomerState.ERASED,
        (CustomerState.BLOCKED, CustomerMove.ERASE): CustomerState.ERASED,
        (CustomerState.MERGED, CustomerMove.ERASE): CustomerState.ERASED,
    },
)
LIVE_STATES = (CustomerState.ACTIVE, CustomerState.BLOCKED)


class ContactKind(StrEnum):
    EMAIL = "email"
    PHONE = "phone"


class ConsentChannel(StrEnum):
    """By which way somebody may be told of offers. What an order needs asks for no consent."""

    EMAIL = "email"
    SMS = "sms"
    PHONE = "phone"
    POST = "post"
    WECHAT = "wechat"


class ConsentSource(StrEnum):
    STOREFRONT = "storefront"
    CHECKOUT = "checkout"
    STAFF = "staff"
    IMPORT = "import"
    PROGRAM = "program"
