"""What kinds of goods, packages and attributes are called, and what happened to a product."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext_lazy as _

from guildhall.catalog.states import AttributeType, Packaging, ProductKind, Tracking
from guildhall.console.people import told_by
from guildhall.console.shell.navigation import Text
from guildhall.console.shell.parts import Entry
from guildhall.kernel.facts import FactRow

KINDS: dict[str, Text] = {ProductKind.GOODS: _("Goods"), ProductKind.BUNDLE: _("Bundle")}
STATES: dict[str, Text] = {
    "on_sale": _("On sale"),
    "off_sale": _("Not on sale"),
    "archived": _("Archived"),
    "all": _("All, archived too"),
}
TRACKINGS: dict[str, Text] = {
    Tracking.NONE: _("By quantity alone"),
    Tracking.LOT: _("By lot"),
    Tracking.SERIAL: _("Piece by piece, by serial number"),
}
PACKAGINGS: dict[str, Text] = {
    Packaging.UNIT: _("One unit"),
    Packaging.INNER: _("Inner pack"),
    Packaging.CASE: _("Case"),
    Packaging.PALLET: _("Pallet"),
}
TYPES: dict[str, Text] = {
    AttributeType.TEXT: _("Text"),
    AttributeType.NUMBER: _("Number"),
    AttributeType.FLAG: _("Yes or no"),
    AttributeType.DAY: _("Date"),
    AttributeType.CHOICE: _("One choice"),
    AttributeType.CHOICES: _("Several choices"),
}
TITLES: dict[str, tuple[Text, str]] = {
    "catalog.product_created": (_("Product added"), "plus"),
    "catalog.product_changed": (_("Details changed"), "pencil"),
    "catalog.product_archived": (_("Product archived"), "archive"),
    "catalog.product_restored": (_("Product restored"), "arrow-back-up"),
    "catalog.options_changed": (_("Options changed"), "adjustments-horizontal"),
    "catalog.variants_added": (_("Variants added"), "plus"),
    "catalog.variant_changed": (_("Variant changed"), "pencil"),
    "catalog.variant_archived": (_("Variant archived"), "archive"),
    "catalog.variant_restored": (_("Variant restored"), "arrow-back-up"),
    "catalog.barcodes_changed": (_("Barcodes changed"), "barcode"),
    "catalog.units_changed": (_("Units changed"), "packages"),
    "catalog.parts_changed": (_("Parts of the bundle changed"), "package"),
    "catalog.attributes_stated": (_("Attributes filled in"), "tags"),
}
NAMED = 3


def entries_of(history: Iterable[FactRow], names: Mapping[str, str]) -> tuple[Entry, ...]:
    """Return a product's latest facts as a timeline, the latest first."""
    return tuple(_entry(row, names) for row in history)


def _entry(row: FactRow, names: Mapping[str, str]) -> Entry:
    title, icon = TITLES.get(row.type, (row.type, "history"))
    return Entry(
        title=title,
        at=row.occurred_at,
        by=told_by(row.actor_name, names),
        note=_note(row),
        icon=icon,
    )


def _note(row: FactRow) -> Text:
    skus = row.payload.get("skus") or [row.payload.get("sku") or ""]
    more = f" +{len(skus) - NAMED}" if len(skus) > NAMED else ""
    return ", ".join(skus[:NAMED]) + more
