"""Pictures as others see them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from guildhall.catalog.states import MediaState


@dataclass(frozen=True, slots=True)
class PictureFacts:
    """What a file says of itself before anybody draws it."""

    type: str
    extension: str
    width: int
    height: int
    bytes: int
    digest: str


@dataclass(frozen=True, slots=True)
class PictureCard:
    """A picture as those who look after a product see it; `alts` are (language, text).

    `sizes` are (width, file name), the smallest first; there are none until it is ready.
    """

    id: UUID
    sku: str
    width: int
    height: int
    bytes: int
    state: MediaState
    sizes: tuple[tuple[int, str], ...]
    alts: tuple[tuple[str, str], ...]
    created_at: datetime

    @property
    def thumbnail(self) -> str:
        return self.sizes[0][1] if self.sizes else ""


@dataclass(frozen=True, slots=True)
class ShownPicture:
    """A picture as a storefront shows it, with what it shows in the storefront's language."""

    id: UUID
    variant_id: UUID | None
    width: int
    height: int
    sizes: tuple[tuple[int, str], ...]
    alt: str
