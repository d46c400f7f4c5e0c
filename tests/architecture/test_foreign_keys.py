"""What the import graph cannot see: a foreign key named by a string is an import, too."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models.fields.related import RelatedField
from django.test.utils import isolate_apps

from tests.architecture.house import floors, room_of


@dataclass(frozen=True)
class Reference:
    """A foreign key, one-to-one or many-to-many field, with both its ends."""

    field: str
    source: str
    target: str
    backwards: str | None

    @property
    def leaves_its_room(self) -> bool:
        return room_of(self.source) != room_of(self.target)


def references(of: Iterable[type[models.Model]]) -> Iterator[Reference]:
    for model in of:
        for field in model._meta.local_fields + model._meta.local_many_to_many:
            if isinstance(field, RelatedField):
                target = field.related_model
                yield Reference(
                    field=str(field),
                    source=model.__module__,
                    target=target.__module__,
                    backwards=field.remote_field.related_name,
                )


def climbing(found: Iterable[Reference]) -> list[str]:
    """Return the fields that point anywhere but down the house."""
    floor = floors()
    return [
        f"{each.field} points at {room_of(each.target)}"
        for each in found
        if each.leaves_its_room
        and room_of(each.source) in floor
        and floor.get(room_of(each.target), len(floor)) >= floor[room_of(each.source)]
    ]


def telling_below(found: Iterable[Reference]) -> list[str]:
    """Return the fields by which a room below would come to know one above."""
    return [
        f"{each.field} lacks related_name='+'"
        for each in found
        if each.leaves_its_room and room_of(each.source) in floors() and each.backwards != "+"
    ]


def leaving(found: Iterable[Reference], *, tenant: Collection[str]) -> list[str]:
    """Return the fields of a tenant's tables that point out of the tenant's schema."""
    return [
        f"{each.field} points at {each.target}"
        for each in found
        if _is_in(each.source, tenant) and not _is_in(each.target, tenant)
    ]


def entering(found: Iterable[Reference], *, tenant: Collection[str]) -> list[str]:
    """Return the fields of shared tables that point into a tenant's schema."""
    return [
        f"{each.field} points at {each.target}"
        for each in found
        if not _is_in(each.source, tenant) and _is_in(each.target, tenant)
    ]


def _is_in(module: str, apps_named: Collection[str]) -> bool:
    return any(module == each or module.startswith(f"{each}.") for each in apps_named)


@pytest.fixture(scope="module")
def ours() -> list[Reference]:
    return list(references(apps.get_models(include_auto_created=True)))


def test_a_foreign_key_points_down_the_house(ours: list[Reference]) -> None:
    assert ours
    assert climbing(ours) == []


def test_a_foreign_key_into_another_room_leaves_no_trace_there(ours: list[Reference]) -> None:
    assert telling_below(ours) == []


def test_no_foreign_key_leaves_a_tenant(ours: list[Reference]) -> None:
    assert leaving(ours, tenant=settings.TENANT_APPS) == []


def test_no_table_that_is_only_shared_points_into_a_tenant(ours: list[Reference]) -> None:
    both = set(settings.TENANT_APPS) & set(settings.SHARED_APPS)

    assert entering(ours, tenant=set(settings.TENANT_APPS) - both) == []


@isolate_apps()
def two_rooms(*, related_name: str) -> list[Reference]:
    """Make an order that knows a location, and a location that wrongly knows an order."""

    class Location(models.Model):
        order: models.ForeignKey[models.Model] = models.ForeignKey(
            "orders.Order", models.CASCADE, related_name=related_name
        )
        __module__ = "guildhall.inventory.models"

        class Meta:
            app_label = "inventory"

    class Order(models.Model):
        location: models.ForeignKey[models.Model] = models.ForeignKey(
            Location, models.CASCADE, related_name=related_name
        )
        __module__ = "guildhall.orders.models"

        class Meta:
            app_label = "orders"

    return list(references([Location, Order]))


def test_a_foreign_key_up_the_house_is_found() -> None:
    assert climbing(two_rooms(related_name="+")) == [
        "inventory.Location.order points at guildhall.orders"
    ]


def test_a_foreign_key_that_can_be_walked_backwards_is_found() -> None:
    assert telling_below(two_rooms(related_name="orders")) == [
        "inventory.Location.order lacks related_name='+'",
        "orders.Order.location lacks related_name='+'",
    ]


def test_a_foreign_key_across_the_schema_is_found_from_both_sides() -> None:
    crossing = two_rooms(related_name="+")

    out = leaving(crossing, tenant=["guildhall.orders"])
    into = entering(crossing, tenant=["guildhall.orders"])

    assert out == ["orders.Order.location points at guildhall.inventory.models"]
    assert into == ["inventory.Location.order points at guildhall.orders.models"]
