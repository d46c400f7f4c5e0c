"""What lies open in a storeroom on any day: lots, goods on their way, a count, a yes to give."""

from datetime import timedelta
from decimal import Decimal

from django.db import transaction

from guildhall.approvals.operations import set_rule
from guildhall.approvals.states import ActionCode
from guildhall.approvals.types import RuleTerms
from guildhall.config.demo.cast import CURRENCY
from guildhall.config.demo.showroom import APRONS, COSTS, MUG, ROAST
from guildhall.identity.queries import actor_again, list_staff
from guildhall.identity.states import Role
from guildhall.inventory.operations import (
    adjust_stock,
    block_expired_lots,
    count_stock,
    plan_transfer,
    receive_goods,
    run_reorder_rules,
    send_transfer,
    set_offer,
    set_reorder_rule,
    start_stocktake,
    value_stock,
)
from guildhall.inventory.queries import list_levels
from guildhall.inventory.types import (
    Arrival,
    ArrivedLine,
    Correction,
    CountScan,
    LevelFilter,
    LotWord,
    Offer,
    ReorderTerms,
    StockKey,
    TransferPlan,
    TransferWish,
)
from guildhall.kernel.refusals import NotPermitted
from guildhall.kernel.stamp import Stamp

SUPPLIER = "Mill Lane Goods"
SHARES = {sku: Decimal(12) for sku in APRONS} | {MUG: Decimal(144)}
ROASTS = (("R-2041", 9, 60), ("R-2055", 120, 80), ("R-1987", -2, 12))
"""The lots of the roast: code, days until it expires, bags."""


@transaction.atomic
def stock_up(stores: tuple[str, ...], *, channel: str, stamp: Stamp) -> None:
    """Fill the storeroom of the current tenant's first store, and leave work lying there."""
    home = stores[0]
    _receive(home, stamp)
    set_offer(MUG, Offer(Decimal(24), lead_days=10), channel=channel, stamp=stamp)
    terms = ReorderTerms(
        level=Decimal(20), quantity=Decimal(48), multiple=Decimal(12), lead_days=5
    )
    set_reorder_rule(APRONS[0], home, terms=terms, stamp=stamp)
    for store in stores[1:2]:
        wishes = (TransferWish(MUG, Decimal(24)), TransferWish(APRONS[1], Decimal(4)))
        number = plan_transfer(TransferPlan(home, store, wishes), stamp=stamp)
        send_transfer(number, stamp=stamp)
    _count(home, stamp)
    _ask_for_a_yes(home, stamp)
    value_stock(stamp=stamp)
    run_reorder_rules(location=home, stamp=stamp)


def _receive(home: str, stamp: Stamp) -> None:
    today = stamp.at.date()
    lines = [ArrivedLine(sku, count, Decimal(COSTS[sku])) for sku, count in SHARES.items()]
    lots = [
        ArrivedLine(
            ROAST,
            Decimal(bags),
            Decimal(COSTS[ROAST]),
            LotWord(code, expires_on=today + timedelta(days)),
        )
        for code, days, bags in ROASTS
    ]
    arrival = Arrival(home, (*lines, *lots), SUPPLIER, "MLG-7731", CURRENCY)
    receive_goods(arrival, stamp=stamp)
    block_expired_lots(stamp=stamp)


def _count(home: str, stamp: Stamp) -> None:
    number = start_stocktake(home, skus=(*APRONS[:3], MUG), stamp=stamp)
    scans = [CountScan(APRONS[0], Decimal(12)), CountScan(APRONS[1], Decimal(7))]
    count_stock(number, scans=scans, stamp=stamp)


def _ask_for_a_yes(home: str, stamp: Stamp) -> None:
    """Let somebody correct more than they may alone, so that somebody else is asked."""
    set_rule(RuleTerms(ActionCode.STOCK_ADJUST, Decimal(20)), stamp=stamp)
    clerk = next(card for card in list_staff() if Role.OPERATIONS in card.roles)
    actor = actor_again("staff", clerk.id, at=stamp.at)
    if actor is None:
        raise NotPermitted
    theirs = Stamp(actor, stamp.at, stamp.request_id)
    level = list_levels(LevelFilter(location=home, text=MUG)).items[0]
    correction = Correction(Decimal(-30), level.on_hand, "A pallet tipped over")
    adjust_stock(StockKey(MUG, home), correction, stamp=theirs)
