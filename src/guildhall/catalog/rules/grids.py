"""Which combinations of options a product can have, and what they are called. Pure."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import product
from math import prod
from uuid import UUID

MOST_AXES = 5
MOST_VARIANTS = 1_000
LONGEST_SKU = 64
_NO_LETTER = re.compile(r"[\W_]+")


def combination_of(values: Iterable[UUID]) -> str:
    """Return what a variant's place among the options is kept as: one of a kind in a product."""
    return ",".join(sorted(value.hex for value in values))


def size_of(axes: Sequence[Sequence[object]]) -> int:
    """Return how many combinations there are."""
    return prod(len(values) for values in axes) if axes else 0


def missing(axes: Sequence[Sequence[UUID]], standing: Collection[str]) -> list[tuple[UUID, ...]]:
    """Return the combinations that no variant stands on, in the order of the axes."""
    if not axes:
        return []
    return [each for each in product(*axes) if combination_of(each) not in standing]


def skus_for(code: str, words: Sequence[str]) -> Iterator[str]:
    """Yield SKUs for a combination: SHIRT-RED-XL, then SHIRT-RED-XL-2, and so on."""
    parts = [_NO_LETTER.sub("", word).upper() for word in words]
    base = "-".join([code, *filter(None, parts)])[:LONGEST_SKU].rstrip("-")
    yield base
    number = 2
    while True:
        end = f"-{number}"
        yield f"{base[: LONGEST_SKU - len(end)]}{end}"
        number += 1


def title_for(title: str, words: Sequence[str]) -> str:
    return ", ".join([title, *words])[:200]
