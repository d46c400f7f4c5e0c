"""Price lists as others may see them, and as they are asked for."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class PriceListDraft:
    """What can be said of a price list after it was made."""

    title: str
    customer_group: str = ""
    priority: int = 0
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class PriceListCard:
    """Prices of one channel in one currency: for whom, when, and before which others."""

    id: UUID
    code: str
    title: str
    channel: str
    brand: str
    currency: str
    customer_group: str
    priority: int
    starts_at: datetime | None
    ends_at: datetime | None
    is_active: bool
    updated_at: datetime

    @property
    def scopes(self) -> tuple[str, ...]:
        return (f"channel:{self.channel}", f"brand:{self.brand}")

    @property
    def version(self) -> str:
        return f"{self.id.hex[-12:]}-{self.updated_at:%Y%m%d%H%M%S%f}"

    def counts_at(self, at: datetime) -> bool:
        begun = self.starts_at is None or self.starts_at <= at
        return self.is_active and begun and (self.ends_at is None or at < self.ends_at)


@dataclass(frozen=True, slots=True)
class PriceListFilter:
    """Which price lists are shown. Empty fields do not narrow it; `scopes` is the reach."""

    text: str = ""
    channel: str = ""
    customer_group: str = ""
    active: bool | None = None
    scopes: tuple[str, ...] = ()
