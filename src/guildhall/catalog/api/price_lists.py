"""Price lists for programs."""

from datetime import datetime
from typing import Annotated, Self

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import ConfigDict, Field

from guildhall.catalog import operations, queries
from guildhall.catalog.types import PriceListCard, PriceListDraft, PriceListFilter
from guildhall.kernel.conditions import CONDITIONAL, IF_MATCH, Moment, expected_of, sealed
from guildhall.kernel.credentials import Needs
from guildhall.kernel.http import stamp_of
from guildhall.kernel.idempotency import idempotent
from guildhall.organization.queries import get_channel

router = Router(tags=["prices"])

Code = Annotated[str, Field(min_length=1, max_length=64)]


class PriceListQuery(Schema):
    """Filters of the list. Empty ones do not narrow it."""

    text: str = ""
    channel: str = ""
    customer_group: str = ""
    active: bool | None = None
    cursor: str | None = None
    limit: int = 50


class PriceListEdit(Schema):
    """What can be said of a list after it was made."""

    model_config = ConfigDict(extra="forbid")

    title: Annotated[str, Field(min_length=1, max_length=120)]
    customer_group: Annotated[str, Field(max_length=40)] = ""
    priority: Annotated[int, Field(ge=-1_000, le=1_000)] = 0
    starts_at: Moment | None = None
    ends_at: Moment | None = None
    active: bool = True

    def draft(self) -> PriceListDraft:
        return PriceListDraft(
            title=self.title,
            customer_group=self.customer_group,
            priority=self.priority,
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            is_active=self.active,
        )


class PriceListIn(PriceListEdit):
    code: Code
    channel: Annotated[str, Field(max_length=40)]
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]


class PriceListOut(Schema):
    code: str
    title: str
    channel: str
    currency: str
    customer_group: str
    priority: int
    starts_at: datetime | None
    ends_at: datetime | None
    active: bool
    updated_at: datetime

    @classmethod
    def of(cls, card: PriceListCard) -> Self:
        return cls(
            code=card.code,
            title=card.title,
            channel=card.channel,
            currency=card.currency,
            customer_group=card.customer_group,
            priority=card.priority,
            starts_at=card.starts_at,
            ends_at=card.ends_at,
            active=card.is_active,
            updated_at=card.updated_at,
        )


class PriceListPage(Schema):
    items: list[PriceListOut]
    next_cursor: str | None


@router.get("", response=PriceListPage, auth=Needs("prices:view"), operation_id="list_price_lists")
def list_price_lists(request: HttpRequest, query: Query[PriceListQuery]) -> PriceListPage:
    """List price lists, latest change first: those within the caller's reach."""
    channel = get_channel(query.channel).code if query.channel else ""
    chosen = PriceListFilter(
        text=query.text,
        channel=channel,
        customer_group=query.customer_group,
        active=query.active,
        scopes=stamp_of(request).by.reach("prices:view"),
    )
    page = queries.list_price_lists(chosen, cursor=query.cursor, limit=query.limit)
    items = [PriceListOut.of(card) for card in page.items]
    return PriceListPage(items=items, next_cursor=page.next_cursor)


@router.post(
    "",
    response={201: PriceListOut},
    auth=Needs("prices:edit"),
    operation_id="make_price_list",
)
@idempotent(status=201)
def make_price_list(request: HttpRequest, body: PriceListIn) -> PriceListOut:
    """Make a list of prices of a channel, for everybody or for one group of customers."""
    made = operations.make_price_list(
        body.code,
        channel=get_channel(body.channel),
        currency=body.currency,
        draft=body.draft(),
        stamp=stamp_of(request),
    )
    return PriceListOut.of(made)


@router.get(
    "/{price_list}",
    response=PriceListOut,
    auth=Needs("prices:view"),
    operation_id="get_price_list",
    openapi_extra=CONDITIONAL,
)
def get_price_list(request: HttpRequest, price_list: str) -> HttpResponse:
    """Show a price list."""
    card = queries.get_price_list(price_list)
    stamp_of(request).by.must("prices:view", scope=card.scopes)
    return sealed(request, PriceListOut.of(card), version=card.version)


@router.put(
    "/{price_list}",
    response={200: PriceListOut},
    auth=Needs("prices:edit"),
    operation_id="change_price_list",
    openapi_extra=IF_MATCH,
)
@idempotent(status=200)
def change_price_list(request: HttpRequest, price_list: str, body: PriceListEdit) -> PriceListOut:
    """Say for whom a list is, when, before which others, or that it counts no longer."""
    changed = operations.change_price_list(
        price_list, draft=body.draft(), stamp=stamp_of(request), expected=expected_of(request)
    )
    return PriceListOut.of(changed)
