"""What kinds of goods there are, and what lives their prices, links, pictures and files have."""

from enum import StrEnum


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
    OPEN = "open"
    WAITING = "waiting"
    APPLIED = "applied"
    DROPPED = "dropped"


class LinkState(StrEnum):
    """Taken away by a person, a link is `unlinked` and no sync makes it again."""

    LINKED = "linked"
    UNLINKED = "unlinked"


class MediaState(StrEnum):
    NEW = "new"
    READY = "ready"
    BROKEN = "broken"


class ImportState(StrEnum):
    UPLOADED = "uploaded"
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"
