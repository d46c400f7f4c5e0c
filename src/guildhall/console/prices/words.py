"""What bases, steps and faults of prices are called."""

from django.utils.translation import gettext_lazy as _

from guildhall.catalog.states import (
    CostBasis,
    PricingFault,
    StepKind,
    Toward,
    WhenStale,
)
from guildhall.console.shell.navigation import Text

BASES: dict[CostBasis, Text] = {
    CostBasis.AVERAGE: _("Average cost"),
    CostBasis.LAST: _("Last cost"),
    CostBasis.STANDARD: _("Standard cost"),
}
STEPS: dict[StepKind, Text] = {
    StepKind.PERCENT: _("Add percent"),
    StepKind.MARGIN: _("Reach a margin of percent"),
    StepKind.SUM: _("Add a sum"),
    StepKind.FREIGHT: _("Add freight per kilogram"),
    StepKind.TAX: _("Put the tax on top, where prices hold it"),
    StepKind.CONVERT: _("Convert to the list's currency"),
    StepKind.ROUND: _("Round to"),
    StepKind.ENDING: _("Let it end in"),
    StepKind.LEAST: _("At least"),
    StepKind.MOST: _("At most"),
}
TOWARD: dict[Toward, Text] = {
    Toward.NEAREST: _("Nearest"),
    Toward.UP: _("Up"),
    Toward.DOWN: _("Down"),
}
STALE: dict[WhenStale, Text] = {
    WhenStale.REFUSE: _("Make no price"),
    WhenStale.WARN: _("Warn"),
}
FAULTS: dict[str, Text] = {
    PricingFault.NO_COST: _("No cost is known"),
    PricingFault.NO_WEIGHT: _("No weight is known"),
    PricingFault.NO_TAX_RATE: _("Its tax class has no rate there"),
    PricingFault.NO_EXCHANGE_RATE: _("No exchange rate was noted"),
    PricingFault.STALE_RATE: _("The exchange rate is too old"),
    PricingFault.OTHER_CURRENCY: _("The cost is in another currency, and no step converts it"),
    PricingFault.OUT_OF_RANGE: _("The result is no price"),
}
