"""What several answers about stock have in common."""

import re
from decimal import Decimal
from typing import Annotated

from ninja import Schema
from pydantic import BeforeValidator, ConfigDict, Field, StringConstraints

from guildhall.kernel.refusals import N_

# No control characters: PostgreSQL refuses NUL, and nobody's name holds a bell.
PLAIN = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
DECIMAL = re.compile(r"[+-]?[0-9]*(\.[0-9]*)?([eE][+-]?[0-9]+)?")


def written_plainly(value: object) -> object:
    """Refuse what Python reads as a number and nobody else does, such as `1_0`."""
    if isinstance(value, str) and not DECIMAL.fullmatch(value):
        raise ValueError(N_("Write a decimal number."))
    return value


Text = Annotated[str, StringConstraints(pattern=PLAIN, strip_whitespace=True)]
Count = Annotated[
    Decimal,
    Field(max_digits=14, decimal_places=3, allow_inf_nan=False),
    BeforeValidator(written_plainly),
]
Some = Annotated[Count, Field(gt=0)]
Sku = Annotated[Text, Field(min_length=1, max_length=64)]
Why = Annotated[Text, Field(min_length=1, max_length=80)]
Note = Annotated[Text, Field(max_length=80)]
Reference = Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[\x21-\x7e]+$")]


class Strict(Schema):
    """What is sent: a field that is not known is a mistake, not a wish."""

    model_config = ConfigDict(extra="forbid")


def plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
