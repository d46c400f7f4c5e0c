"""What is said of a product: in common, on one site, in one language, or both."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

COPY_FIELDS = ("title", "description", "slug", "seo_title", "seo_description")


@dataclass(frozen=True, slots=True)
class CopyText:
    """Words for a product. An empty field says nothing: a more common one speaks."""

    title: str = ""
    description: str = ""
    slug: str = ""
    seo_title: str = ""
    seo_description: str = ""

    @property
    def version(self) -> str:
        """The name of these words: others have another one, and none at all have one, too."""
        words = "\0".join(getattr(self, name) for name in COPY_FIELDS)
        return hashlib.sha256(words.encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class CopyCard:
    """What is said in one place: on a site (or all), in a language (or all)."""

    site: UUID | None
    locale: str
    text: CopyText
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class ShownCopy:
    """What a site shows in a language, and which (site, language) each field comes from."""

    text: CopyText
    origins: dict[str, tuple[UUID | None, str]]
