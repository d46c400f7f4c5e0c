"""From which places a channel sells, in which order."""

from typing import Annotated, Self

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from guildhall.inventory import operations, queries
from guildhall.inventory.api.shapes import Strict, Text
from guildhall.inventory.types import Sources
from guildhall.kernel.conditions import CONDITIONAL, IF_MATCH, expected_of, sealed
from guildhall.kernel.credentials import Needs
from guildhall.kernel.http import stamp_of
from guildhall.kernel.idempotency import idempotent
from guildhall.organization.queries import get_channel

VIEW, EDIT = "stock:view", "stock:edit"
router = Router(tags=["stock"])

Code = Annotated[Text, Field(min_length=1, max_length=40)]


class SourcesIn(Strict):
    """All places that the channel sells from; what is first is asked first."""

    locations: Annotated[list[Code], Field(max_length=500)]


class SourceOut(Schema):
    """One place. From a closed one nothing is sold until it is opened again."""

    location: str
    name: str
    is_open: bool
    is_on_the_map: bool


class SourcesOut(Schema):
    channel: str
    locations: list[SourceOut]

    @classmethod
    def of(cls, sources: Sources) -> Self:
        places = [
            SourceOut(
                location=place.code,
                name=place.name,
                is_open=place.is_open,
                is_on_the_map=place.point is not None,
            )
            for place in sources.places
        ]
        return cls(channel=sources.channel, locations=places)


@router.get(
    "/{channel}/locations",
    response=SourcesOut,
    auth=Needs(VIEW),
    operation_id="list_channel_locations",
    openapi_extra=CONDITIONAL,
)
def list_sources(request: HttpRequest, channel: str) -> HttpResponse:
    """List the places that a channel sells from, in the order in which they are asked."""
    card = get_channel(channel)
    stamp_of(request).by.must(VIEW, scope=card.scopes)
    sources = queries.get_sources(card)
    return sealed(request, SourcesOut.of(sources), version=sources.version)


@router.put(
    "/{channel}/locations",
    response={200: SourcesOut},
    auth=Needs(EDIT),
    operation_id="set_channel_locations",
    openapi_extra=IF_MATCH,
)
@idempotent(status=200)
def set_sources(request: HttpRequest, channel: str, body: SourcesIn) -> SourcesOut:
    """Let a channel sell from these places and no others, in this order.

    A place that is new in the list takes the right for the place as well.
    """
    card = get_channel(channel)
    operations.set_sources(
        card, body.locations, stamp=stamp_of(request), seen=expected_of(request)
    )
    return SourcesOut.of(queries.get_sources(card))
