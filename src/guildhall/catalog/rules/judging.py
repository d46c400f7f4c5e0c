"""Whether a row can be taken: against what the catalogue holds, and what rows before it said.

A check and an import judge alike, and nothing here depends on whether rows before were written:
what the file itself has said comes first, what the catalogue holds second.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from struct import pack
from typing import Any
from uuid import UUID

from guildhall.catalog.rules.cells import is_code, path_in
from guildhall.catalog.rules.gtins import LENGTHS, is_gtin
from guildhall.catalog.rules.rows import Reading
from guildhall.catalog.states import Column
from guildhall.catalog.types import EACH
from guildhall.catalog.types.imports import Fault, Incoming

DEEPEST = 6
_ABOUT = (Column.TITLE, Column.DESCRIPTION, Column.BRAND, Column.CATEGORY, Column.TAX_CLASS)

type Options = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class KnownVariant:
    """A variant that is there already."""

    id: UUID
    product: str
    is_archived: bool
    unit: str = EACH
    options: Options = ()


@dataclass(frozen=True, slots=True)
class KnownProduct:
    """A product that is there already. `combinations` are those of its variants, by SKU."""

    id: UUID
    is_archived: bool
    axes: tuple[str, ...] = ()
    combinations: Mapping[frozenset[tuple[str, str]], str] = field(default_factory=dict)
    has_variants: bool = True


@dataclass(frozen=True, slots=True)
class Known:
    """What the catalogue holds of what a chunk of rows names; barcodes by their one form."""

    variants: Mapping[str, KnownVariant]
    products: Mapping[str, KnownProduct]
    barcodes: Mapping[str, str]
    tax_classes: Mapping[str, UUID]
    category_paths: Mapping[str, UUID]


@dataclass(frozen=True, slots=True)
class Judged:
    """A row that can be taken. Its product's first row leads: it speaks for the product."""

    row: Incoming
    product: str
    variant_id: UUID | None
    product_id: UUID | None
    leads: bool


