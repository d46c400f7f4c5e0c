"""Where goods are sent, how and for how much, for programs of the back office."""

from decimal import Decimal
from typing import Annotated, Self

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import ConfigDict, Field

from guildhall.checkout import operations, queries
from guildhall.checkout.states import RateBasis
from guildhall.checkout.types import MethodTerms, RateTerms, ShippingStep, ZoneTerms
from guildhall.kernel.credentials import Needs
from guildhall.kernel.http import stamp_of
from guildhall.kernel.idempotency import idempotent

router = Router(tags=["shipping"])

SEE, KEEP = Needs("catalog:view"), Needs("catalog:edit")


class Strict(Schema):
    model_config = ConfigDict(extra="forbid")


class ShippingZoneIn(Strict):
    """A part of the world. Empty lists do not narrow it; the narrowest zone counts."""

    name: Annotated[str, Field(min_length=1, max_length=120)]
    countries: Annotated[list[str], Field(max_length=300)] = []
    regions: Annotated[list[str], Field(max_length=500)] = []
    postcodes: Annotated[list[str], Field(max_length=2_000)] = []


class ShippingZoneOut(Schema):
    code: str
    name: str
    countries: list[str]
    regions: list[str]
    postcodes: list[str]

    @classmethod
    def of(cls, zone: ZoneTerms) -> Self:
        return cls(
            code=zone.code,
            name=zone.name,
            countries=list(zone.countries),
            regions=list(zone.regions),
            postcodes=list(zone.postcodes),
        )


class ShippingZonesOut(Schema):
    items: list[ShippingZoneOut]


class ShippingStepIn(Strict):
    """From how much on (an amount of goods, or grams) which price counts."""

    at_least: Annotated[Decimal, Field(max_digits=14)] = Decimal(0)
    price: Annotated[Decimal, Field(max_digits=14)]


class ShippingRateIn(Strict):
    """What a way costs into a zone. From `free_from` on nothing is asked."""

    zone: Annotated[str, Field(max_length=40)]
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    steps: Annotated[list[ShippingStepIn], Field(max_length=50)]
    basis: RateBasis = RateBasis.TOTAL
    free_from: Annotated[Decimal | None, Field(max_digits=14)] = None
    least_days: Annotated[int | None, Field(ge=0, le=365)] = None
    most_days: Annotated[int | None, Field(ge=0, le=365)] = None

    def told(self) -> RateTerms:
        return RateTerms(
            zone=self.zone,
            currency=self.currency,
            steps=tuple(ShippingStep(step.at_least, step.price) for step in self.steps),
            basis=self.basis,
            free_from=self.free_from,
            least_days=self.least_days,
            most_days=self.most_days,
        )


class ShippingStepOut(Schema):
    at_least: str
    price: str


class ShippingRateOut(Schema):
    zone: str
    currency: str
    steps: list[ShippingStepOut]
    basis: str
    free_from: str | None
    least_days: int | None
    most_days: int | None

    @classmethod
    def of(cls, rate: RateTerms) -> Self:
        return cls(
            zone=rate.zone,
            currency=rate.currency,
            steps=[
                ShippingStepOut(at_least=str(step.at_least), price=str(step.price))
                for step in rate.steps
            ],
            basis=rate.basis,
            free_from=str(rate.free_from) if rate.free_from is not None else None,
            least_days=rate.least_days,
            most_days=rate.most_days,
        )


class ShippingMethodIn(Strict):
    """A way to send goods. Without channels it is offered on all; no tax class is no tax."""

    name: Annotated[str, Field(min_length=1, max_length=120)]
    rates: Annotated[list[ShippingRateIn], Field(max_length=200)]
    channels: Annotated[list[str], Field(max_length=100)] = []
    tax_class: Annotated[str, Field(max_length=40)] = ""
    position: Annotated[int, Field(ge=0, le=10_000)] = 0
    is_active: bool = True


class ShippingMethodOut(Schema):
    code: str
    name: str
    rates: list[ShippingRateOut]
    channels: list[str]
    tax_class: str
    position: int
    is_active: bool

    @classmethod
    def of(cls, method: MethodTerms) -> Self:
        return cls(
            code=method.code,
            name=method.name,
            rates=[ShippingRateOut.of(rate) for rate in method.rates],
            channels=list(method.channels),
            tax_class=method.tax_class,
            position=method.position,
            is_active=method.is_active,
        )


class ShippingMethodsOut(Schema):
    items: list[ShippingMethodOut]


@router.get("/zones", response=ShippingZonesOut, auth=SEE, operation_id="list_shipping_zones")
def list_zones(request: HttpRequest) -> ShippingZonesOut:  # noqa: ARG001 - a view's signature
    """List the parts of the world that goods are sent to."""
    return ShippingZonesOut(items=[ShippingZoneOut.of(zone) for zone in queries.list_zones()])


@router.put(
    "/zones/{zone_code}",
    response={200: ShippingZoneOut},
    auth=KEEP,
    operation_id="keep_shipping_zone",
)
@idempotent(status=200)
def keep_zone(request: HttpRequest, zone_code: str, body: ShippingZoneIn) -> ShippingZoneOut:
    """Say which part of the world a zone is; there need not be one yet."""
    terms = ZoneTerms(
        code=zone_code,
        name=body.name,
        countries=tuple(body.countries),
        regions=tuple(body.regions),
        postcodes=tuple(body.postcodes),
    )
    return ShippingZoneOut.of(operations.keep_zone(terms, stamp=stamp_of(request)))


@router.get(
    "/methods", response=ShippingMethodsOut, auth=SEE, operation_id="list_shipping_methods"
)
def list_methods(request: HttpRequest) -> ShippingMethodsOut:  # noqa: ARG001 - a view's signature
    """List the ways in which goods are sent, with what each costs."""
    return ShippingMethodsOut(
        items=[ShippingMethodOut.of(method) for method in queries.list_methods()]
    )


@router.put(
    "/methods/{method_code}",
    response={200: ShippingMethodOut},
    auth=KEEP,
    operation_id="keep_shipping_method",
)
@idempotent(status=200)
def keep_method(
    request: HttpRequest, method_code: str, body: ShippingMethodIn
) -> ShippingMethodOut:
    """Say what a way of sending goods costs, and where; there need not be one yet."""
    terms = MethodTerms(
        code=method_code,
        name=body.name,
        rates=tuple(rate.told() for rate in body.rates),
        channels=tuple(body.channels),
        tax_class=body.tax_class,
        position=body.position,
        is_active=body.is_active,
    )
    return ShippingMethodOut.of(operations.keep_method(terms, stamp=stamp_of(request)))
