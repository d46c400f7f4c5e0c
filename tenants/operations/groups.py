"""Groups and the units that their companies belong to."""

from uuid import UUID

from django.db import transaction

from guildhall.kernel.stamp import Stamp
from tenants.models import Group, Unit


@transaction.atomic
def open_group(slug: str, *, name: str, stamp: Stamp) -> UUID:
    """Open a group, or return the one that has this slug."""
    stamp.by.must("tenants:edit")
    group, _ = Group.objects.get_or_create(slug=slug, defaults={"name": name})
    return group.id


@transaction.atomic
def open_unit(
    group: str, *, code: str, name: str, parent: str | None = None, stamp: Stamp
) -> UUID:
    """Add a unit to a group's tree, or return the one that has this code."""
    stamp.by.must("tenants:edit")
    owner = Group.objects.get(slug=group)
    above = Unit.objects.get(group=owner, code=parent) if parent else None
    unit, _ = Unit.objects.get_or_create(
        group=owner, code=code, defaults={"name": name, "parent": above}
    )
    return unit.id
