"""How payments say no."""

from collections.abc import Mapping
from typing import Any

from guildhall.kernel.refusals import N_, Refusal
from guildhall.payments.states import Reason


class AmountInvalid(Refusal):
    code = "payments.amount_invalid"
    message = N_("{amount} is not an amount that can be taken.")
    status = 422


class PaymentNotFound(Refusal):
    code = "payments.payment_not_found"
    message = N_("There is no payment {payment} here.")
    status = 404


class AccountNotFound(Refusal):
    code = "payments.account_not_found"
    message = N_("There is no payment account {account} here.")
    status = 404


class AccountDisabled(Refusal):
    code = "payments.account_disabled"
    message = N_("The payment account {account} is switched off. Choose another one.")


class AccountExists(Refusal):
    code = "payments.account_exists"
    message = N_("There is a payment account {account} already. Choose another code.")


class AccountInvalid(Refusal):
    code = "payments.account_invalid"
    message = N_("This payment account cannot be kept as it was entered.")
    status = 422


class NotOffered(Refusal):
    """What a provider cannot do is refused before anything is sent."""

    code = "payments.not_offered"
    message = N_("{provider} cannot do this: {ability}.")
    status = 422


class NothingToCapture(Refusal):
    code = "payments.nothing_to_capture"
    message = N_("At most {left} can be taken: no more is authorized, or due.")


class NothingToVoid(Refusal):
    code = "payments.nothing_to_void"
    message = N_("Nothing is left to call off. What was taken can be refunded.")


class MoreThanPaid(Refusal):
    code = "payments.more_than_paid"
    message = N_("At most {left} can be given back: no more was paid and kept.")


class KeyUsed(Refusal):
    code = "payments.key_used"
    message = N_("Under this key something else was asked before. Use a new key.")
    status = 422


class RefundNotFound(Refusal):
    code = "payments.refund_not_found"
    message = N_("There is no granted refund {refund} here.")
    status = 404


class RefundInvalid(Refusal):
    code = "payments.refund_invalid"
    message = N_("This refund does not add up.")
    status = 422


class NotByHand(Refusal):
    code = "payments.not_by_hand"
    message = N_("This payment was moved by {provider}. Give it back there.")


class ProviderNotBound(Refusal):
    code = "payments.provider_not_bound"
    message = N_("Payments by {provider} are not offered here.")
    status = 422


class NoticeForged(Refusal):
    """The reason is for us alone: who forges is told nothing."""

    code = "payments.notice_forged"
    message = N_("The signature of this notification is not the provider's.")
    status = 401


class NoticeNotFound(Refusal):
    code = "payments.notice_not_found"
    message = N_("There is no such notification.")
    status = 404


class BillNotReady(Refusal):
    code = "payments.bill_not_ready"
    message = N_("The provider has not made the bill of {day} yet. Ask again later.")
    status = 409


class BillGone(Refusal):
    code = "payments.bill_gone"
    message = N_("The provider gives out the bill of {day} no more.")
    status = 410


class BillBroken(Refusal):
    code = "payments.bill_broken"
    message = N_("The bill of {day} came damaged: {what}. It is fetched again.")
    status = 503


