"""What others may see of papers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from guildhall.finance.states import IssueWhen, PaperKind
from guildhall.kernel.money import Money


@dataclass(frozen=True, slots=True)
class EntityTerms:
    """A legal entity as it is entered. Without a brand, it writes for all that have none."""

    name: str
    country: str
    address: str
    tax_numbers: Mapping[str, str] = field(default_factory=dict)
    brand: str = ""
    time_zone: str = "UTC"
    locale: str = "en"
    invoice_prefix: str = "INV"
    credit_prefix: str = "CN"
    issues: IssueWhen = IssueWhen.ON_REQUEST
    platform: str = ""
    platform_url: str = ""
    footer: str = ""


@dataclass(frozen=True, slots=True)
class EntityCard:
    """A legal entity. The key of its platform is there or not, and never shown."""

    code: str
    terms: EntityTerms
    updated_at: datetime
    has_platform_key: bool = False


@dataclass(frozen=True, slots=True)
class PlatformAccess:
    """Where a platform answers a legal entity, and with which key it is asked."""

    url: str
    key: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SeriesCard:
    """A series of numbers: what its last one was."""

    prefix: str
    year: int
    last: str


@dataclass(frozen=True, slots=True)
class Buyer:
    """To whom a paper is written, where it is not the order's customer as it stands there."""

    name: str = ""
    address: str = ""
    tax_number: str = ""


@dataclass(frozen=True, slots=True)
class PaperKey:
    """What makes two amounts the same thing: which line, which part, at which rate."""

    line: UUID | None
    part: str
    tax_rate: Decimal


@dataclass(frozen=True, slots=True)
class PaperAmounts:
    """What one thing comes to."""

    quantity: Decimal
    net: Decimal
    tax: Decimal

    @property
    def total(self) -> Decimal:
        return self.net + self.tax

    def __sub__(self, other: "PaperAmounts") -> "PaperAmounts":
        return PaperAmounts(
            self.quantity - other.quantity, self.net - other.net, self.tax - other.tax
        )

    def __neg__(self) -> "PaperAmounts":
        return PaperAmounts(-self.quantity, -self.net, -self.tax)

    def __bool__(self) -> bool:
        return bool(self.net or self.tax)


@dataclass(frozen=True, slots=True)
class InvoiceLineCard:
    """A line of a paper."""

    sku: str
    title: str
    unit: str
    part: str
    quantity: Decimal
    unit_price: Money
    tax_rate: Decimal
    net: Money
    tax: Money
    total: Money


@dataclass(frozen=True, slots=True)
class TaxSum:
    """What a paper comes to at one rate of tax."""

    rate: Decimal
    net: Money
    tax: Money


@dataclass(frozen=True, slots=True)
class FilingCard:
    """Where a paper stands at a platform, and what can be done about it."""

    platform: str
    state: str
    number: str
    url: str
    vendor_code: str
    told: str
    attempts: int = 0
    next_at: datetime | None = None
    moves: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class InvoiceRow:
    """A paper in a list. Amounts of credit notes are positive, too."""

    id: UUID
    number: str
    kind: PaperKind
    entity: str
    reference: str
    corrects: str
    issued_on: date
    issued_at: datetime
    net: Money
    tax: Money
    total: Money
    scopes: tuple[str, ...]
    filing: FilingCard | None


@dataclass(frozen=True, slots=True)
class InvoiceCard:
    """A paper in full."""

    row: InvoiceRow
    seller: Mapping[str, object]
    buyer: Buyer
    reason: str
    lines: tuple[InvoiceLineCard, ...]
    taxes: tuple[TaxSum, ...]


@dataclass(frozen=True, slots=True)
class InvoiceFilter:
    """Which papers a list shows. Empty fields do not narrow it."""

    text: str = ""
    kind: str = ""
    entity: str = ""
    reference: str = ""
    filing: str = ""
    since: date | None = None
    until: date | None = None
    scopes: tuple[str, ...] = ()
