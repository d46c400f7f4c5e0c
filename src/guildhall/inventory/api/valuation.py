"""What stock is worth, for programs."""

from datetime import date
from typing import Annotated, Self

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from guildhall.inventory import queries
from guildhall.inventory.types import ValueFilter, ValueReport, ValueSum
from guildhall.kernel.credentials import Needs
from guildhall.kernel.http import stamp_of

router = Router(tags=["inventory"])


class ValueQuery(Schema):
    """Which stock: at a location or all within reach, of a category and what lies below it."""

    day: Annotated[
        date | None, Field(description="As it stood at the end of that day, UTC; else now.")
    ] = None
    location: str = ""
    category: Annotated[str, Field(description="A path such as /food/fruit/.")] = ""


class ValueSumOut(Schema):
    name: str
    quantity: str
    value: dict[str, str]

    @classmethod
    def of(cls, found: ValueSum) -> Self:
        value = found.value.rounded()
        return cls(
            name=found.name,
            quantity=f"{found.quantity.normalize():f}",
            value={"amount": str(value.amount), "currency": value.currency},
        )


class StockValueOut(Schema):
    """What stock is worth at moving averages; `waiting` movements are not valued yet."""

    day: date | None
    total: dict[str, str]
    by_location: list[ValueSumOut]
    by_category: list[ValueSumOut]
    waiting: int

    @classmethod
    def of(cls, report: ValueReport) -> Self:
        total = report.total.rounded()
        return cls(
            day=report.day,
            total={"amount": str(total.amount), "currency": total.currency},
            by_location=[ValueSumOut.of(each) for each in report.by_location],
            by_category=[ValueSumOut.of(each) for each in report.by_category],
            waiting=report.waiting,
        )


@router.get(
    "/value", response=StockValueOut, auth=Needs("prices:view"), operation_id="value_stock"
)
def value(request: HttpRequest, query: Query[ValueQuery]) -> StockValueOut:
    """Tell what stock is worth, now or at the end of a day. It shows costs: prices:view."""
    chosen = ValueFilter(
        day=query.day,
        location=query.location,
        category=query.category,
        scopes=stamp_of(request).by.reach("prices:view"),
    )
    return StockValueOut.of(queries.value_report(chosen))
