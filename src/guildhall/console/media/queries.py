"""A product's pictures as one read model, in a constant number of statements."""

from dataclasses import dataclass
from uuid import UUID

from guildhall.catalog.queries import get_product_detail, list_pictures, scopes_of_product
from guildhall.catalog.states import MediaState
from guildhall.catalog.types import PictureCard, ProductDetail
from guildhall.kernel.stamp import Actor
from guildhall.organization.queries import list_sites


@dataclass(frozen=True, slots=True)
class PictureLine:
    """A picture with a text for each language in which there could be one."""

    card: PictureCard
    texts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class PicturePage:
    """A product's pictures. `is_waiting`: some are not drawn yet."""

    product: ProductDetail
    pictures: tuple[PictureLine, ...]
    locales: tuple[str, ...]
    can_edit: bool

    @property
    def is_waiting(self) -> bool:
        return any(line.card.state is MediaState.NEW for line in self.pictures)

    @property
    def order(self) -> tuple[UUID, ...]:
        return tuple(line.card.id for line in self.pictures)


def get_picture_page(code: str, *, actor: Actor) -> PicturePage:
    """Return a product's pictures. Refuses with ProductNotFound or NotPermitted."""
    product = get_product_detail(code)
    actor.must("catalog:view", scope=scopes_of_product(product.row.id))
    locales = ("", *sorted({site.locale for site in list_sites()}))
    return PicturePage(
        product=product,
        pictures=tuple(_line(card, locales) for card in list_pictures(code)),
        locales=locales,
        can_edit=actor.may("catalog:edit"),
    )


def _line(card: PictureCard, locales: tuple[str, ...]) -> PictureLine:
    said = dict(card.alts)
    every = (*locales, *(locale for locale in said if locale not in locales))
    return PictureLine(card, tuple((locale, said.get(locale, "")) for locale in every))
