"""The tree of goods."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class CategoryCard:
    """A place in the tree. `below` counts the products in it and under it, archived ones not."""

    id: UUID
    code: str
    title: str
    parent: str
    path: str
    position: int
    updated_at: datetime
    here: int = 0
    below: int = 0
    attributes: int = 0
    children: int = 0

    @property
    def depth(self) -> int:
        return self.path.count("/") - 2

    @property
    def version(self) -> str:
        return f"{self.id.hex[-12:]}-{self.updated_at:%Y%m%d%H%M%S%f}"