class Memory:
    """What the good rows of a file have said so far."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._skus: dict[str, int] = {}
        self._barcodes: dict[str, int] = {}
        self._products: dict[str, tuple[int, bytes]] = {}
        self._axes: dict[str, frozenset[str]] = {}
        self._combinations: dict[tuple[str, frozenset[tuple[str, str]]], int] = {}

    def judge(self, row: Incoming, known: Known) -> Judged | tuple[Fault, ...]:
        """Return a row as it can be taken, and remember it, or all that is wrong with it."""
        variant = known.variants.get(row.sku)
        code = code_of(row, variant)
        product = known.products.get(code)
        if row.sku in self._skus:
            return (self._fault(row, Column.SKU, "sku_twice", other=self._skus[row.sku]),)
        faults = [
            *self._about_product(row, code, product=product, known=known),
            *self._about_variant(row, variant, product),
            *self._about_barcodes(row, known),
            *self._about_options(row, code, variant=variant, product=product),
        ]
        if faults:
            return tuple(faults)
        leads = self.note(row, code)
        return Judged(
            row=row,
            product=code,
            variant_id=variant.id if variant else None,
            product_id=product.id if product else None,
            leads=leads,
        )

    def note(self, row: Incoming, code: str) -> bool:
        """Remember a good row; return whether it is the first of its product."""
        self._skus[row.sku] = row.row
        for barcode in row.barcodes:
            self._barcodes[form_of(barcode)] = row.row
        if row.options:
            self._axes.setdefault(code, frozenset(axis for axis, _value in row.options))
            self._combinations[code, frozenset(row.options)] = row.row
        if code in self._products:
            return False
        self._products[code] = (row.row, _prints(row))
        return True

    def _about_product(
        self, row: Incoming, code: str, *, product: KnownProduct | None, known: Known
    ) -> list[Fault]:
        first = self._products.get(code)
        if first is not None:
            number, prints = first
            return [
                self._fault(row, column, "product_differs", other=number)
                for place, column in enumerate(_ABOUT)
                if row.about_product[place] is not None
                and _prints(row)[8 * place : 8 * place + 8] != prints[8 * place : 8 * place + 8]
            ]
        faults = []
        if product is None and row.title is None:
            faults.append(self._fault(row, Column.TITLE, "missing"))
        if product is None and not is_code(code):
            column = Column.PRODUCT if row.product else Column.SKU
            faults.append(self._fault(row, column, "code_invalid"))
        if row.tax_class is not None and row.tax_class not in known.tax_classes:
            codes = ", ".join(sorted(known.tax_classes)) or "-"
            faults.append(self._fault(row, Column.TAX_CLASS, "tax_class_unknown", codes=codes))
        if row.category is not None:
            faults += self._about_category(row, row.category, known)
        return faults

    def _about_category(self, row: Incoming, category: str, known: Known) -> list[Fault]:
        if category.startswith("/"):
            if category in known.category_paths:
                return []
            return [self._fault(row, Column.CATEGORY, "category_unknown", path=category)]
        titles = path_in(category)
        if len(titles) > DEEPEST:
            return [self._fault(row, Column.CATEGORY, "category_too_deep", most=DEEPEST)]
        if not titles or any(len(title) > 120 for title in titles):
            return [self._fault(row, Column.CATEGORY, "too_long", most=120)]
        return []

    def _about_variant(
        self, row: Incoming, variant: KnownVariant | None, product: KnownProduct | None
    ) -> list[Fault]:
        if variant is not None and row.product not in {None, variant.product}:
            return [
                self._fault(row, Column.PRODUCT, "sku_elsewhere", product=variant.product),
            ]
        if (variant is not None and variant.is_archived) or (
            product is not None and product.is_archived
        ):
            return [self._fault(row, Column.SKU, "archived")]
        if variant is not None and row.unit not in {None, variant.unit}:
            return [self._fault(row, Column.UNIT, "unit_fixed", unit=variant.unit)]
        return []

    def _about_barcodes(self, row: Incoming, known: Known) -> list[Fault]:
        for barcode in row.barcodes:
            other = self._barcodes.get(form_of(barcode))
            if other is not None:
                facts = {"other": other, "barcode": barcode}
                return [self._fault(row, Column.BARCODES, "barcode_twice", **facts)]
            sku = known.barcodes.get(form_of(barcode))
            if sku not in {None, row.sku}:
                facts = {"sku": sku, "barcode": barcode}
                return [self._fault(row, Column.BARCODES, "barcode_taken", **facts)]
        return []

    def _about_options(
        self,
        row: Incoming,
        code: str,
        *,
        variant: KnownVariant | None,
        product: KnownProduct | None,
    ) -> list[Fault]:
        axes = self._axes.get(code) or frozenset(product.axes if product else ())
        if not row.options:
            alone = code not in self._products and not (product and product.has_variants)
            fits = variant is not None or (alone and not axes)
            return [] if fits else [self._fault(row, Column.OPTION, "options_missing")]
        if variant is not None and variant.options:
            fits = set(row.options) <= set(variant.options)
            told = ", ".join(value for _axis, value in variant.options)
            fixed = self._fault(row, Column.OPTION, "options_fixed", combination=told)
            return [] if fits else [fixed]
        if axes and axes != {axis for axis, _value in row.options}:
            told = ", ".join(sorted(axes))
            return [self._fault(row, Column.OPTION, "options_incomplete", axes=told)]
        return self._about_combination(row, code, product)

    def _about_combination(
        self, row: Incoming, code: str, product: KnownProduct | None
    ) -> list[Fault]:
        combination = frozenset(row.options)
        other: Any = self._combinations.get((code, combination))
        if other is None and product is not None:
            other = product.combinations.get(combination)
        if other in {None, row.sku}:
            return []
        return [self._fault(row, Column.OPTION, "combination_twice", other=other)]

    def _fault(self, row: Incoming, column: Column, code: str, **facts: Any) -> Fault:
        return Fault(row.row, self._reading.heading_of(column), code, facts)


def code_of(row: Incoming, variant: KnownVariant | None) -> str:
    """Return the code of a row's product: its own, where the file does not tell another."""
    return variant.product if variant else row.product or row.sku


@lru_cache(maxsize=4096)
def form_of(barcode: str) -> str:
    """Return the one form of a barcode that may be written with more or fewer zeros."""
    return barcode.zfill(LENGTHS[-1]) if is_gtin(barcode) else barcode


def _prints(row: Incoming) -> bytes:
    """Return what tells apart what rows say of a product, in few bytes."""
    return pack("5q", *(0 if said is None else hash(said) for said in row.about_product))
