"""Everything that changes what leaves the building."""

from guildhall.fulfillment.operations.accounts import (
    AccountTerms,
    check_carrier_account,
    set_carrier_account,
    set_delivery_rule,
)
from guildhall.fulfillment.operations.calls import (
    run_call,
)
from guildhall.fulfillment.operations.ending import (
    cancel_work,
    cancel_works_of,
    close_works_of,
    short_line,
)
from guildhall.fulfillment.operations.files import (
    take_tracking_file,
)
from guildhall.fulfillment.operations.hearing import (
    note_by_hand,
    note_heard,
)
from guildhall.fulfillment.operations.holding import (
    hold_work,
    release_work,
    start_work,
    stop_work,
)
from guildhall.fulfillment.operations.labels import (
    request_label,
    void_label,
)
from guildhall.fulfillment.operations.notices import (
    apply_notice,
    receive_notice,
)
from guildhall.fulfillment.operations.numbers import (
    add_tracking,
)
from guildhall.fulfillment.operations.opening import (
    follow_order,
    release_filled,
)
from guildhall.fulfillment.operations.packing import (
    drop_parcel,
    finish_packing,
    open_parcel,
    pack_by_hand,
    pack_scan,
    reopen_parcel,
    seal_parcel,
    take_out,
)
from guildhall.fulfillment.operations.personal import forget_recipient
from guildhall.fulfillment.operations.picking import (
    Picked,
    cancel_pick_list,
    finish_pick_list,
    make_pick_list,
    note_picked,
)
from guildhall.fulfillment.operations.sharing import (
    merge_works,
    move_work,
    split_work,
)
from guildhall.fulfillment.operations.shipping import (
    ship_whole,
    ship_work,
)
from guildhall.fulfillment.operations.watching import (
    ask_about_parcels,
    watch_parcels,
)

__all__ = [
    "AccountTerms",
    "Picked",
    "add_tracking",
    "apply_notice",
    "ask_about_parcels",
    "cancel_pick_list",
    "cancel_work",
    "cancel_works_of",
    "check_carrier_account",
    "close_works_of",
    "drop_parcel",
    "finish_packing",
    "finish_pick_list",
    "follow_order",
    "forget_recipient",
    "hold_work",
    "make_pick_list",
    "merge_works",
    "move_work",
    "note_by_hand",
    "note_heard",
    "note_picked",
    "open_parcel",
    "pack_by_hand",
    "pack_scan",
    "receive_notice",
    "release_filled",
    "release_work",
    "reopen_parcel",
    "request_label",
    "run_call",
    "seal_parcel",
    "set_carrier_account",
    "set_delivery_rule",
    "ship_whole",
    "ship_work",
    "short_line",
    "split_work",
    "start_work",
    "stop_work",
    "take_out",
    "take_tracking_file",
    "void_label",
    "watch_parcels",
]
