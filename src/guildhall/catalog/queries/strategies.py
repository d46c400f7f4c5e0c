"""Strategies, and what they would make of their goods."""

from datetime import datetime
from decimal import Decimal

from guildhall.catalog.errors import PriceListNotFound, StrategyInvalid, StrategyNotFound
from guildhall.catalog.models import PriceList, PriceStrategy, Variant
from guildhall.catalog.queries.price_lists import card_of as list_card
from guildhall.catalog.queries.price_lists import lies_within
from guildhall.catalog.queries.pricing import describe_goods, goods_of, market_of
from guildhall.catalog.queries.slots import Slot, in_force
from guildhall.catalog.rules.strategies import below, faults_of, work_out
from guildhall.catalog.states import CostBasis
from guildhall.catalog.types.strategies import (
    About,
    Goods,
    Market,
    Preview,
    PreviewLine,
    Step,
    StrategyCard,
    StrategyDraft,
)
from guildhall.kernel.money import Money
from guildhall.organization.queries import get_channel


def list_strategies(*, scopes: tuple[str, ...] = ()) -> tuple[StrategyCard, ...]:
    """Return the strategies within reach, by list and in the order in which they are asked."""
    rows = PriceStrategy.objects.select_related("price_list__channel__brand")
    within = rows.filter(lies_within(scopes, channel="price_list__channel"))
    ordered = within.order_by("price_list__code", "position", "code")
    return tuple(card_of(row) for row in ordered)


def get_strategy(code: str) -> StrategyCard:
    """Return one strategy. Refuses with StrategyNotFound."""
    return card_of(strategy_row(code))


def strategy_row(code: str) -> PriceStrategy:
    rows = PriceStrategy.objects.select_related("price_list__channel__brand")
    row = rows.filter(code=code).first()
    if row is None:
        raise StrategyNotFound(code=code)
    return row


def preview_strategy(code: str, *, draft: StrategyDraft, at: datetime, limit: int = 20) -> Preview:
    """Return what a draft would make of some of its goods. Nothing is kept.

    Goods that a strategy before it prices are left to that one. Refuses with StrategyInvalid or
    PriceListNotFound.
    """
    if wrong := faults_of(draft.steps):
        raise StrategyInvalid(errors=wrong)
    lists = PriceList.objects.select_related("channel__brand")
    row = lists.filter(code=draft.price_list).first()
    if row is None:
        raise PriceListNotFound(code=draft.price_list)
    channel = get_channel(row.channel.code)
    day = channel.business_date(at)
    shadow = PriceStrategy(
        code=code, price_list=row, about=draft.about.kept(), position=draft.position
    )
    goods = goods_of(shadow)
    shown = list(goods.order_by("sku")[:limit])
    described = describe_goods(shown, basis=draft.basis, channel=channel, day=day)
    market = market_of(row, channel=channel, day=day)
    slot = Slot(channel.id, row.currency, row.id)
    standing = in_force(slot, [each.id for each in shown], at=at)
    lines = tuple(
        preview_line(
            each,
            described[each.id],
            draft=draft,
            market=market,
            before=standing[each.id].amount if each.id in standing else None,
        )
        for each in shown
    )
    return Preview(lines, goods.count())


def preview_line(
    variant: Variant,
    goods: Goods,
    *,
    draft: StrategyDraft,
    market: Market,
    before: Decimal | None,
) -> PreviewLine:
    worked = work_out(draft.steps, goods, market=market)
    missing = below(worked.margin, draft.margin_floor) if worked.price else Decimal(0)
    return PreviewLine(
        sku=variant.sku,
        title=variant.title,
        before=Money(before, market.currency) if before is not None else None,
        worked=worked,
        below_floor=missing,
    )


def card_of(row: PriceStrategy) -> StrategyCard:
    held = list_card(row.price_list)
    return StrategyCard(
        id=row.id,
        code=row.code,
        draft=StrategyDraft(
            title=row.title,
            price_list=held.code,
            basis=CostBasis(row.basis),
            steps=tuple(Step.of(kept) for kept in row.steps),
            about=About.of(row.about),
            margin_floor=row.margin_floor,
            position=row.position,
            is_active=row.is_active,
        ),
        channel=held.channel,
        currency=held.currency,
        scopes=held.scopes,
        number=row.version,
        updated_at=row.updated_at,
    )
