"""What one row of a file says, read cell by cell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from guildhall.catalog.rules import cells
from guildhall.catalog.rules.columns import MOST, parted
from guildhall.catalog.rules.grids import MOST_AXES
from guildhall.catalog.states import Column
from guildhall.catalog.types.imports import Fault, Incoming

TEXTS = (
    Column.SKU,
    Column.PRODUCT,
    Column.TITLE,
    Column.VARIANT_TITLE,
    Column.DESCRIPTION,
    Column.BRAND,
    Column.CATEGORY,
    Column.TAX_CLASS,
    Column.UNIT,
)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a column stands, what it is called there and what it holds."""

    index: int
    heading: str
    column: Column
    key: str
    name: str
    most: int


class Reading:
    """How the rows of one file are understood. A blank cell says nothing."""

    def __init__(
        self, headings: Sequence[str], mapping: Mapping[str, str], *, decimal: str
    ) -> None:
        self._decimal = decimal
        self._width = len(headings)
        self._texts: list[_Place] = []
        self._others: list[_Place] = []
        self.headings: dict[str, str] = {}
        for index, heading in enumerate(headings):
            column, name = parted(mapping.get(heading, ""))
            if column is None:
                continue
            place = _Place(index, heading, column, column.value, name, MOST.get(column, 0))
            (self._texts if column in TEXTS else self._others).append(place)
            self.headings.setdefault(column.value, heading)

    def says(self, column: Column) -> bool:
        """Return whether the file has a column for this."""
        return column.value in self.headings

    def heading_of(self, column: Column) -> str:
        return self.headings.get(column.value, column.value)

    def read(self, number: int, row: Sequence[str]) -> Incoming | tuple[Fault, ...]:
        """Return what a row says, or everything that is wrong with how it says it."""
        faults: list[Fault] = []
        if len(row) > self._width and any(map(str.strip, row[self._width :])):
            faults.append(Fault(number, "", "too_many_cells"))
        said = self._read_texts(number, row, faults)
        sku = said.pop(Column.SKU.value, None)
        if sku is None and not any(each.field == self.heading_of(Column.SKU) for each in faults):
            faults.append(Fault(number, self.heading_of(Column.SKU), "missing"))
        self._read_others(number, row, said=said, faults=faults)
        return tuple(faults) if faults else Incoming(number, sku or "", **said)

    def _read_texts(self, number: int, row: Sequence[str], faults: list[Fault]) -> dict[str, Any]:
        said: dict[str, Any] = {}
        for place in self._texts:
            text = cells.clean(row[place.index]) if place.index < len(row) else ""
            if not text:
                continue
            code = cells.fault_in(text)
            if place.column is not Column.DESCRIPTION:
                text = cells.on_one_line(text)
            if code or len(text) > place.most:
                facts = {} if code else {"most": place.most}
                faults.append(Fault(number, place.heading, code or "too_long", facts))
            else:
                said[place.key] = text
        return said

    def _read_others(
        self, number: int, row: Sequence[str], *, said: dict[str, Any], faults: list[Fault]
    ) -> None:
        found: dict[Column, list[Any]] = {Column.OPTION: [], Column.PRICE: []}
        for place in self._others:
            text = cells.clean(row[place.index]) if place.index < len(row) else ""
            if not text:
                continue
            value = cells.fault_in(text) or self._read_other(place, text)
            if isinstance(value, str):
                facts = {"most": place.most} if value == "too_long" else {}
                faults.append(Fault(number, place.heading, value, facts))
            elif place.column in found:
                found[place.column].append((place.name, value[0]))
            else:
                said[place.key] = value[0]
        if len(found[Column.OPTION]) > MOST_AXES:
            heading = self.heading_of(Column.OPTION)
            faults.append(Fault(number, heading, "too_many_options", {"most": MOST_AXES}))
        said["options"] = tuple(found[Column.OPTION])
        said["prices"] = tuple(found[Column.PRICE])

    def _read_other(self, place: _Place, text: str) -> str | tuple[Any]:
        """Return the one value that a cell holds, or the code of what is wrong with it."""
        match place.column:
            case Column.BARCODES:
                codes = cells.barcodes_in(text)
                return codes if isinstance(codes, str) else (codes,)
            case Column.WEIGHT:
                grams = cells.whole_in(text)
                return "not_a_number" if grams is None else (grams,)
            case Column.OPTION:
                return "too_long" if len(text) > place.most else (cells.on_one_line(text),)
            case _:
                price = cells.price_in(text, decimal=self._decimal)
                return price if isinstance(price, str) else (price,)
