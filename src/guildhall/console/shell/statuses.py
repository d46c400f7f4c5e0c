"""The words and tones that states are shown with, in one table for all pages.

A key is a state, or `axis:state` where a word means something else on one axis.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

TONES = ("neutral", "info", "busy", "good", "warn", "bad")


@dataclass(frozen=True, slots=True)
class Status:
    label: str | Promise
    tone: str


STATUSES = {
    # Orders
    "draft": Status(pgettext_lazy("status", "Draft"), "neutral"),
    "placed": Status(pgettext_lazy("status", "Placed"), "info"),
    "unconfirmed": Status(pgettext_lazy("status", "Unconfirmed"), "warn"),
    "open": Status(pgettext_lazy("status", "Open"), "info"),
    "confirmed": Status(pgettext_lazy("status", "Confirmed"), "busy"),
    "completed": Status(pgettext_lazy("status", "Completed"), "good"),
    "canceled": Status(pgettext_lazy("status", "Canceled"), "neutral"),
    "closed": Status(pgettext_lazy("status", "Closed"), "neutral"),
    "expired": Status(pgettext_lazy("status", "Expired"), "neutral"),
    "batch:open": Status(pgettext_lazy("status", "Not begun"), "neutral"),
    "batch:running": Status(pgettext_lazy("status", "Being done"), "busy"),
    "batch:done": Status(pgettext_lazy("status", "Done"), "good"),
    "batch:stopped": Status(pgettext_lazy("status", "Stopped"), "warn"),
    # Payment
    "payment:none": Status(pgettext_lazy("status", "Unpaid"), "warn"),
    "payment:pending": Status(pgettext_lazy("status", "Payment pending"), "warn"),
    "unpaid": Status(pgettext_lazy("status", "Unpaid"), "warn"),
    "authorized": Status(pgettext_lazy("status", "Authorized"), "busy"),
    "payment:partial": Status(pgettext_lazy("status", "Partly paid"), "warn"),
    "partially_paid": Status(pgettext_lazy("status", "Partly paid"), "warn"),
    "paid": Status(pgettext_lazy("status", "Paid"), "good"),
    "captured": Status(pgettext_lazy("status", "Paid"), "good"),
    "overcharged": Status(pgettext_lazy("status", "Overcharged"), "bad"),
    "overpaid": Status(pgettext_lazy("status", "Overpaid"), "bad"),
    "partially_refunded": Status(pgettext_lazy("status", "Partly refunded"), "neutral"),
    "refunded": Status(pgettext_lazy("status", "Refunded"), "neutral"),
    "voided": Status(pgettext_lazy("status", "Voided"), "neutral"),
    # Checkouts
    "checkout:running": Status(pgettext_lazy("status", "Being paid"), "busy"),
    "checkout:waiting": Status(pgettext_lazy("status", "Waiting"), "warn"),
    "checkout:undoing": Status(pgettext_lazy("status", "Being undone"), "warn"),
    "checkout:done": Status(pgettext_lazy("status", "Done"), "good"),
    "checkout:failed": Status(pgettext_lazy("status", "Failed"), "bad"),
    "cart:open": Status(pgettext_lazy("status", "Open"), "info"),
    "cart:placing": Status(pgettext_lazy("status", "Being paid"), "busy"),
    "cart:placed": Status(pgettext_lazy("status", "Bought"), "good"),
    "cart:abandoned": Status(pgettext_lazy("status", "Left"), "neutral"),
    # Fulfillment
    "fulfillment:none": Status(pgettext_lazy("status", "To ship"), "warn"),
    "fulfillment:pending": Status(pgettext_lazy("status", "To ship"), "warn"),
    "unfulfilled": Status(pgettext_lazy("status", "To ship"), "warn"),
    "fulfillment:partial": Status(pgettext_lazy("status", "Partly shipped"), "busy"),
    "partially_fulfilled": Status(pgettext_lazy("status", "Partly shipped"), "busy"),
    "partially_shipped": Status(pgettext_lazy("status", "Partly shipped"), "busy"),
    "fulfilled": Status(pgettext_lazy("status", "Shipped"), "good"),
    "shipped": Status(pgettext_lazy("status", "Shipped"), "good"),
    "delivered": Status(pgettext_lazy("status", "Delivered"), "good"),
    # What leaves, and where it is
    "work:open": Status(pgettext_lazy("status", "To pick"), "warn"),
    "work:on_hold": Status(pgettext_lazy("status", "On hold"), "bad"),
    "work:in_progress": Status(pgettext_lazy("status", "Being packed"), "busy"),
    "work:packed": Status(pgettext_lazy("status", "Packed"), "info"),
    "work:merged": Status(pgettext_lazy("status", "Merged"), "neutral"),
    "list:open": Status(pgettext_lazy("status", "To pick"), "warn"),
    "list:done": Status(pgettext_lazy("status", "Picked"), "good"),
    "parcel:open": Status(pgettext_lazy("status", "Open"), "busy"),
    "parcel:sealed": Status(pgettext_lazy("status", "Sealed"), "info"),
    "parcel:void": Status(pgettext_lazy("status", "Dropped"), "neutral"),
    "tracked:unknown": Status(pgettext_lazy("status", "Nothing heard"), "neutral"),
    "tracked:announced": Status(pgettext_lazy("status", "Announced"), "info"),
    "tracked:in_transit": Status(pgettext_lazy("status", "On its way"), "busy"),
    "tracked:out_for_delivery": Status(pgettext_lazy("status", "Out for delivery"), "busy"),
    "tracked:to_collect": Status(pgettext_lazy("status", "To collect"), "warn"),
    "tracked:attempt_failed": Status(pgettext_lazy("status", "Not delivered"), "warn"),
    "tracked:exception": Status(pgettext_lazy("status", "In trouble"), "bad"),
    "tracked:returned": Status(pgettext_lazy("status", "Sent back"), "bad"),
    "tracked:expired": Status(pgettext_lazy("status", "Lost sight of"), "warn"),
    # Returns
    "return:none": Status(pgettext_lazy("status", "No return"), "neutral"),
    "requested": Status(pgettext_lazy("status", "Return requested"), "warn"),
    "returned": Status(pgettext_lazy("status", "Returned"), "neutral"),
    "partially_returned": Status(pgettext_lazy("status", "Partly returned"), "neutral"),
    # Reservations and stock
    "held": Status(pgettext_lazy("status", "Held"), "busy"),
    "reserved": Status(pgettext_lazy("status", "Reserved"), "busy"),
    "committed": Status(pgettext_lazy("status", "Committed"), "busy"),
    "released": Status(pgettext_lazy("status", "Released"), "neutral"),
    "in_stock": Status(pgettext_lazy("status", "In stock"), "good"),
    "low": Status(pgettext_lazy("status", "Low"), "warn"),
    "out_of_stock": Status(pgettext_lazy("status", "Out of stock"), "bad"),
    # Papers of the warehouse
    "transfer:sent": Status(pgettext_lazy("status", "On its way"), "busy"),
    "transfer:received": Status(pgettext_lazy("status", "Received"), "good"),
    "receipt:booked": Status(pgettext_lazy("status", "Booked"), "good"),
    "receipt:reversed": Status(pgettext_lazy("status", "Reversed"), "neutral"),
    "count:counting": Status(pgettext_lazy("status", "Counting"), "busy"),
    "count:review": Status(pgettext_lazy("status", "In review"), "warn"),
    "count:posted": Status(pgettext_lazy("status", "Booked"), "good"),
    "count:accepted": Status(pgettext_lazy("status", "Accepted"), "good"),
    "count:left_out": Status(pgettext_lazy("status", "Left out"), "neutral"),
    "lot:recalled": Status(pgettext_lazy("status", "Recalled"), "bad"),
    "lot:expired": Status(pgettext_lazy("status", "Expired"), "bad"),
    "lot:gone": Status(pgettext_lazy("status", "Gone"), "neutral"),
    # Approvals
    "approval:waiting": Status(pgettext_lazy("status", "Waiting"), "warn"),
    "approval:granted": Status(pgettext_lazy("status", "Approved"), "busy"),
    "approval:denied": Status(pgettext_lazy("status", "Denied"), "bad"),
    "approval:withdrawn": Status(pgettext_lazy("status", "Taken back"), "neutral"),
    "approval:done": Status(pgettext_lazy("status", "Done"), "good"),
    # What channels call our goods
    "link:linked": Status(pgettext_lazy("status", "Linked"), "good"),
    "link:unlinked": Status(pgettext_lazy("status", "Unlinked"), "neutral"),
    "link:unmatched": Status(pgettext_lazy("status", "To map"), "warn"),
    "link:mapped": Status(pgettext_lazy("status", "Mapped"), "good"),
    "picture:new": Status(pgettext_lazy("status", "Being drawn"), "busy"),
    "picture:ready": Status(pgettext_lazy("status", "Shown"), "good"),
    "picture:broken": Status(pgettext_lazy("status", "Broken"), "bad"),
    "listing:shown": Status(pgettext_lazy("status", "Shown"), "good"),
    "listing:withdrawn": Status(pgettext_lazy("status", "Withdrawn"), "neutral"),
    "listing:unpriced": Status(pgettext_lazy("status", "No price"), "warn"),
    "listing:later": Status(pgettext_lazy("status", "Later"), "info"),
    # Money, calls to providers and refunds
    "money:waiting": Status(pgettext_lazy("status", "To be sent"), "busy"),
    "money:action_needed": Status(pgettext_lazy("status", "Customer has to act"), "warn"),
    "money:charged": Status(pgettext_lazy("status", "Paid"), "good"),
    "money:refused": Status(pgettext_lazy("status", "Refused"), "bad"),
    "money:charged_back": Status(pgettext_lazy("status", "Charged back"), "bad"),
    "call:waiting": Status(pgettext_lazy("status", "To be sent"), "busy"),
    "call:sent": Status(pgettext_lazy("status", "Sent"), "busy"),
    "call:unknown": Status(pgettext_lazy("status", "Not heard"), "warn"),
    "call:pending": Status(pgettext_lazy("status", "At the provider"), "busy"),
    "call:done": Status(pgettext_lazy("status", "Done"), "good"),
    "call:refused": Status(pgettext_lazy("status", "Refused"), "bad"),
    "refund:none": Status(pgettext_lazy("status", "Granted"), "warn"),
    "refund:pending": Status(pgettext_lazy("status", "On its way"), "busy"),
    "refund:success": Status(pgettext_lazy("status", "Given back"), "good"),
    "refund:failure": Status(pgettext_lazy("status", "Failed"), "bad"),
    "refund:withdrawn": Status(pgettext_lazy("status", "Withdrawn"), "neutral"),
    # Charge backs
    "dispute:opened": Status(pgettext_lazy("status", "Opened"), "warn"),
    "dispute:evidence_due": Status(pgettext_lazy("status", "Answer due"), "bad"),
    "dispute:submitted": Status(pgettext_lazy("status", "Handed in"), "busy"),
    "dispute:won": Status(pgettext_lazy("status", "Won"), "good"),
    "dispute:lost": Status(pgettext_lazy("status", "Lost"), "bad"),
    # Papers at platforms of tax offices
    "filing:waiting": Status(pgettext_lazy("status", "To be handed in"), "busy"),
    "filing:unknown": Status(pgettext_lazy("status", "Not heard"), "warn"),
    "filing:issued": Status(pgettext_lazy("status", "Filed"), "good"),
    "filing:refused": Status(pgettext_lazy("status", "Refused"), "bad"),
    "filing:voiding": Status(pgettext_lazy("status", "Being voided"), "busy"),
    "filing:voided": Status(pgettext_lazy("status", "Voided"), "neutral"),
    # Anything
    "none": Status(pgettext_lazy("status", "None"), "neutral"),
    "pending": Status(pgettext_lazy("status", "Pending"), "warn"),
    "active": Status(pgettext_lazy("status", "Active"), "good"),
    "suspended": Status(pgettext_lazy("status", "Suspended"), "bad"),
    "provisioning": Status(pgettext_lazy("status", "Being set up"), "busy"),
    "read_only": Status(pgettext_lazy("status", "Read-only"), "warn"),
    "moving": Status(pgettext_lazy("status", "Being moved"), "busy"),
    "quarantined": Status(pgettext_lazy("status", "Quarantined"), "bad"),
    "archived": Status(pgettext_lazy("status", "Closed"), "neutral"),
    "run:running": Status(pgettext_lazy("status", "Running"), "busy"),
    "run:finished": Status(pgettext_lazy("status", "Finished"), "good"),
    "run:aborted": Status(pgettext_lazy("status", "Stopped"), "bad"),
    "run:lost": Status(pgettext_lazy("status", "Lost"), "warn"),
    "line:ready": Status(pgettext_lazy("status", "Ready"), "neutral"),
    "line:leased": Status(pgettext_lazy("status", "Being upgraded"), "busy"),
    "archive:asked": Status(pgettext_lazy("status", "Asked for"), "info"),
    "archive:running": Status(pgettext_lazy("status", "Being made"), "busy"),
    "archive:done": Status(pgettext_lazy("status", "Kept"), "good"),
    "archive:pruned": Status(pgettext_lazy("status", "Removed"), "neutral"),
    "import:uploaded": Status(pgettext_lazy("status", "Uploaded"), "neutral"),
    "import:checking": Status(pgettext_lazy("status", "Being checked"), "busy"),
    "import:checked": Status(pgettext_lazy("status", "Checked"), "info"),
    "import:running": Status(pgettext_lazy("status", "Importing"), "busy"),
    "import:done": Status(pgettext_lazy("status", "Imported"), "good"),
    "import:stopped": Status(pgettext_lazy("status", "Stopped"), "warn"),
    "visit:offered": Status(pgettext_lazy("status", "Prepared"), "info"),
    "visit:running": Status(pgettext_lazy("status", "Inside"), "warn"),
    "visit:ended": Status(pgettext_lazy("status", "Over"), "neutral"),
    "domain:pending": Status(pgettext_lazy("status", "Unverified"), "warn"),
    "domain:verified": Status(pgettext_lazy("status", "Verified"), "info"),
    "proposal:open": Status(pgettext_lazy("status", "To look at"), "info"),
    "proposal:waiting": Status(pgettext_lazy("status", "Waits for a yes"), "warn"),
    "proposal:applied": Status(pgettext_lazy("status", "Applied"), "good"),
    "proposal:dropped": Status(pgettext_lazy("status", "Dropped"), "neutral"),
    "planned": Status(pgettext_lazy("status", "Planned"), "info"),
    "erased": Status(pgettext_lazy("status", "Erased"), "neutral"),
    "failed": Status(pgettext_lazy("status", "Failed"), "bad"),
    "revoked": Status(pgettext_lazy("status", "Revoked"), "neutral"),
}


def status_of(state: str, *, axis: str = "") -> Status:
    """Return how a state is shown; one that nobody listed (a channel's own) shows as it is."""
    own = STATUSES.get(f"{axis}:{state}") if axis else None
    return own or STATUSES.get(state) or Status(state, "neutral")
