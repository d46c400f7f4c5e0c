"""Price strategies for programs."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Self

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import ConfigDict, Field

from guildhall.catalog import operations, queries
from guildhall.catalog.api.prices import money
from guildhall.catalog.api.proposals import ProposalOut
from guildhall.catalog.states import CostBasis, StepKind, Toward, WhenStale
from guildhall.catalog.types import (
    About,
    PreviewLine,
    Step,
    StrategyCard,
    StrategyDraft,
)
from guildhall.catalog.types.prices import plain
from guildhall.kernel.conditions import CONDITIONAL, IF_MATCH, Moment, expected_of, sealed
from guildhall.kernel.credentials import Needs
from guildhall.kernel.http import stamp_of
from guildhall.kernel.idempotency import idempotent

router = Router(tags=["prices"])

Number = Annotated[Decimal, Field(gt=-(10**10), lt=10**10)]
Values = Annotated[list[Annotated[str, Field(max_length=120)]], Field(max_length=500)]


class StepIn(Schema):
    """One step; which of these it needs depends on its kind."""

    model_config = ConfigDict(extra="forbid")

    kind: StepKind
    value: Number | None = None
    every: Number | None = None
    toward: Toward = Toward.NEAREST
    source: Annotated[str, Field(max_length=40)] = ""
    days: Annotated[int, Field(ge=0, le=366)] | None = None
    when_stale: WhenStale = WhenStale.REFUSE

    def step(self) -> Step:
        return Step(**self.model_dump())


class AboutIn(Schema):
    """For which goods; each narrows it to any of its values, an empty one does not."""

    model_config = ConfigDict(extra="forbid")

    categories: Values = []
    brands: Values = []
    skus: Values = []


class StrategyIn(Schema):
    model_config = ConfigDict(extra="forbid")

    title: Annotated[str, Field(min_length=1, max_length=120)]
    price_list: Annotated[str, Field(max_length=64)]
    basis: CostBasis = CostBasis.AVERAGE
    steps: Annotated[list[StepIn], Field(min_length=1, max_length=20)]
    about: AboutIn | None = None
    margin_floor: Annotated[Decimal, Field(ge=0, lt=1, decimal_places=5)] | None = None
    position: Annotated[int, Field(ge=0, le=1_000)] = 0
    active: bool = True

    def draft(self) -> StrategyDraft:
        return StrategyDraft(
            title=self.title,
            price_list=self.price_list,
            basis=self.basis,
            steps=tuple(each.step() for each in self.steps),
            about=About.of(self.about.model_dump() if self.about else {}),
            margin_floor=self.margin_floor,
            position=self.position,
            is_active=self.active,
        )


class StrategyOut(Schema):
    code: str
    title: str
    price_list: str
    basis: str
    steps: list[dict[str, str | int | None]]
    about: dict[str, list[str]]
    margin_floor: str | None
    position: int
    active: bool
    version: int
    updated_at: datetime

    @classmethod
    def of(cls, card: StrategyCard) -> Self:
        draft = card.draft
        return cls(
            code=card.code,
            title=draft.title,
            price_list=draft.price_list,
            basis=draft.basis,
            steps=[step.kept() for step in draft.steps],
            about=draft.about.kept(),
            margin_floor=plain(draft.margin_floor) if draft.margin_floor is not None else None,
            position=draft.position,
            active=draft.is_active,
            version=card.number,
            updated_at=card.updated_at,
        )


class StrategiesOut(Schema):
    items: list[StrategyOut]


class PreviewLineOut(Schema):
    sku: str
    cost: dict[str, str] | None
    before: dict[str, str] | None
    after: dict[str, str] | None
    margin: str | None
    points_below_floor: str
    fault: str | None
    warnings: list[str]

    @classmethod
    def of(cls, line: PreviewLine) -> Self:
        worked = line.worked
        return cls(
            sku=line.sku,
            cost=money(worked.cost) if worked.cost else None,
            before=money(line.before) if line.before else None,
            after=money(worked.price) if worked.price else None,
            margin=plain(round(worked.margin, 4)) if worked.margin is not None else None,
            points_below_floor=plain(line.below_floor),
            fault=worked.fault,
            warnings=list(worked.warnings),
        )


class PreviewOut(Schema):
    """Some of the goods with what they would cost; `goods` is how many there are."""

    lines: list[PreviewLineOut]
    goods: int


class RunIn(Schema):
    model_config = ConfigDict(extra="forbid")

    valid_from: Moment | None = None


@router.get(
    "", response=StrategiesOut, auth=Needs("prices:view"), operation_id="list_price_strategies"
)
def list_strategies(request: HttpRequest) -> StrategiesOut:
    """List the strategies within the caller's reach."""
    found = queries.list_strategies(scopes=stamp_of(request).by.reach("prices:view"))
    return StrategiesOut(items=[StrategyOut.of(card) for card in found])


@router.get(
    "/{strategy}",
    response=StrategyOut,
    auth=Needs("prices:view"),
    operation_id="get_price_strategy",
    openapi_extra=CONDITIONAL,
)
def get_strategy(request: HttpRequest, strategy: str) -> HttpResponse:
    """Show a strategy."""
    card = queries.get_strategy(strategy)
    stamp_of(request).by.must("prices:view", scope=card.scopes)
    return sealed(request, StrategyOut.of(card), version=card.version)


@router.put(
    "/{strategy}",
    response={200: StrategyOut},
    auth=Needs("prices:edit"),
    operation_id="keep_price_strategy",
    openapi_extra=IF_MATCH,
)
@idempotent(status=200)
def keep_strategy(request: HttpRequest, strategy: str, body: StrategyIn) -> StrategyOut:
    """Keep a strategy under a code, a new one or another way of one that is there."""
    kept = operations.keep_strategy(
        strategy, draft=body.draft(), stamp=stamp_of(request), expected=expected_of(request)
    )
    return StrategyOut.of(kept)


@router.post(
    "/{strategy}/preview",
    response=PreviewOut,
    auth=Needs("prices:view"),
    operation_id="preview_price_strategy",
)
def preview_strategy(request: HttpRequest, strategy: str, body: StrategyIn) -> PreviewOut:
    """Tell what a draft would make of some of its goods. Nothing is kept."""
    stamp, draft = stamp_of(request), body.draft()
    held = queries.get_price_list(draft.price_list)
    stamp.by.must("prices:view", scope=held.scopes)
    found = queries.preview_strategy(strategy, draft=draft, at=stamp.at)
    return PreviewOut(lines=[PreviewLineOut.of(line) for line in found.lines], goods=found.goods)


@router.post(
    "/{strategy}/runs",
    response={201: ProposalOut},
    auth=Needs("prices:edit"),
    operation_id="propose_prices",
)
@idempotent(status=201)
def propose_prices(request: HttpRequest, strategy: str, body: RunIn) -> ProposalOut:
    """Run a strategy: its new prices become a proposal. Nobody pays them before it is applied."""
    made = operations.propose_prices(strategy, valid_from=body.valid_from, stamp=stamp_of(request))
    return ProposalOut.of(made)
