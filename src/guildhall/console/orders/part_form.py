"""Which units of which lines are to be called off."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from guildhall.orders.types import OrderCard, OrderLineCard

UNITS = "units-"


class PartForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        required=False,
        help_text=_("Kept in the history. Write no personal data."),
    )

    def __init__(self, *args: Any, order: OrderCard, **options: Any) -> None:
        super().__init__(*args, **options)
        self.lines = [line for line in order.lines if line.id]
        for line in self.lines:
            if line.left > 0:
                self.fields[f"{UNITS}{line.id}"] = _units_of(line)

    def rows(self) -> Iterator[tuple[OrderLineCard, BoundField | None]]:
        """Return each line with its field; what cannot be called off any more has none."""
        for line in self.lines:
            name = f"{UNITS}{line.id}"
            yield line, self[name] if name in self.fields else None

    @property
    def units(self) -> dict[UUID, Decimal]:
        given = {name: value for name, value in self.cleaned_data.items() if value}
        return {
            UUID(name.removeprefix(UNITS)): value
            for name, value in given.items()
            if name.startswith(UNITS)
        }


def _units_of(line: OrderLineCard) -> forms.DecimalField:
    whole = line.unit == "each"
    most = f"{line.left.normalize():f}"
    return forms.DecimalField(
        required=False,
        min_value=Decimal(0),
        max_value=line.left,
        max_digits=14,
        decimal_places=0 if whole else 3,
        label=line.title,
        widget=forms.NumberInput(
            attrs={
                "inputmode": "numeric" if whole else "decimal",
                "min": "0",
                "max": most,
                "step": "1" if whole else "any",
                "placeholder": "0",
                "aria-label": line.title,
            }
        ),
    )
