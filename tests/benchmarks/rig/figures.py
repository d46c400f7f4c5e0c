"""Medians, a table for people, and the one JSON line that comes last."""

import argparse
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any


@dataclass(frozen=True, slots=True)
class Size:
    """How long one round lasts and how many there are. Every round visits every contender."""

    rounds: int
    seconds: float


def size_asked(*, full: Size, quick: Size) -> Size:
    """Return the size that the command line asks for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true", help="an impression, within a minute")
    return quick if parser.parse_args().quick else full


def middle(values: Sequence[float], digits: int = 3) -> float:
    return round(median(values), digits)


def table(title: str, head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print rows under a head, each column as wide as it needs."""
    lines = [[str(cell) for cell in row] for row in (head, *rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(head))]
    print(f"\n{title}")
    for line in lines:
        first, *others = (cell for cell in line)
        cells = [cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True)]
        print("  " + "  ".join([first.ljust(widths[0]), *cells]))


def tell(name: str, figures: Mapping[str, Any]) -> None:
    """Print the machine's load, for people, and then the JSON line."""
    one, five, fifteen = os.getloadavg()
    load = [round(each, 2) for each in (one, five, fifteen)]
    print(f"\n  cores {os.cpu_count()}, load average {' '.join(map(str, load))}\n")
    print(json.dumps({"benchmark": name, **figures, "cores": os.cpu_count(), "loadavg": load}))
