"""A level and a line of its ledger, as they are told."""

from datetime import datetime
from typing import Self
from uuid import UUID

from ninja import Schema

from guildhall.inventory.api.shapes import plain
from guildhall.inventory.types import LevelCard, MovementCard


class LevelOut(Schema):
    """The buckets of one SKU of one owner at one location; `owner` is empty for our own."""

    id: UUID
    sku: str
    location: str
    owner: str
    on_hand: str
    reserved: str
    unavailable: str
    blocked: dict[str, str]
    available: str
    inbound: str
    backorder_limit: str
    low_at: str | None
    updated_at: datetime

    @classmethod
    def of(cls, level: LevelCard, blocked: dict[str, str] | None = None) -> Self:
        return cls(
            id=level.id,
            sku=level.sku,
            location=level.location,
            owner=level.owner,
            on_hand=plain(level.on_hand),
            reserved=plain(level.reserved),
            unavailable=plain(level.unavailable),
            blocked=blocked or {},
            available=plain(level.available),
            inbound=plain(level.inbound),
            backorder_limit=plain(level.backorder_limit),
            low_at=None if level.low_at is None else plain(level.low_at),
            updated_at=level.updated_at,
        )


class LevelPageOut(Schema):
    items: list[LevelOut]
    next_cursor: str | None


class MovementOut(Schema):
    kind: str
    bucket: str
    quantity: str
    reason: str
    reference: str
    actor: str
    effective_at: datetime

    @classmethod
    def of(cls, line: MovementCard) -> Self:
        return cls(
            kind=line.kind,
            bucket=line.bucket,
            quantity=plain(line.quantity),
            reason=line.reason,
            reference=line.reference,
            actor=line.actor,
            effective_at=line.effective_at,
        )


class MovementPageOut(Schema):
    items: list[MovementOut]
    next_cursor: str | None
