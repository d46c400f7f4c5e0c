"""What happens to pictures."""

from dataclasses import dataclass
from uuid import UUID

from guildhall.kernel.events import Event, fact


@fact("catalog.picture_added", subject="product:{code}")
@dataclass(frozen=True, kw_only=True, slots=True)
class PictureAdded(Event):
    code: str
    picture: UUID
    bytes: int


@fact("catalog.picture_ready", subject="product:{code}")
@dataclass(frozen=True, kw_only=True, slots=True)
class PictureReady(Event):
    """The smaller sizes are made: storefronts show it."""

    code: str
    picture: UUID


@fact("catalog.picture_broken", subject="product:{code}")
@dataclass(frozen=True, kw_only=True, slots=True)
class PictureBroken(Event):
    """No smaller sizes can be made of it, or its file never arrived."""

    code: str
    picture: UUID


@fact("catalog.pictures_ordered", subject="product:{code}")
@dataclass(frozen=True, kw_only=True, slots=True)
class PicturesOrdered(Event):
    code: str


@fact("catalog.picture_described", subject="product:{code}")
@dataclass(frozen=True, kw_only=True, slots=True)
class PictureDescribed(Event):
    """What a picture shows was written in a language, or which variant it shows."""

    code: str
    picture: UUID
    locale: str


@fact("catalog.picture_removed", subject="product:{code}")
@dataclass(frozen=True, kw_only=True, slots=True)
class PictureRemoved(Event):
    code: str
    picture: UUID
