"""The group's figures for programs: planning, treasury, a screen on a wall."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Self

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from guildhall.hq.queries import FIGURES, get_group_figures
from guildhall.hq.types import Asked, Figures, GroupFigures
from guildhall.identity.errors import SecondFactorDue
from guildhall.identity.queries import actor_of_staff, is_session_over, lacks_second_factor
from guildhall.kernel import clock
from guildhall.kernel.credentials import Needs, TwoCredentials, admit
from guildhall.kernel.http import stamp_of
from guildhall.kernel.money import Money
from guildhall.kernel.refusals import NotSignedIn
from guildhall.kernel.stamp import Actor

router = Router(tags=["hq"])


class NeedsHere(Needs):
    """What an endpoint needs, from an API key or from a person who is signed in at HQ.

    For endpoints that change nothing: browsers send a session's cookie on anybody's behalf.
    """

    def __call__(self, request: HttpRequest) -> Actor:
        user = request.user
        if not user.is_authenticated:
            return Needs.__call__(self, request)
        if "Authorization" in request.headers:
            raise TwoCredentials
        if is_session_over(request.session, at=clock.now()):
            raise NotSignedIn
        if lacks_second_factor(user.pk, at=clock.now()):
            raise SecondFactorDue
        actor = actor_of_staff(user)
        admit(request, actor, permission=self.permission, cost=self.cost)
        return actor


class MoneyOut(Schema):
    amount: str
    currency: str

    @classmethod
    def of(cls, money: Money) -> Self:
        return cls(amount=str(money.rounded().amount), currency=money.currency)


class FiguresOut(Schema):
    """Orders count canceled ones; units and revenue are those of orders that stand."""

    orders: int
    canceled_orders: int
    shipped_orders: int
    units: str
    revenue: MoneyOut
    average_order: MoneyOut | None

    @staticmethod
    def fields_of(figures: Figures) -> dict[str, Any]:
        average = figures.average_order
        return {
            "orders": figures.orders,
            "canceled_orders": figures.canceled_orders,
            "shipped_orders": figures.shipped_orders,
            "units": f"{figures.units:f}",
            "revenue": MoneyOut.of(figures.revenue),
            "average_order": MoneyOut.of(average) if average else None,
        }


class CompanyOut(FiguresOut):
    slug: str
    name: str
    unit: str
    percent: Decimal | None
    as_of: datetime | None


class DayOut(FiguresOut):
    date: date
    company: str


class GroupOut(Schema):
    """A group over days, both included. `as_of` is the newest fact counted, on any day."""

    group: str
    since: date
    until: date
    currency: str
    currencies: list[str]
    as_of: datetime | None
    total: FiguresOut
    companies: list[CompanyOut]
    days: list[DayOut]

    @classmethod
    def of(cls, found: GroupFigures) -> Self:
        view = found.view
        return cls(
            group=view.group.slug,
            since=view.span.since,
            until=view.span.until,
            currency=view.currency,
            currencies=list(view.currencies),
            as_of=view.as_of,
            total=FiguresOut(**FiguresOut.fields_of(found.total)),
            companies=[
                CompanyOut(
                    slug=each.tenant.slug,
                    name=each.tenant.name,
                    unit=each.tenant.unit,
                    percent=each.percent,
                    as_of=each.as_of,
                    **FiguresOut.fields_of(each.figures),
                )
                for each in found.tenants
            ],
            days=[
                DayOut(
                    date=point.business_date,
                    company=point.slug,
                    **FiguresOut.fields_of(point.figures),
                )
                for point in found.points
            ],
        )


class FiguresQuery(Schema):
    """Without a group: the first you see. Without days: the latest day with figures."""

    group: str = ""
    since: date | None = None
    until: date | None = None
    currency: Annotated[str, Field(pattern="^([A-Z]{3})?$")] = ""


@router.get("/figures", response=GroupOut, auth=NeedsHere(FIGURES), operation_id="get_figures")
def show_figures(request: HttpRequest, query: Query[FiguresQuery]) -> GroupOut:
    """Show what a group sold, by subsidiary and by day, in one currency."""
    asked = Asked(group=query.group, since=query.since, until=query.until, currency=query.currency)
    stamp = stamp_of(request)
    return GroupOut.of(get_group_figures(asked, actor=stamp.by, at=stamp.at))
