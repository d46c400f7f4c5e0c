"""Where the prices of a file belong, and who may change them there."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self
from uuid import UUID

from guildhall.catalog.models import PriceList
from guildhall.catalog.queries.slots import Slot
from guildhall.catalog.rules.columns import parted
from guildhall.catalog.states import Column
from guildhall.catalog.types.imports import ImportCard
from guildhall.kernel.stamp import Stamp
from guildhall.organization.queries import list_channels
from guildhall.organization.types import ChannelCard

PRICES = "prices:edit"


@dataclass(frozen=True, slots=True)
class PriceColumn:
    """Where the prices of a column belong: to a price list, or to a channel itself."""

    channel: ChannelCard
    currency: str
    price_list_id: UUID | None


@dataclass(frozen=True, slots=True)
class Lists:
    """The columns of prices, by the name that the mapping gives them."""

    columns: Mapping[str, PriceColumn]

    @classmethod
    def of(cls, card: ImportCard) -> Self:
        targets = map(parted, card.mapping.values())
        names = {name for column, name in targets if column is Column.PRICE}
        if not names:
            return cls({})
        channels = {channel.id: channel for channel in list_channels()}
        rows = PriceList.objects.filter(code__in=names)
        columns = {
            code: PriceColumn(channels[channel], currency, key)
            for code, channel, currency, key in rows.values_list(
                "code", "channel_id", "currency", "id"
            )
        }
        for channel in channels.values():
            if "" in names and channel.code == card.channel:
                columns[""] = PriceColumn(channel, channel.currency, None)
        return cls(columns)

    @property
    def places(self) -> tuple[Slot, ...]:
        """Where the prices of these columns stand, in the order in which they are locked."""
        found = {
            Slot(column.channel.id, column.currency, column.price_list_id)
            for column in self.columns.values()
        }
        return tuple(sorted(found, key=lambda slot: (slot.channel_id, str(slot.price_list_id))))

    def must_be_open_to(self, stamp: Stamp) -> None:
        """Refuse with NotPermitted unless these prices may be changed."""
        for column in self.columns.values():
            stamp.by.must(PRICES, scope=column.channel.scopes)
