"""The dashboard's one call for programs."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from guildhall.console.home.summary import OrderSummary, get_summary
from guildhall.kernel.credentials import Needs
from guildhall.kernel.http import stamp_of

router = Router(tags=["dashboard"])


class PeopleOut(Schema):
    staff: int
    invited: int


class ProductsOut(Schema):
    products: int


class TakenOut(Schema):
    orders: int
    total: dict[str, str]


class OrdersOut(Schema):
    orders: int
    to_confirm: int
    to_ship: int
    unpaid: int
    late: int
    last_24_hours: Annotated[list[TakenOut], Field(max_length=200)]


class SummaryOut(Schema):
    """Counts end at 10,001. What the caller may not see is null."""

    at: datetime
    users: PeopleOut | None
    products: ProductsOut | None
    orders: OrdersOut | None


@router.get(
    "/summary",
    response=SummaryOut,
    auth=Needs("figures:view"),
    operation_id="get_dashboard_summary",
)
def summary(request: HttpRequest) -> SummaryOut:
    """Show people, products and orders at a glance: each part as far as the caller may see it."""
    stamp = stamp_of(request)
    found = get_summary(actor=stamp.by, at=stamp.at)
    return SummaryOut(
        at=found.at,
        users=PeopleOut(**asdict(found.users)) if found.users else None,
        products=ProductsOut(**asdict(found.products)) if found.products else None,
        orders=_orders(found.orders) if found.orders else None,
    )


def _orders(found: OrderSummary) -> OrdersOut:
    return OrdersOut(
        orders=found.orders,
        **asdict(found.work),
        last_24_hours=[
            TakenOut(
                orders=each.orders,
                total={
                    "amount": str(each.total.rounded().amount),
                    "currency": each.total.currency,
                },
            )
            for each in found.lately
        ],
    )
