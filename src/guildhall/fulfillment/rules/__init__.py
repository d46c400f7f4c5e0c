"""What is planned, heard, read and wrong. Pure."""

from guildhall.fulfillment.rules.addresses import guess_address
from guildhall.fulfillment.rules.faults import address_faults, is_tracking
from guildhall.fulfillment.rules.files import read_tracking_file
from guildhall.fulfillment.rules.offers import choose_rate
from guildhall.fulfillment.rules.plans import (
    Assigned,
    GoodsOut,
    Planned,
    PlannedLine,
    beyond,
    is_bundle,
    newly_out,
    plan,
    units_out,
    units_without,
)
from guildhall.fulfillment.rules.tracking import (
    MOST_DAYS,
    USUAL,
    Told,
    Whereabouts,
    is_late,
    is_stuck,
    rule_for,
    whereabouts,
)
from guildhall.fulfillment.types import DeliveryRuleCard

__all__ = [
    "MOST_DAYS",
    "USUAL",
    "Assigned",
    "DeliveryRuleCard",
    "GoodsOut",
    "Planned",
    "PlannedLine",
    "Told",
    "Whereabouts",
    "address_faults",
    "beyond",
    "choose_rate",
    "guess_address",
    "is_bundle",
    "is_late",
    "is_stuck",
    "is_tracking",
    "newly_out",
    "plan",
    "read_tracking_file",
    "rule_for",
    "units_out",
    "units_without",
    "whereabouts",
]
