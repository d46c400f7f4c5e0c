"""Everything that changes stock: promises, and what arrives, leaves or is corrected."""

from guildhall.inventory.operations.adjustments import (
    adjust_stock,
    write_off_stock,
)
from guildhall.inventory.operations.blocks import (
    block_stock,
    unblock_stock,
)
from guildhall.inventory.operations.bookings import (
    receive_stock,
)
from guildhall.inventory.operations.checkouts import (
    convert_hold,
    drop_hold,
    extend_hold,
    hold_stock,
)
from guildhall.inventory.operations.checks import (
    run_check,
    start_check,
)
from guildhall.inventory.operations.corrections import (
    correct_costs,
)
from guildhall.inventory.operations.counting import (
    ScanIn,
    count_scan,
)
from guildhall.inventory.operations.disposals import (
    write_off_lot,
)
from guildhall.inventory.operations.holds import (
    expire_holds,
    keep_stock,
    release_stock,
    reserve_stock,
    ship_stock,
)
from guildhall.inventory.operations.locations import (
    change_location,
    close_location,
    open_location,
    reopen_location,
)
from guildhall.inventory.operations.lots import (
    repack_lot,
    set_removal,
)
from guildhall.inventory.operations.patterns import (
    set_scan_pattern,
)
from guildhall.inventory.operations.policies import (
    set_low_line,
    set_offer,
    set_sourcing,
)
from guildhall.inventory.operations.portions import (
    move_promise,
    release_part,
    ship_part,
)
from guildhall.inventory.operations.postings import (
    post_stocktake,
)
from guildhall.inventory.operations.publishing import (
    acknowledge_push,
    note_seen,
    push_stock,
    set_publish_rule,
    set_variant_rule,
)
from guildhall.inventory.operations.recalls import (
    block_expired_lots,
    lift_recall,
    recall_lot,
)
from guildhall.inventory.operations.receipts import (
    receive_goods,
    reverse_receipt,
)
from guildhall.inventory.operations.refitting import (
    refit_stock,
    trim_stock,
)
from guildhall.inventory.operations.reordering import (
    set_reorder_rule,
    snooze_reorder_rule,
)
from guildhall.inventory.operations.replenishment import (
    decide_reorder,
    run_reorder_rules,
    snooze_reorder,
)
from guildhall.inventory.operations.reports import (
    note_value_export,
)
from guildhall.inventory.operations.snapshots import (
    take_snapshots,
)
from guildhall.inventory.operations.sources import (
    sell_from,
    set_sources,
)
from guildhall.inventory.operations.stocktakes import (
    cancel_stocktake,
    count_again,
    count_stock,
    finish_counting,
    judge_line,
    start_stocktake,
    take_back_scan,
)
from guildhall.inventory.operations.transfers import (
    cancel_transfer,
    close_transfer,
    plan_transfer,
    receive_transfer,
    send_transfer,
)
from guildhall.inventory.operations.trays import (
    book_tray,
    describe_tray,
    drop_tray,
    open_tray,
    scan_onto,
    take_back,
)
from guildhall.inventory.operations.valuation import (
    value_stock,
)

__all__ = [
    "ScanIn",
    "acknowledge_push",
    "adjust_stock",
    "block_expired_lots",
    "block_stock",
    "book_tray",
    "cancel_stocktake",
    "cancel_transfer",
    "change_location",
    "close_location",
    "close_transfer",
    "convert_hold",
    "correct_costs",
    "count_again",
    "count_scan",
    "count_stock",
    "decide_reorder",
    "describe_tray",
    "drop_hold",
    "drop_tray",
    "expire_holds",
    "extend_hold",
    "finish_counting",
    "hold_stock",
    "judge_line",
    "keep_stock",
    "lift_recall",
    "move_promise",
    "note_seen",
    "note_value_export",
    "open_location",
    "open_tray",
    "plan_transfer",
    "post_stocktake",
    "push_stock",
    "recall_lot",
    "receive_goods",
    "receive_stock",
    "receive_transfer",
    "refit_stock",
    "release_part",
    "release_stock",
    "reopen_location",
    "repack_lot",
    "reserve_stock",
    "reverse_receipt",
    "run_check",
    "run_reorder_rules",
    "scan_onto",
    "sell_from",
    "send_transfer",
    "set_low_line",
    "set_offer",
    "set_publish_rule",
    "set_removal",
    "set_reorder_rule",
    "set_scan_pattern",
    "set_sources",
    "set_sourcing",
    "set_variant_rule",
    "ship_part",
    "ship_stock",
    "snooze_reorder",
    "snooze_reorder_rule",
    "start_check",
    "start_stocktake",
    "take_back",
    "take_back_scan",
    "take_snapshots",
    "trim_stock",
    "unblock_stock",
    "value_stock",
    "write_off_lot",
    "write_off_stock",
]
