"""Labels of the house's own: `21{item:5}{weight:5.3}{check}`. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from guildhall.inventory.states import ScanKind
from guildhall.inventory.types import Mask, Reading, ScanFact
from guildhall.kernel.refusals import N_

LONGEST = 60
_PART = re.compile(r"\{([a-z_]+)(?::(\d{1,2})(?:\.(\d))?)?\}")
_NUMBERS = {"weight": ScanKind.WEIGHT, "price": ScanKind.PRICE, "count": ScanKind.COUNT}
_TEXTS = {
    "item": ScanKind.ITEM,
    "lot": ScanKind.LOT,
    "serial": ScanKind.SERIAL,
    "location": ScanKind.LOCATION,
    "paper": ScanKind.PAPER,
}


class MaskBroken(ValueError):
    """The mask cannot be used; its text is a msgid that says why."""


@dataclass(frozen=True, slots=True)
class _Part:
    name: str
    digits: int
    decimals: int


@dataclass(frozen=True, slots=True)
class _Shape:
    """A mask as an expression with one group for each part; `prefix` is what it begins with."""

    expression: re.Pattern[str]
    parts: tuple[_Part, ...]
    prefix: str


@lru_cache(maxsize=256)
def shape_of(mask: str) -> _Shape:
    """Return a mask as it is matched. Raises MaskBroken."""
    parts: list[_Part] = []
    pattern, at = "", 0
    for found in _PART.finditer(mask):
        part = _Part(found[1], int(found[2] or 0), int(found[3] or 0))
        pattern += _literal(mask[at : found.start()]) + _group(part)
        parts.append(part)
        at = found.end()
    pattern += _literal(mask[at:])
    _must_be_sound(parts)
    return _Shape(re.compile(pattern), tuple(parts), mask.partition("{")[0])


def read_mask(text: str, mask: Mask) -> Reading | None:
    """Return what a label says by a mask; None where it is not such a label."""
    shape = shape_of(mask.mask)
    found = shape.expression.fullmatch(text)
    if found is None:
        return None
    values = list(zip(shape.parts, found.groups(), strict=True))
    if not all(check_digit(text[: found.start(i)]) == value for i, value in _checks(values)):
        return None
    facts = tuple(_fact(part, value) for part, value in values if part.name not in _SILENT)
    items = [value for part, value in values if part.name == "item"]
    codes = tuple(code for value in items for code in (shape.prefix + value, value))
    return Reading(mask.code, facts, codes)


def check_digit(digits: str) -> str:
    """Return the digit that GS1 puts behind these."""
    total = sum(int(d) * (3 if i % 2 == 0 else 1) for i, d in enumerate(reversed(digits)))
    return str(-total % 10)


_SILENT = ("check", "skip")


def _checks(values: list[tuple[_Part, str]]) -> Iterator[tuple[int, str]]:
    for i, (part, value) in enumerate(values, start=1):
        if part.name == "check":
            yield i, value


def _fact(part: _Part, value: str) -> ScanFact:
    if part.name in _NUMBERS:
        number = Decimal(value).scaleb(-part.decimals)
        unit = "kg" if part.name == "weight" else ""
        return ScanFact(_NUMBERS[part.name], value, number=number, unit=unit)
    return ScanFact(_TEXTS[part.name], value)


def _literal(text: str) -> str:
    if "{" in text or "}" in text:
        raise MaskBroken(N_("A part is written {name}, {name:5} or {name:5.3}."))
    return re.escape(text)


def _group(part: _Part) -> str:
    if part.name == "check":
        return r"([0-9])"
    if part.name in _NUMBERS or part.name == "skip":
        if not part.digits:
            raise MaskBroken(N_("weight, price, count and skip need a number of digits."))
        return rf"([0-9]{{{part.digits}}})" if part.name != "skip" else rf"(.{{{part.digits}}})"
    if part.name not in _TEXTS:
        raise MaskBroken(N_("It has a part that is none of those listed."))
    return rf"(.{{{part.digits}}})" if part.digits else rf"(.{{1,{LONGEST}}})"


def _must_be_sound(parts: list[_Part]) -> None:
    names = [part.name for part in parts if part.name not in _SILENT]
    if not names:
        raise MaskBroken(N_("It names nothing."))
    if len(set(names)) < len(names):
        raise MaskBroken(N_("It names something twice."))
    if sum(not part.digits for part in parts if part.name in _TEXTS) > 1:
        raise MaskBroken(N_("Only one part may be of any length."))
    if any(part.decimals > part.digits for part in parts):
        raise MaskBroken(N_("It has more decimals than digits."))
