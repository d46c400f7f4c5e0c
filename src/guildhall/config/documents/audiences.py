"""For whom there is a document, and what stands in it."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Audience:
    """Callers of one kind. `prefixes` are the addresses that their document lists."""

    name: str
    title: str
    about: str
    prefixes: tuple[str, ...]
    address: str

    @property
    def file(self) -> Path:
        folder: Path = settings.API_DOCUMENTS
        return folder / f"{self.name}.json"

    @property
    def reference(self) -> str:
        """Where people read what programs read at `openapi.json`."""
        return f"{self.address}/reference"

    def is_for(self, path: str) -> bool:
        return any(path == prefix or path.startswith(f"{prefix}/") for prefix in self.prefixes)


STOREFRONT = Audience(
    name="storefront",
    title="Guildhall storefront",
    about="Catalogue, price, stock and orders of one company, for its sites and apps.",
    prefixes=("/storefront/v1", "/api/product", "/api/order"),
    address="/storefront/v1",
)
PROGRAMS = Audience(
    name="programs",
    title="Guildhall for programs",
    about="What one company's back office does, for its own programs and for apps.",
    prefixes=("/api/v1",),
    address="/api/v1",
)
HEADQUARTERS = Audience(
    name="hq",
    title="Guildhall HQ",
    about="A group's figures over all its subsidiaries, for its headquarters.",
    prefixes=("/hq/v1",),
    address="/hq/v1",
)
TENANT = (STOREFRONT, PROGRAMS)
PUBLIC = (HEADQUARTERS,)
REFERENCES = frozenset(each.reference for each in (*TENANT, *PUBLIC))
