"""How links and unmatched SKUs are written. Changing it is a new version, adding to it is not."""

from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field

from guildhall.catalog.operations.unmatched import MOST
from guildhall.catalog.types import LinkCard, LinkOutcome, MetSku, NewLink, UnmatchedCard
from guildhall.kernel import bulk
from guildhall.kernel.conditions import Moment

PLAIN = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
Code = Annotated[str, Field(min_length=1, max_length=40, pattern=PLAIN)]
External = Annotated[str, Field(min_length=1, max_length=120, pattern=PLAIN)]
ExternalId = Annotated[str, Field(max_length=120, pattern=PLAIN)]
Storefront = Annotated[str, Field(max_length=80, pattern=PLAIN)]
Title = Annotated[str, Field(max_length=200, pattern=PLAIN)]


class Strict(Schema):
    model_config = ConfigDict(extra="forbid")


class LinkQuery(Schema):
    """Filters of the list. Empty ones do not narrow it."""

    channel: str = ""
    text: str = ""
    state: Literal["", "linked", "unlinked"] = ""
    updated_since: Annotated[
        Moment | None,
        Field(description="Only what changed since then, in the order of change."),
    ] = None
    cursor: str | None = None
    limit: int = 50


class UnmatchedQuery(Schema):
    """Filters of the list. `aside` shows what somebody set aside instead."""

    channel: str = ""
    text: str = ""
    aside: bool = False
    cursor: str | None = None
    limit: int = 50


class LinkOut(Schema):
    id: UUID
    channel: str
    storefront: str
    external_sku: str
    external_product_id: str
    external_variant_id: str
    title: str
    sku: str
    state: str
    valid_from: datetime
    valid_to: datetime | None
    updated_at: datetime

    @classmethod
    def of(cls, card: LinkCard) -> Self:
        return cls(
            id=card.id,
            channel=card.channel,
            storefront=card.storefront,
            external_sku=card.external_sku,
            external_product_id=card.external_product_id,
            external_variant_id=card.external_variant_id,
            title=card.title,
            sku=card.sku,
            state=card.state,
            valid_from=card.window.start,
            valid_to=card.window.end,
            updated_at=card.updated_at,
        )


class LinkPageOut(Schema):
    items: list[LinkOut]
    next_cursor: str | None


class UnmatchedOut(Schema):
    """`was_linked`: a person took its link away, or ended it, and no sync makes another."""

    id: UUID
    channel: str
    storefront: str
    external_sku: str
    title: str
    barcode: str
    times: int
    first_seen_at: datetime
    last_seen_at: datetime
    aside: bool
    was_linked: bool

    @classmethod
    def of(cls, card: UnmatchedCard) -> Self:
        return cls(
            id=card.id,
            channel=card.channel,
            storefront=card.storefront,
            external_sku=card.external_sku,
            title=card.title,
            barcode=card.barcode,
            times=card.times,
            first_seen_at=card.first_seen_at,
            last_seen_at=card.last_seen_at,
            aside=card.is_aside,
            was_linked=card.was_linked,
        )


class UnmatchedPageOut(Schema):
    items: list[UnmatchedOut]
    next_cursor: str | None


class LinkIn(Strict):
    """Without a window the link holds whenever the channel calls nothing else so."""

    channel: Code
    sku: Annotated[str, Field(min_length=1, max_length=64, pattern=PLAIN)]
    external_sku: External
    storefront: Storefront = ""
    external_product_id: ExternalId = ""
    external_variant_id: ExternalId = ""
    title: Title = ""
    valid_from: Moment | None = None
    valid_to: Moment | None = None

    def new(self) -> NewLink:
        return NewLink(**self.model_dump(exclude={"channel", "sku"}))

    @property
    def named(self) -> str:
        """All that the link says, in one line: the same twice is done once."""
        told = self.model_dump(mode="json", exclude={"channel", "sku", "external_sku"})
        said = [f"{name}: {value}" for name, value in told.items() if value]
        return ", ".join([f"{self.channel} {self.external_sku} = {self.sku}", *said])


class LinksIn(Strict):
    """What channels call variants, at most a hundred at once."""

    links: Annotated[list[LinkIn], Field(min_length=1, max_length=bulk.MOST)]


class EndIn(Strict):
    """Until when a link holds; empty: until now."""

    at: Moment | None = None


class MetIn(Strict):
    """One SKU as the channel shows it; `at` is the moment for which its meaning was sought."""

    external_sku: External
    storefront: Storefront = ""
    title: Title = ""
    barcode: Annotated[str, Field(max_length=40, pattern=PLAIN)] = ""
    external_product_id: ExternalId = ""
    external_variant_id: ExternalId = ""
    at: Moment | None = None

    def met(self) -> MetSku:
        return MetSku(**self.dict())


class SeenIn(Strict):
    channel: Code
    skus: Annotated[list[MetIn], Field(min_length=1, max_length=MOST)]


class ChannelIn(Strict):
    channel: Code


class OutcomeOut(Schema):
    """`kept_away` was linked once, and somebody took that back: it is left to people."""

    linked: int
    known: int
    kept_away: int
    unmatched: int

    @classmethod
    def of(cls, outcome: LinkOutcome) -> Self:
        return cls(
            linked=outcome.linked,
            known=outcome.known,
            kept_away=outcome.kept_away,
            unmatched=outcome.unmatched,
        )
