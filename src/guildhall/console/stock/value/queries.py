"""What stock is worth, as one read model."""

from dataclasses import dataclass

from guildhall.catalog.queries import category_choices
from guildhall.inventory.queries import list_locations, value_report
from guildhall.inventory.types import LocationCard, ValueFilter, ValueReport
from guildhall.kernel.stamp import Actor


@dataclass(frozen=True, slots=True)
class ValuePage:
    report: ValueReport
    locations: tuple[LocationCard, ...]
    categories: tuple[tuple[str, str], ...]
    can_export: bool


def get_value_page(chosen: ValueFilter, actor: Actor) -> ValuePage:
    """Return what the stock within reach is worth. Refuses with CategoryNotFound."""
    return ValuePage(
        report=value_report(chosen),
        locations=list_locations(scopes=chosen.scopes),
        categories=category_choices(),
        can_export=any(grant.allows("stock:export", chosen.scopes) for grant in actor.grants),
    )
