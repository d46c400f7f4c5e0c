"""Who writes invoices, for programs of the back office."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Router
from pydantic import Field

from guildhall.finance import operations, queries
from guildhall.finance.api.schemas import EntityIn, EntityOut
from guildhall.finance.types import (
    EntityTerms,
)
from guildhall.kernel.credentials import Needs
from guildhall.kernel.http import stamp_of
from guildhall.kernel.idempotency import idempotent

entities = Router(tags=["invoices"])


@entities.get(
    "",
    response=Annotated[list[EntityOut], Field(max_length=200)],
    auth=Needs("invoices:view"),
    operation_id="list_legal_entities",
)
def list_entities(request: HttpRequest) -> list[EntityOut]:  # noqa: ARG001 - Ninja's signature
    """List who writes invoices."""
    return [EntityOut.of(card) for card in queries.list_entities()]


@entities.put(
    "/{legal_entity}",
    response={200: EntityOut},
    auth=Needs("invoices:approve"),
    operation_id="set_legal_entity",
)
@idempotent(status=200)
def set_entity(request: HttpRequest, legal_entity: str, body: EntityIn) -> EntityOut:
    """Enter or change who writes invoices. What is written already stays as it was."""
    terms = EntityTerms(**body.model_dump(exclude={"platform_key"}))
    operations.keep_entity(
        legal_entity, terms, platform_key=body.platform_key, stamp=stamp_of(request)
    )
    return EntityOut.of(queries.get_entity(legal_entity))
