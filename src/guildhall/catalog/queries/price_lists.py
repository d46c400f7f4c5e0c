"""What can be asked about price lists."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from guildhall.catalog.errors import PriceListNotFound
from guildhall.catalog.models import PriceList
from guildhall.catalog.types.price_lists import PriceListCard, PriceListFilter
from guildhall.kernel.paging import Page, page_of


def list_price_lists(
    chosen: PriceListFilter, *, cursor: str | None = None, limit: int = 50
) -> Page[PriceListCard]:
    """Return one page of price lists, latest change first. Refuses with CursorInvalid."""
    return page_of(
        _chosen(chosen), key=("updated_at", "id"), cursor=cursor, limit=limit, to=card_of
    )


def price_lists_of(channel: str, *, scopes: Iterable[str] = ()) -> tuple[PriceListCard, ...]:
    """Return the lists of a channel within reach, the one that counts first coming first."""
    chosen = PriceListFilter(channel=channel, scopes=tuple(scopes))
    return tuple(card_of(row) for row in _chosen(chosen).order_by("-priority", "code"))


def get_price_list(code: str) -> PriceListCard:
    """Return one price list. Refuses with PriceListNotFound."""
    row = PriceList.objects.select_related("channel__brand").filter(code=code).first()
    if row is None:
        raise PriceListNotFound(code=code)
    return card_of(row)


def lies_within(scopes: Iterable[str], *, channel: str = "channel") -> Q:
    """Return the condition that rows of a channel lie in one of these scopes; none is all."""
    held = list(scopes)
    if not held:
        return Q()
    channels = [each.removeprefix("channel:") for each in held if each.startswith("channel:")]
    brands = [each.removeprefix("brand:") for each in held if each.startswith("brand:")]
    return Q((f"{channel}__code__in", channels)) | Q((f"{channel}__brand__code__in", brands))


def _chosen(chosen: PriceListFilter) -> QuerySet[PriceList]:
    rows = PriceList.objects.select_related("channel__brand").filter(lies_within(chosen.scopes))
    if chosen.text:
        rows = rows.filter(Q(code__icontains=chosen.text) | Q(title__icontains=chosen.text))
    if chosen.channel:
        rows = rows.filter(channel__code=chosen.channel)
    if chosen.customer_group:
        rows = rows.filter(customer_group=chosen.customer_group)
    if chosen.active is not None:
        rows = rows.filter(is_active=chosen.active)
    return rows


def card_of(row: PriceList) -> PriceListCard:
    return PriceListCard(
        id=row.id,
        code=row.code,
        title=row.title,
        channel=row.channel.code,
        brand=row.channel.brand.code,
        currency=row.currency,
        customer_group=row.customer_group,
        priority=row.priority,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        is_active=row.is_active,
        updated_at=row.updated_at,
    )
