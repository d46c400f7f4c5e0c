"""What kinds of goods there are, and what lives their prices, links, pictures and files have."""

from enum import StrEnum

from guildhall.kernel.states import Machine


class ProductKind(StrEnum):
    """A bundle has no stock of its own: it is as available as its parts."""

    GOODS = "goods"
    BUNDLE = "bundle"
    DIGITAL = "digital"


class Tracking(StrEnum):
    """Whether stock of a variant is told apart by lot, or piece by piece."""

    NONE = "none"
    LOT = "lot"
    SERIAL = "serial"


class Packaging(StrEnum):
    UNIT = "unit"
    INNER = "inner"
    CASE = "case"
    PALLET = "pallet"


class AttributeType(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    FLAG = "flag"
    DAY = "day"
    CHOICE = "choice"
    CHOICES = "choices"


class CostBasis(StrEnum):
    """Which cost a price is made from."""

    AVERAGE = "average"
    LAST = "last"
    STANDARD = "standard"


class PriceSource(StrEnum):
    MANUAL = "manual"
    IMPORT = "import"
    STRATEGY = "strategy"
    RELEASE = "release"


class ProposalState(StrEnum):
    """Waiting for somebody's yes, it can still be dropped; what was applied stays."""

    OPEN = "open"
    WAITING = "waiting"
    APPLIED = "applied"
    DROPPED = "dropped"


class ProposalMove(StrEnum):
    ASK = "ask"
    APPLY = "apply"
    DROP = "drop"


PROPOSAL = Machine(
    start=ProposalState.OPEN,
    moves={
        (ProposalState.OPEN, ProposalMove.ASK): ProposalState.WAITING,
        (ProposalState.OPEN, ProposalMove.APPLY): ProposalState.APPLIED,
        (ProposalState.OPEN, ProposalMove.DROP): ProposalState.DROPPED,
        (ProposalState.WAITING, ProposalMove.ASK): ProposalState.WAITING,
        (ProposalState.WAITING, ProposalMove.APPLY): ProposalState.APPLIED,
        (ProposalState.WAITING, ProposalMove.DROP): ProposalState.DROPPED,
    },
)


class StepKind(StrEnum):
    """What a step of a strategy does to the sum that it is given."""

    CONVERT = "convert"
    PERCENT = "percent"
    MARGIN = "margin"
    SUM = "sum"
    FREIGHT = "freight"
    TAX = "tax"
    ROUND = "round"
    ENDING = "ending"
    LEAST = "least"
    MOST = "most"


class Toward(StrEnum):
    """To which side a price is rounded."""

    NEAREST = "nearest"
    UP = "up"
    DOWN = "down"


class WhenStale(StrEnum):
    """What is done with an exchange rate that is too old."""

    REFUSE = "refuse"
    WARN = "warn"


class PricingFault(StrEnum):
    """Why a strategy makes no price of a variant."""

    NO_COST = "no_cost"
    NO_WEIGHT = "no_weight"
    NO_TAX_RATE = "no_tax_rate"
    NO_EXCHANGE_RATE = "no_exchange_rate"
    STALE_RATE = "stale_rate"
    OTHER_CURRENCY = "other_currency"
    OUT_OF_RANGE = "out_of_range"


class LinkState(StrEnum):
    """Taken away by a person, a link is `unlinked` and no sync makes it again."""

    LINKED = "linked"
    UNLINKED = "unlinked"


class Likeness(StrEnum):
    """What speaks for a variant that a channel's SKU could mean, the strongest first."""

    BARCODE = "barcode"
    SKU = "sku"
    TITLE = "title"


class MediaState(StrEnum):
    NEW = "new"
    READY = "ready"
    BROKEN = "broken"


class ImportState(StrEnum):
    """A file is checked first: that writes nothing and tells what taking it would do."""

    UPLOADED = "uploaded"
    CHECKING = "checking"
    CHECKED = "checked"
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


class ImportMove(StrEnum):
    PREPARE = "prepare"
    CHECK = "check"
    RUN = "run"
    FINISH = "finish"
    STOP = "stop"
    FAIL = "fail"


# What was stopped or failed goes on from the row where it ended, or begins anew with a check.
IMPORT = Machine(
    start=ImportState.UPLOADED,
    moves={
        (ImportState.UPLOADED, ImportMove.PREPARE): ImportState.UPLOADED,
        (ImportState.UPLOADED, ImportMove.CHECK): ImportState.CHECKING,
        (ImportState.CHECKING, ImportMove.FINISH): ImportState.CHECKED,
        (ImportState.CHECKING, ImportMove.STOP): ImportState.STOPPED,
        (ImportState.CHECKING, ImportMove.FAIL): ImportState.FAILED,
        (ImportState.CHECKED, ImportMove.RUN): ImportState.RUNNING,
        (ImportState.CHECKED, ImportMove.CHECK): ImportState.CHECKING,
        (ImportState.CHECKED, ImportMove.PREPARE): ImportState.UPLOADED,
        (ImportState.RUNNING, ImportMove.FINISH): ImportState.DONE,
        (ImportState.RUNNING, ImportMove.STOP): ImportState.STOPPED,
        (ImportState.RUNNING, ImportMove.FAIL): ImportState.FAILED,
        (ImportState.STOPPED, ImportMove.RUN): ImportState.RUNNING,
        (ImportState.STOPPED, ImportMove.CHECK): ImportState.CHECKING,
        (ImportState.STOPPED, ImportMove.PREPARE): ImportState.UPLOADED,
        (ImportState.FAILED, ImportMove.RUN): ImportState.RUNNING,
        (ImportState.FAILED, ImportMove.CHECK): ImportState.CHECKING,
        (ImportState.FAILED, ImportMove.PREPARE): ImportState.UPLOADED,
    },
)
AT_WORK = (ImportState.CHECKING, ImportState.RUNNING)


class ImportPolicy(StrEnum):
    """What happens where rows are wrong: the others are taken, or none."""

    SKIP = "skip"
    REFUSE = "refuse"


class SheetFormat(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"


class Column(StrEnum):
    """What a column of a file of products can hold. Two come once for each of what they name."""

    SKU = "sku"
    PRODUCT = "product"
    TITLE = "title"
    VARIANT_TITLE = "variant_title"
    DESCRIPTION = "description"
    BRAND = "brand"
    CATEGORY = "category"
    TAX_CLASS = "tax_class"
    UNIT = "unit"
    WEIGHT = "weight_grams"
    BARCODES = "barcodes"
    OPTION = "option"
    PRICE = "price"


class Bars(StrEnum):
    """Which bars a label shows: those that fit its code, or always the same."""

    FITTING = "fitting"
    CODE128 = "code128"
    QR = "qr"
