"""Things that happen to stock, in one line each."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.db import connection

from guildhall.inventory.models import StockLevel
from guildhall.inventory.operations import adjust_stock, receive_stock, reserve_stock
from guildhall.inventory.types import Correction, Demand, NewStock, Source, StockKey
from guildhall.kernel.stamp import Stamp
from guildhall.organization.queries import get_store
from tests.factories.company import Company


def moment() -> datetime:
    """Return what the database's clock shows."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
        return moment


def reserve(
    company: Company, reference: str, wanted: dict[str, int], *, stamp: Stamp, store: str = ""
) -> None:
    reserve_stock(
        reference,
        demands=[Demand(company.variants[s], s, Decimal(q)) for s, q in wanted.items()],
        source=Source(company.site.channel.id, get_store(store).id if store else None),
        until=stamp.at + timedelta(minutes=10),
        stamp=stamp,
    )


def receive(company: Company, sku: str, place: str, quantity: int, *, stamp: Stamp) -> None:
    line = NewStock(company.variants[sku], sku, Decimal(quantity))
    receive_stock(place, lines=[line], reference="more", stamp=stamp)


def adjust(company: Company, sku: str, place: str, by: int, *, stamp: Stamp) -> None:
    variant = company.variants[sku]
    lies = StockLevel.objects.get(variant=variant, location__code=place).on_hand
    adjust_stock(StockKey(sku, place), Correction(Decimal(by), lies, "counted"), stamp=stamp)
