"""How fulfillment says no."""

from guildhall.kernel.refusals import N_, Refusal


class FulfillmentNotFound(Refusal):
    code = "fulfillment.not_found"
    message = N_("There is no fulfillment order {number} here.")
    status = 404


class FulfillmentOnHold(Refusal):
    code = "fulfillment.on_hold"
    message = N_("{number} is on hold ({reason}). Release it first.")


class StillWaiting(Refusal):
    code = "fulfillment.still_waiting"
    message = N_("{number} waits for goods: {quantity} of {sku} have yet to arrive.")


class StillPacked(Refusal):
    code = "fulfillment.still_packed"
    message = N_("{quantity} of {sku} were called off and are still packed. Take them out first.")


class LineNotFound(Refusal):
    code = "fulfillment.line_not_found"
    message = N_("{number} has no such line.")
    status = 422


class MoreThanLeft(Refusal):
    code = "fulfillment.more_than_left"
    message = N_("Only {left} of {sku} are left on {number}.")
    status = 422


class NothingToSplit(Refusal):
    code = "fulfillment.nothing_to_split"
    message = N_("Choose a part of {number}: not all of it, and not nothing.")
    status = 422


class NotTheSame(Refusal):
    code = "fulfillment.not_the_same"
    message = N_("Only fulfillment orders of one order at one location can be merged.")
    status = 422


class AlreadyThere(Refusal):
    code = "fulfillment.already_there"
    message = N_("{number} is at {location} already.")
    status = 422


class PackingBegun(Refusal):
    code = "fulfillment.packing_begun"
    message = N_("A part of {number} is packed. Take it out of its parcel first.")


class WrongItem(Refusal):
    code = "fulfillment.wrong_item"
    message = N_("STOP: {sku} {title} does not belong to {number}.")
    status = 422


class TooMany(Refusal):
    code = "fulfillment.too_many"
    message = N_("STOP: {number} needs {quantity} of {sku}, and they are all packed.")
    status = 422


class NotGoods(Refusal):
    code = "fulfillment.not_goods"
    message = N_("{code} is no product.")
    status = 422


class NothingPacked(Refusal):
    code = "fulfillment.nothing_packed"
    message = N_("Nothing of {number} is packed.")


class NotAllPacked(Refusal):
    code = "fulfillment.not_all_packed"
    message = N_("{quantity} of {sku} are not packed yet. Pack them, or say that they are short.")


class ParcelNotFound(Refusal):
    code = "fulfillment.parcel_not_found"
    message = N_("There is no parcel {number} here.")
    status = 404


class ParcelEmpty(Refusal):
    code = "fulfillment.parcel_empty"
    message = N_("There is nothing in parcel {number}.")


class ParcelIsClosed(Refusal):
    code = "fulfillment.parcel_closed"
    message = N_("Parcel {number} is {state}. Nothing more goes in or out.")


class TrackingInvalid(Refusal):
    code = "fulfillment.tracking_invalid"
    message = N_("Name the carrier and a tracking number without spaces at its ends.")
    status = 422


class TrackingTaken(Refusal):
    code = "fulfillment.tracking_taken"
    message = N_("{tracking} of {carrier} is already on parcel {parcel}.")


class PickListNotFound(Refusal):
    code = "fulfillment.pick_list_not_found"
    message = N_("There is no pick list {number} here.")
    status = 404


class OtherLocation(Refusal):
    code = "fulfillment.other_location"
    message = N_("{number} is at {location}. A pick list is of one location.")
    status = 422


class AlreadyListed(Refusal):
    code = "fulfillment.already_listed"
    message = N_("{number} is on pick list {pick_list} already.")


class CarrierAccountNotFound(Refusal):
    code = "fulfillment.carrier_account_not_found"
    message = N_("There is no carrier account {code} here.")
    status = 404


class CarrierAccountInvalid(Refusal):
    code = "fulfillment.carrier_account_invalid"
    message = N_(
        "This account cannot be kept as it is. Each field at fault is named under errors."
    )
    status = 422


class CarrierNotBound(Refusal):
    code = "fulfillment.carrier_not_bound"
    message = N_("Nobody here knows how to talk to the carrier {vendor}.")
    status = 422


class CarrierCannot(Refusal):
    code = "fulfillment.carrier_cannot"
    message = N_("{account} cannot do this ({ability}).")
    status = 422


class CallRuns(Refusal):
    code = "fulfillment.call_runs"
    message = N_("The carrier is being asked about parcel {parcel}. Wait for its answer.")


class AddressIncomplete(Refusal):
    code = "fulfillment.address_incomplete"
    message = N_("The address is not complete. Each field at fault is named under errors.")
    status = 422


class NoticeForged(Refusal):
    code = "fulfillment.notice_forged"
    message = N_("This notification is not signed by the carrier.")
    status = 401


class NoticeUnreadable(Refusal):
    code = "fulfillment.notice_unreadable"
    message = N_("This notification cannot be read.")
    status = 400


class LabelMissing(Refusal):
    code = "fulfillment.label_missing"
    message = N_("Parcel {number} has no label.")
    status = 404


class TrackingFileInvalid(Refusal):
    code = "fulfillment.tracking_file_invalid"
    message = N_("This file cannot be read: {fault}")
    status = 422


class RuleInvalid(Refusal):
    code = "fulfillment.rule_invalid"
    message = N_("Use 1 to 365 days.")
    status = 422
