"""What happens to products, variants and their options."""

from dataclasses import dataclass

from guildhall.kernel.events import Event, fact


@fact("catalog.product_created", subject="product:{code}")
@dataclass(frozen=True, kw_only=True, slots=True)
class ProductCreated(Event):
    code: str
    kind: str


@fact("catalog.product_changed", subject="product:{code}")
@dataclass(frozen=True, kw_only=True, slots=True)
class ProductChanged(Event):
    code: str


@fact("catalog.product_archived", subject="product:{code}")
@dataclass(frozen=True, kw_only=True, slots=True)
class ProductArchived(Event):
    code: str


@fact("catalog.product_restored", subject="product:{code}")
@dataclass(frozen=True, kw_only=True, slots=True)
class ProductRestored(Event):
    code: str


@fact("catalog.options_changed", subject="product:{code}")
@dataclass(frozen=True, kw_only=True, slots=True)
class OptionsChanged(Event):
    code: str


@fact("catalog.variants_added", subject="product:{code}")
@dataclass(frozen=True, kw_only=True, slots=True)
class VariantsAdded(Event):
    code: str
    skus: tuple[str, ...]


@fact("catalog.variant_changed", subject="product:{code}")
@dataclass(frozen=True, kw_only=True, slots=True)
class VariantChanged(Event):
    """A variant's own words, weight, tracking, or whether it is sold."""

    code: str
    sku: str


@fact("catalog.variant_archived", subject="product:{code}")
@dataclass(frozen=True, kw_only=True, slots=True)
class VariantArchived(Event):
    code: str
    sku: str


@fact("catalog.variant_restored", subject="product:{code}")
@dataclass(frozen=True, kw_only=True, slots=True)
class VariantRestored(Event):
    code: str
    sku: str


@fact("catalog.barcodes_changed", subject="product:{code}")
@dataclass(frozen=True, kw_only=True, slots=True)
class BarcodesChanged(Event):
    code: str
    sku: str


@fact("catalog.units_changed", subject="product:{code}")
@dataclass(frozen=True, kw_only=True, slots=True)
class UnitsChanged(Event):
    code: str
    sku: str


@fact("catalog.parts_changed", subject="product:{code}")
@dataclass(frozen=True, kw_only=True, slots=True)
class PartsChanged(Event):
    """A bundle consists of something else from now on; what is ordered stays as it was."""

    code: str
    sku: str


@fact("catalog.attributes_stated", subject="product:{code}")
@dataclass(frozen=True, kw_only=True, slots=True)
class AttributesStated(Event):
    code: str
    sku: str = ""
