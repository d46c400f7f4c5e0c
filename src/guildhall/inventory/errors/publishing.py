"""How inventory says no to what a channel is told."""

from guildhall.kernel.refusals import N_, Refusal


class PublishRuleInvalid(Refusal):
    code = "inventory.publish_rule_invalid"
    message = N_("This rule cannot hold: see the fields named under errors.")
    status = 422


class PushStale(Refusal):
    code = "inventory.push_stale"
    message = N_("{channel} shows {seen} of {sku}, not {expected}. Look at that first.")
