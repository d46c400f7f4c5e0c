"""Each page of prices as one read model, in a constant number of statements."""

from dataclasses import dataclass
from datetime import date, datetime

from guildhall.catalog import queries as catalog
from guildhall.catalog.types import (
    CategoryCard,
    Matrix,
    MatrixFilter,
    Preview,
    PriceLine,
    PriceListCard,
    PriceListFilter,
    StrategyDraft,
    TaxClassCard,
    TaxRateCard,
)
from guildhall.kernel.refusals import NotPermitted
from guildhall.kernel.stamp import Actor
from guildhall.organization.errors import ChannelNotFound
from guildhall.organization.queries import get_channel, list_channels
from guildhall.organization.types import ChannelCard

VIEW, EDIT = "prices:view", "prices:edit"


@dataclass(frozen=True, slots=True)
class MatrixPage:
    """Prices of one channel side by side; `count` ends at 10,001."""

    channels: tuple[ChannelCard, ...]
    channel: ChannelCard | None
    matrix: Matrix
    count: int
    categories: tuple[CategoryCard, ...]
    can_edit: bool


@dataclass(frozen=True, slots=True)
class VariantPrices:
    """All that one variant costs on one channel, and what it cost in one place."""

    sku: str
    title: str
    channel: ChannelCard
    lines: tuple[PriceLine, ...]
    lists: tuple[PriceListCard, ...]
    price_list: str
    history: tuple[PriceLine, ...]
    can_edit: bool


def channels_within(actor: Actor) -> tuple[ChannelCard, ...]:
    """Return the channels whose prices somebody may see."""
    return tuple(card for card in list_channels() if actor.may(VIEW, scope=card.scopes))


def get_matrix_page(
    chosen: MatrixFilter, *, channel: str, at: datetime, cursor: str | None, actor: Actor
) -> MatrixPage:
    """Return one page of prices; the first channel within reach, where none is named.

    Refuses with ChannelNotFound, NotPermitted or CursorInvalid.
    """
    channels = channels_within(actor)
    named = [card for card in channels if card.code == channel] if channel else list(channels)
    if channel and not named:
        raise ChannelNotFound(code=channel)
    if not named:
        return MatrixPage(channels, None, Matrix((), (), None), 0, (), can_edit=False)
    card = named[0]
    return MatrixPage(
        channels=channels,
        channel=card,
        matrix=catalog.get_matrix(chosen, channel=card, at=at, cursor=cursor),
        count=catalog.count_matrix(chosen, channel=card),
        categories=catalog.list_categories(),
        can_edit=actor.may(EDIT, scope=card.scopes),
    )


def get_variant_prices(sku: str, *, channel: str, price_list: str, actor: Actor) -> VariantPrices:
    """Return what a variant costs on a channel. Refuses with ProductNotFound or NotPermitted."""
    card = get_channel(channel)
    if not actor.may(VIEW, scope=card.scopes):
        raise NotPermitted(permission=VIEW)
    lines = catalog.get_prices(sku, channel=card)
    variant = catalog.variant_ids([sku])[sku]
    return VariantPrices(
        sku=sku,
        title=catalog.titles_of([variant])[variant][1],
        channel=card,
        lines=lines,
        lists=catalog.price_lists_of(card.code),
        price_list=price_list,
        history=catalog.price_history(sku, channel=card, price_list=price_list),
        can_edit=actor.may(EDIT, scope=card.scopes),
    )


@dataclass(frozen=True, slots=True)
class StrategyChoices:
    """What the form of a strategy lets choose from."""

    lists: tuple[PriceListCard, ...]
    categories: tuple[CategoryCard, ...]
    sources: tuple[str, ...]


def get_choices(actor: Actor) -> StrategyChoices:
    """Return the lists within reach, the categories, and the sources of exchange rates."""
    lists = catalog.list_price_lists(PriceListFilter(scopes=actor.reach(VIEW)), limit=200)
    return StrategyChoices(lists.items, catalog.list_categories(), catalog.exchange_sources())


def look_ahead(code: str, *, draft: StrategyDraft, at: datetime, actor: Actor) -> Preview:
    """Return what a draft makes of some goods. Refuses with NotPermitted or StrategyInvalid."""
    held = catalog.get_price_list(draft.price_list)
    actor.must(VIEW, scope=held.scopes)
    return catalog.preview_strategy(code, draft=draft, at=at)


@dataclass(frozen=True, slots=True)
class TaxRow:
    """A tax class with the rate that holds today in each region; None is a hole."""

    card: TaxClassCard
    rates: tuple[TaxRateCard | None, ...]
    coming: tuple[TaxRateCard, ...]


@dataclass(frozen=True, slots=True)
class TaxPage:
    """Tax classes by region: those of the channels, and those that have a rate."""

    regions: tuple[str, ...]
    rows: tuple[TaxRow, ...]
    channels: tuple[ChannelCard, ...]


def get_tax_page(on: date) -> TaxPage:
    """Return how goods are taxed on a day, in four statements."""
    channels, classes = list_channels(), catalog.list_tax_classes()
    sold = {each.tax_region for each in channels}
    regions = tuple(sorted(sold | {rate.region for each in classes for rate in each.rates}))
    rows = tuple(
        TaxRow(
            each,
            tuple(each.rate_in(region, on=on) for region in regions),
            tuple(rate for rate in each.rates if rate.valid_from > on),
        )
        for each in classes
    )
    return TaxPage(regions, rows, channels)
