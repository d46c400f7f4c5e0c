"""What sites say of a product, and where it is shown, as one read model."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from guildhall.catalog.queries import (
    copies_of,
    fallback_of,
    get_product_detail,
    listings_of,
    scopes_of_product,
)
from guildhall.catalog.types import COPY_FIELDS, CopyText, ListingCard, ProductDetail, ShownCopy
from guildhall.kernel.stamp import Actor
from guildhall.organization.queries import list_channels, list_sites
from guildhall.organization.types import SiteCard

VIEW, EDIT = "catalog:view", "catalog:edit"


@dataclass(frozen=True, slots=True)
class Fallback:
    """What stands where a field says nothing, and where that comes from."""

    text: str
    origin: str


@dataclass(frozen=True, slots=True)
class ListingLine:
    card: ListingCard
    is_shown: bool
    can_edit: bool


@dataclass(frozen=True, slots=True)
class CopyPage:
    """One place's words for a product, what stands in for those it lacks, and the listings."""

    product: ProductDetail
    sites: tuple[SiteCard, ...]
    locales: tuple[str, ...]
    site: SiteCard | None
    locale: str
    own: CopyText
    fallbacks: dict[str, Fallback]
    listings: tuple[ListingLine, ...]
    can_edit: bool


def get_copy_page(code: str, *, site: str, locale: str, actor: Actor, at: datetime) -> CopyPage:
    """Return what is said of a product in one place.

    Refuses with ProductNotFound or NotPermitted; a site that is not there is all of them.
    """
    product = get_product_detail(code)
    actor.must(VIEW, scope=scopes_of_product(product.row.id))
    sites = list_sites()
    chosen = next((each for each in sites if str(each.number) == site), None)
    copies = copies_of(code)
    said = {(copy.site, copy.locale): copy.text for copy in copies}
    here = (chosen.id if chosen else None, locale)
    fallback = fallback_of(copies, site=here[0], locale=locale)
    locales = {each.locale for each in sites} | {locale for _, locale in said} | {locale}
    return CopyPage(
        product=product,
        sites=sites,
        locales=tuple(sorted(locales - {""})),
        site=chosen,
        locale=locale,
        own=said.get(here, CopyText()),
        fallbacks={
            name: _fallback(name, fallback, product=product, sites=sites) for name in COPY_FIELDS
        },
        listings=get_listings(code, actor=actor, at=at),
        can_edit=actor.may(EDIT, scope=chosen.channel.scopes if chosen else ()),
    )


def get_listings(code: str, *, actor: Actor, at: datetime) -> tuple[ListingLine, ...]:
    """Return where a product is shown, of the channels within reach. Refuses with NotPermitted."""
    reach = set(actor.reach(VIEW))
    channels = [each for each in list_channels() if not reach or reach & set(each.scopes)]
    return tuple(
        ListingLine(card, card.is_shown(at), actor.may(EDIT, scope=card.scopes))
        for card in listings_of(code, channels=channels)
    )


def _fallback(
    name: str, shown: ShownCopy, *, product: ProductDetail, sites: tuple[SiteCard, ...]
) -> Fallback:
    if name in shown.origins:
        site, locale = shown.origins[name]
        names = [each.name for each in sites if each.id == site]
        return Fallback(
            getattr(shown.text, name),
            " · ".join(filter(None, [*names, locale])) or gettext("all sites"),
        )
    own = {"title": product.row.title, "description": product.description}
    text = own.get(name, "")
    return Fallback(text, gettext("the product itself") if text else "")
