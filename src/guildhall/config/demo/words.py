"""The vocabulary of product names, from the table beside this file."""

import tomllib
from pathlib import Path

_TABLE = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))

SHELF_NAMES: dict[str, str] = _TABLE["shelf_names"]
ABBREVIATIONS: dict[str, str] = _TABLE["abbreviations"]
DEPARTMENTS: dict[str, str] = _TABLE["departments"]
SIZE_UNITS: dict[str, str] = _TABLE["size_units"]
VAGUE: frozenset[str] = frozenset(_TABLE["vague"])
TRAILING: frozenset[str] = frozenset(_TABLE["trailing"])
MAKERS_FIRST: list[str] = _TABLE["makers_first"]
MAKERS_LAST: list[str] = _TABLE["makers_last"]
