"""What was granted is carried out: each command's name, and the operation that it means.

A line's name and version are kept with what waits: never change one that was released. The
payload is what the operation itself stored by `ask_if_needed`.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from guildhall.approvals import operations
from guildhall.approvals.errors import CommandUnknown
from guildhall.approvals.events import ApprovalGranted
from guildhall.approvals.ports import StoredCommand
from guildhall.flows import corrections, prices, refunds
from guildhall.identity.events import PersonErased
from guildhall.inventory import operations as stock
from guildhall.inventory.types import Disposal
from guildhall.kernel.conditions import Expected, quoted
from guildhall.kernel.delivery.reactions import Delivered
from guildhall.kernel.stamp import Stamp, system_stamp

type Run = Callable[[Mapping[str, Any], Stamp], object]


def _post_stocktake(payload: Mapping[str, Any], stamp: Stamp) -> object:
    seen = Expected((quoted(payload["version"]),))
    return stock.post_stocktake(payload["number"], expected=seen, stamp=stamp)


def _write_off_lot(payload: Mapping[str, Any], stamp: Stamp) -> object:
    what = (payload["location"], payload["sku"], payload["lot"])
    gone = Disposal(*what, Decimal(payload["quantity"]), payload["reason"])
    return stock.write_off_lot(gone, stamp=stamp)


COMMANDS: dict[tuple[str, int], Run] = {
    ("catalog.change_price", 1): prices.change_price,
    ("catalog.apply_proposal", 1): prices.apply_proposal,
    ("inventory.post_stocktake", 1): _post_stocktake,
    ("inventory.write_off_lot", 1): _write_off_lot,
    ("inventory.adjust_stock", 1): corrections.adjust,
    ("inventory.write_off_stock", 1): corrections.write_off,
    ("payments.grant_refund", 1): refunds.grant,
}


class FlowsCommands:
    """The answer to what approvals asks: the table above."""

    def run(self, command: StoredCommand, *, stamp: Stamp) -> object:
        found = COMMANDS.get((command.name, command.version))
        if found is None:
            raise CommandUnknown(command=command.name, version=command.version)
        return found(command.payload, stamp)


def carry_out(event: ApprovalGranted, told: Delivered) -> None:
    stamp = system_stamp("flows", told.at, event.stamp.request_id)
    operations.carry_out(event.approval, stamp=stamp)


def forget_person(event: PersonErased, told: Delivered) -> None:
    stamp = system_stamp("flows", told.at, event.stamp.request_id)
    operations.forget_person(event.user, stamp=stamp)
