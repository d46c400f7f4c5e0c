"""New prices, worked out first, then applied as one: nothing is priced anew behind anybody."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from guildhall.catalog.events import PricesProposed
from guildhall.catalog.models import Price, PriceProposal, PriceStrategy, ProposedPrice, Variant
from guildhall.catalog.queries.pricing import describe_goods, goods_of, market_of
from guildhall.catalog.queries.proposals import get_proposal
from guildhall.catalog.queries.slots import Slot, in_force
from guildhall.catalog.queries.strategies import card_of, preview_line, strategy_row
from guildhall.catalog.states import PriceSource
from guildhall.catalog.types.prices import MOST_POINTS, change_of
from guildhall.catalog.types.strategies import (
    Market,
    PreviewLine,
    ProposalCard,
    StrategyCard,
)
from guildhall.kernel.events import record
from guildhall.kernel.rows import insert_rows
from guildhall.kernel.stamp import Stamp
from guildhall.organization.queries import get_channel
from guildhall.organization.types import ChannelCard

AT_ONCE = 2_000
NOTHING = Decimal(0)


@dataclass(slots=True)
class _Tally:
    """What a run has come to so far."""

    lines: int = 0
    below_floor: int = 0
    largest_change: Decimal = NOTHING
    deepest: Decimal = NOTHING
    faults: Counter[str] = field(default_factory=Counter)

    def add(self, line: PreviewLine, row: ProposedPrice) -> None:
        self.lines += 1
        self.below_floor += row.is_below_floor
        self.deepest = max(self.deepest, line.below_floor)
        self.largest_change = max(self.largest_change, change_of(row.before, row.after))


@dataclass(frozen=True, slots=True)
class _Run:
    """A strategy, run for a moment."""

    strategy: StrategyCard
    row: PriceStrategy
    channel: ChannelCard
    market: Market
    slot: Slot
    starts: datetime


@transaction.atomic
def propose_prices(code: str, *, stamp: Stamp, valid_from: datetime | None = None) -> ProposalCard:
    """Run a strategy: keep each price that would differ, with its cost, to be looked at.

    Refuses with StrategyNotFound or NotPermitted.
    """
    run = _begun(code, starts=valid_from or stamp.at)
    stamp.by.must("prices:edit", scope=run.strategy.scopes)
    proposal = PriceProposal.objects.create(
        price_list_id=run.row.price_list_id,
        source=PriceSource.STRATEGY.value,
        source_reference=f"{code}@{run.strategy.number}",
        valid_from=valid_from,
        proposed_by=stamp.by.name,
        created_at=stamp.at,
    )
    tally = _Tally()
    for variants in _in_batches(goods_of(run.row).order_by("pk")):
        insert_rows(list(_proposed(proposal, run, variants=variants, tally=tally)))

    proposal.lines, proposal.below_floor = tally.lines, tally.below_floor
    proposal.largest_change, proposal.deepest_margin = tally.largest_change, tally.deepest
    proposal.faults = dict(tally.faults)
    proposal.save()
    record(
        PricesProposed(
            proposal=proposal.id,
            price_list=run.strategy.draft.price_list,
            strategy=code,
            lines=tally.lines,
            stamp=stamp,
        )
    )
    return get_proposal(proposal.id)


def _begun(code: str, *, starts: datetime) -> _Run:
    row = strategy_row(code)
    strategy = card_of(row)
    channel = get_channel(strategy.channel)
    day = channel.business_date(starts)
    return _Run(
        strategy=strategy,
        row=row,
        channel=channel,
        market=market_of(row.price_list, channel=channel, day=day),
        slot=Slot(channel.id, strategy.currency, row.price_list_id),
        starts=starts,
    )


def _proposed(
    proposal: PriceProposal, run: _Run, *, variants: list[Variant], tally: _Tally
) -> Iterator[ProposedPrice]:
    """Yield the lines of one batch; a price that is in force already is none."""
    draft = run.strategy.draft
    goods = describe_goods(variants, basis=draft.basis, channel=run.channel, day=run.market.day)
    standing = in_force(run.slot, [each.id for each in variants], at=run.starts)
    for variant in variants:
        before = _amount(standing, variant.id)
        line = preview_line(
            variant, goods[variant.id], draft=draft, market=run.market, before=before
        )
        tally.faults.update(str(each) for each in (line.worked.fault,) if each)
        price, cost = line.worked.price, line.worked.cost
        if price is None or price.amount == before:
            continue
        row = ProposedPrice(
            proposal_id=proposal.id,
            variant_id=variant.id,
            before=before,
            after=price.amount,
            cost=round(cost.amount, 4) if cost else None,
            margin=_told(line.worked.margin),
            is_below_floor=line.below_floor > 0,
        )
        tally.add(line, row)
        yield row


def _told(margin: Decimal | None) -> Decimal | None:
    """Return a margin as it is kept: what loses more than a million times its price is that."""
    return None if margin is None else max(round(margin, 4), -MOST_POINTS)


def _amount(standing: dict[UUID, Price], variant: UUID) -> Decimal | None:
    row = standing.get(variant)
    return row.amount if row else None


def _in_batches(rows: QuerySet[Variant]) -> Iterator[list[Variant]]:
    """Yield rows of a query by the key after which the last batch ended: memory stays flat."""
    last: UUID | None = None
    while True:
        following = rows.filter(pk__gt=last) if last else rows
        batch = list(following[:AT_ONCE])
        if not batch:
            return
        yield batch
        last = batch[-1].pk
