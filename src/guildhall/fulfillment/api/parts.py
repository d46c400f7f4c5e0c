"""What programs send to split, merge, call off, pack and label what leaves the building."""

from decimal import Decimal
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field

from guildhall.fulfillment.types import Address, Box, Part
from guildhall.kernel.bulk import MOST

Number = Annotated[str, Field(min_length=1, max_length=32)]
Reason = Annotated[str, Field(min_length=1, max_length=200)]
Text = Annotated[str, Field(max_length=120)]
Millimeters = Annotated[int | None, Field(ge=1, le=10_000)]


class _Strict(Schema):
    model_config = ConfigDict(extra="forbid")


class WorkPartIn(_Strict):
    """How much of which of its lines."""

    fulfillment_line: UUID
    quantity: Annotated[Decimal, Field(max_digits=14, decimal_places=3)]

    def told(self) -> Part:
        return Part(self.fulfillment_line, self.quantity)


class WorkPartsIn(_Strict):
    lines: Annotated[list[WorkPartIn], Field(min_length=1, max_length=MOST)]

    def told(self) -> tuple[Part, ...]:
        return tuple(each.told() for each in self.lines)


class WorkMergeIn(_Strict):
    """The fulfillment orders that go on with another one."""

    merged_orders: Annotated[list[Number], Field(min_length=1, max_length=MOST)]


class WorkCancellationIn(_Strict):
    reason: Reason


class ParcelDropIn(_Strict):
    reason: Reason


class LabelAddressIn(_Strict):
    """Where a parcel goes to or comes from, in parts, as carriers want to hear it."""

    name: Text
    street: Text
    city: Text
    country: Annotated[str, Field(pattern="^[A-Za-z]{2}$")]
    postal_code: Annotated[str, Field(max_length=20)] = ""
    region: Annotated[str, Field(max_length=60)] = ""
    street2: Text = ""
    phone: Annotated[str, Field(max_length=40)] = ""
    email: Text = ""

    def told(self) -> Address:
        return Address(**self.model_dump())


class LabelIn(_Strict):
    """A label to be bought. Without a sender it is sent from where the account says."""

    account: Annotated[str, Field(min_length=1, max_length=40)]
    recipient: LabelAddressIn
    sender: LabelAddressIn | None = None
    carrier: Annotated[str, Field(max_length=60)] = ""
    service: Annotated[str, Field(max_length=60)] = ""
    weight_grams: Annotated[int | None, Field(ge=1, le=1_000_000)] = None
    length_mm: Millimeters = None
    width_mm: Millimeters = None
    height_mm: Millimeters = None

    def box(self) -> Box:
        named = ("account", "carrier", "service")
        measured = ("weight_grams", "length_mm", "width_mm", "height_mm")
        return Box(**{name: getattr(self, name) for name in (*named, *measured)})
