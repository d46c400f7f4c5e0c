"""What is done with one order, or many, for the matrix."""

from decimal import Decimal

from guildhall.kernel.stamp import Stamp
from guildhall.orders import operations
from guildhall.orders.states import EditKind, HoldReason
from guildhall.orders.types import EditChange
from tests.isolation.call import REASON, Call

ORDER = "/api/v1/orders/{number}"
BREAD = EditChange(EditKind.ADD, sku="APPLE", quantity=Decimal(1))
HELD = {"because": "address"}


def _held(number: str, stamp: Stamp) -> None:
    operations.hold_order(number, hold=HoldReason.ADDRESS, stamp=stamp)


def _reviewed(number: str, stamp: Stamp) -> None:
    operations.ask_fraud_review(number, reason="odd", stamp=stamp)


def _begun(number: str, stamp: Stamp) -> None:
    operations.begin_edit(number, reason="asked", stamp=stamp)


def _changed(number: str, stamp: Stamp) -> None:
    _begun(number, stamp)
    operations.set_changes(number, changes=[BREAD], stamp=stamp)


ORDER_CALLS = {
    f"GET {ORDER}/actions": Call(),
    f"POST {ORDER}/partial-cancellation": Call(
        body={**REASON, "units": [{"position": 0, "quantity": "1"}]}
    ),
    f"POST {ORDER}/hold": Call(body=HELD),
    f"POST {ORDER}/release": Call(body=HELD, prepare=_held),
    f"POST {ORDER}/tags": Call(body={"add": ["vip"]}),
    f"GET {ORDER}/notes": Call(),
    f"POST {ORDER}/notes": Call(body={"text": "Call first"}),
    f"POST {ORDER}/fraud-review": Call(body=REASON),
    f"POST {ORDER}/fraud-review/approval": Call(prepare=_reviewed),
    f"POST {ORDER}/fraud-review/denial": Call(prepare=_reviewed),
    f"POST {ORDER}/duplicate": Call(body={"other": "named"}),
    f"POST {ORDER}/no-duplicate": Call(),
    "POST /api/v1/orders/bulk-cancellation": Call(body={"numbers": ["{number}"], **REASON}),
    "POST /api/v1/orders/bulk-hold": Call(body={"numbers": ["{number}"], **HELD}),
    "POST /api/v1/orders/bulk-release": Call(
        body={"numbers": ["{number}"], **HELD}, prepare=_held
    ),
    "POST /api/v1/orders/bulk-tags": Call(body={"numbers": ["{number}"], "add": ["vip"]}),
    f"POST {ORDER}/edit": Call(body=REASON),
    f"PUT {ORDER}/edit/changes": Call(
        body={"changes": [{"kind": "add", "sku": "APPLE", "quantity": "1"}]}, prepare=_begun
    ),
    f"GET {ORDER}/edit": Call(prepare=_begun),
    f"POST {ORDER}/edit/confirmation": Call(prepare=_changed),
    f"POST {ORDER}/edit/refusal": Call(prepare=_begun),
    "GET /api/v1/order-deltas": Call({"limit": 200}),
}
