"""What channels call variants, in a test's few words."""

from uuid import UUID

from guildhall.catalog.operations import link_sku
from guildhall.catalog.queries import list_unmatched, resolve_external
from guildhall.catalog.types import NewLink, UnmatchedCard, UnmatchedFilter
from guildhall.kernel.stamp import Stamp
from guildhall.organization.types import ChannelCard


def meaning(web: ChannelCard, sku: str, stamp: Stamp, *, storefront: str = "") -> str:
    found = resolve_external(web, storefront, [sku], at=stamp.at)
    return found[sku].sku if sku in found else ""


def waiting(text: str = "") -> list[UnmatchedCard]:
    return list(list_unmatched(UnmatchedFilter(text=text)).items)


def link(
    web: ChannelCard,
    external: str,
    sku: str,
    stamp: Stamp,
    *,
    storefront: str = "",
    title: str = "",
) -> UUID:
    link = NewLink(external, storefront, title=title)
    return link_sku(sku, channel=web, link=link, stamp=stamp)
