"""From which places a channel sells."""

from guildhall.inventory.models import ChannelSource
from guildhall.inventory.queries.places import card_of
from guildhall.inventory.types import Sources
from guildhall.organization.types import ChannelCard


def get_sources(channel: ChannelCard) -> Sources:
    """Return the places of a channel in the order in which they are asked, closed ones too."""
    rows = ChannelSource.objects.filter(channel=channel.id).select_related("location__store")
    ranked = rows.order_by("rank", "location__code")
    return Sources(channel.code, tuple(card_of(row.location) for row in ranked))