# Why a provider said no, for whoever has to do something about it.
REASONS: Mapping[str, str] = {
    Reason.DECLINED: N_(
        "The bank said no without saying why. The customer can ask the bank or pay another way."
    ),
    Reason.INSUFFICIENT_FUNDS: N_("There is not enough money on the customer's account or card."),
    Reason.EXPIRED_MEANS: N_("The customer's card or payment code is not valid any more."),
    Reason.WRONG_CODE: N_(
        "A number, security code or payment code was wrong. The customer can try again."
    ),
    Reason.AUTHENTICATION_FAILED: N_(
        "The customer did not prove to the bank that it is them. They can try again."
    ),
    Reason.FRAUD_SUSPECTED: N_(
        "The provider suspects fraud. Do not ask for the same payment again."
    ),
    Reason.LIMIT_EXCEEDED: N_(
        "The amount or the number of payments is over a limit of the bank or the provider."
    ),
    Reason.CURRENCY_NOT_TAKEN: N_("The provider does not take this currency on this account."),
    Reason.AMOUNT_NOT_TAKEN: N_(
        "The provider does not take this amount: it is too small, too large, or more than is left."
    ),
    Reason.METHOD_NOT_TAKEN: N_(
        "This means of payment is not accepted here. The customer can pay another way."
    ),
    Reason.CUSTOMER_CANCELED: N_("The customer broke off the payment."),
    Reason.EXPIRED: N_("The time to pay or to capture is over. A new payment has to be started."),
    Reason.ALREADY_DONE: N_("The provider has done this before. Nothing was moved a second time."),
    Reason.NOT_POSSIBLE_ANY_MORE: N_(
        "As the payment stands now, the provider does not do this any more."
    ),
    Reason.BALANCE_TOO_LOW: N_(
        "Your balance at the provider is too low. Top it up, or wait for sales to come in."
    ),
    Reason.CREDENTIALS_REFUSED: N_(
        "The provider does not accept the keys of this account. Check them in the settings."
    ),
    Reason.NOT_ENABLED: N_("This is not enabled for your account. Ask the provider to enable it."),
    Reason.TOO_MANY_CALLS: N_("The provider was asked too often. It is tried again by itself."),
    Reason.REQUEST_INVALID: N_(
        "The provider does not understand what it was asked. Tell support, with the code beside."
    ),
    Reason.OTHER: N_("The provider said no for a reason of its own; the code beside says which."),
}


class ProviderRefused(Refusal):
    """The facts keep our reason and the vendor's own code; the sentence is for people."""

    code = "payments.provider_refused"
    message = N_("{provider} refused: {reason} ({vendor_code})")
    status = 422

    def told(self, translate: Any = str) -> str:
        reason = str(self.facts["reason"])
        words = {**self.facts, "reason": translate(REASONS.get(reason, reason))}
        return str(translate(self.message)).format_map(words)


class ProviderSilent(Refusal):
    code = "payments.provider_silent"
    message = N_("{provider} did not answer. Try again in a minute; nothing was changed.")
    status = 503


class BillsNotOffered(Refusal):
    code = "payments.bills_not_offered"
    message = N_("{provider} gives out no bills here.")
    status = 422


class BillPlanInvalid(Refusal):
    code = "payments.bill_plan_invalid"
    message = N_("Bills cannot be fetched so. Each field at fault is named under errors.")
    status = 422


class BillNotFound(Refusal):
    code = "payments.bill_not_found"
    message = N_("There is no such bill.")
    status = 404


class WorkItemNotFound(Refusal):
    code = "payments.work_item_not_found"
    message = N_("There is no such difference.")
    status = 404


class SolutionMissing(Refusal):
    code = "payments.solution_missing"
    message = N_("Say why this difference is none any more.")
    status = 422


class DisputeNotFound(Refusal):
    code = "payments.dispute_not_found"
    message = N_("There is no such charge back.")
    status = 404


class EvidenceMissing(Refusal):
    code = "payments.evidence_missing"
    message = N_("Write down what speaks for us before you hand it in.")
    status = 422


class NotForSharing(Refusal):
    code = "payments.not_for_sharing"
    message = N_("This payment was not marked for sharing when it was asked for, or is unpaid.")


class SharingOver(Refusal):
    code = "payments.sharing_over"
    message = N_("The rest of this payment was set free. Nothing of it can be shared any more.")


class MoreThanShareable(Refusal):
    code = "payments.more_than_shareable"
    message = N_("Only {left} of this payment can still be shared.")


class SharesInvalid(Refusal):
    code = "payments.shares_invalid"
    message = N_("Name each receiver once, with a positive amount, and no more than {most}.")
    status = 422


class ReceiverNotKnown(Refusal):
    code = "payments.receiver_not_known"
    message = N_("The provider does not know the receiver {receiver}. Register them first.")


class ReceiverExists(Refusal):
    code = "payments.receiver_exists"
    message = N_("There is a receiver {receiver} already, of another kind or account.")


class ShareNotFound(Refusal):
    code = "payments.share_not_found"
    message = N_("There is no such share.")
    status = 404


class ShareNotReturnable(Refusal):
    code = "payments.share_not_returnable"
    message = N_("No more than {left} of this share can be asked back.")


class ReturnSharesFirst(Refusal):
    """The money is with receivers: they give it back first, or somebody takes the shortfall."""

    code = "payments.return_shares_first"
    message = N_(
        "Receivers have to give {lacking} back first. Ask for it, or let somebody with the right "
        "to approve take the shortfall."
    )
