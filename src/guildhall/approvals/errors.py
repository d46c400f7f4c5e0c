"""How approvals say no."""

from guildhall.kernel.refusals import N_, Refusal


class ApprovalNotFound(Refusal):
    code = "approvals.not_found"
    message = N_("There is no such request here.")
    status = 404


class ApprovalOver(Refusal):
    code = "approvals.expired"
    message = N_("This request was to be decided by {expires_at}. It has to be asked anew.")


class OwnRequest(Refusal):
    code = "approvals.own_request"
    message = N_("Nobody decides upon what they asked for themselves. Somebody else has to.")
    status = 403


class PeopleDecide(Refusal):
    code = "approvals.people_decide"
    message = N_("Only a person who works here decides: no key, no app by itself, no visitor.")
    status = 403


class NotYours(Refusal):
    code = "approvals.not_yours"
    message = N_("Only who asked for it can take it back or ask for it again.")
    status = 403


class NotOver(Refusal):
    code = "approvals.not_over"
    message = N_("This request is {state}. Only one that failed or expired is asked anew.")


class NotWhatWasGranted(Refusal):
    code = "approvals.not_what_was_granted"
    message = N_("What was to be carried out is not what was granted. Nothing was changed.")


class CommandUnknown(Refusal):
    code = "approvals.command_unknown"
    message = N_("This release does not know how to carry out {command}, version {version}.")


class RequesterGone(Refusal):
    code = "approvals.requester_gone"
    message = N_("Whoever asked for it may not act here any more. Nothing was changed.")


class ActionUnknown(Refusal):
    code = "approvals.action_unknown"
    message = N_("There is no action {action} that a rule can be made for.")
    status = 422


class RuleInvalid(Refusal):
    code = "approvals.rule_invalid"
    message = N_("This rule cannot be kept as it is. Each field at fault is named under errors.")
    status = 422


class RuleNotFound(Refusal):
    code = "approvals.rule_not_found"
    message = N_("There is no such rule here.")
    status = 404


class DelegationInvalid(Refusal):
    code = "approvals.delegation_invalid"
    message = N_("Nobody can stand in like this. Each field at fault is named under errors.")
    status = 422


class DelegationNotFound(Refusal):
    code = "approvals.delegation_not_found"
    message = N_("Nobody stands in like that here.")
    status = 404
