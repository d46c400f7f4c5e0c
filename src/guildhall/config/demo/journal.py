"""The replay's own memory: which basket became which order, so that a second run asks nothing."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from threading import Lock
from typing import Any


class Outcome(StrEnum):
    """How a visit ended."""

    ORDERED = "ordered"
    SETTLED_FOR_LESS = "settled for less"
    LEFT_WITHOUT = "left without"


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known about one basket.

    `second` is what the shopper was left with after the first refusal. It is written down before
    it is sent, because its idempotency key allows no other body later.
    """

    order: str | None = None
    second: tuple[tuple[str, int], ...] | None = None
    gone: bool = False
    shipped: bool = False

    @property
    def is_over(self) -> bool:
        return self.gone or self.order is not None

    @property
    def outcome(self) -> Outcome:
        if self.order is None:
            return Outcome.LEFT_WITHOUT
        return Outcome.ORDERED if self.second is None else Outcome.SETTLED_FOR_LESS


class Journal:
    """An append-only file of one company, one line per thing that happened."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._path = path
        self._lock = Lock()
        self._entries: dict[int, Entry] = {}
        for line in _whole_lines(path):
            self._keep(line)

    def __getitem__(self, basket: int) -> Entry:
        return self._entries.get(basket, Entry())

    def ordered(self, basket: int, order: str) -> None:
        self._write({"basket": basket, "order": order})

    def settles_for(self, basket: int, lines: tuple[tuple[str, int], ...]) -> None:
        self._write({"basket": basket, "second": lines})

    def left(self, basket: int) -> None:
        self._write({"basket": basket, "gone": True})

    def shipped(self, basket: int) -> None:
        self._write({"basket": basket, "shipped": True})

    def _write(self, line: Mapping[str, Any]) -> None:
        with self._lock:
            with self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(line) + "\n")
            self._keep(line)

    def _keep(self, line: Mapping[str, Any]) -> None:
        known = self[line["basket"]]
        second = line.get("second")
        self._entries[line["basket"]] = Entry(
            order=line.get("order", known.order),
            second=known.second if second is None else tuple((sku, n) for sku, n in second),
            gone=line.get("gone", known.gone),
            shipped=line.get("shipped", known.shipped),
        )


def _whole_lines(path: Path) -> Iterator[Mapping[str, Any]]:
    """Yield what was written to the end, and cut off what a crash broke off."""
    if not path.exists():
        return
    text = path.read_text(encoding="utf-8")
    whole, _, torn = text.rpartition("\n")
    if torn:
        path.write_text(whole + "\n" if whole else "", encoding="utf-8")
    for line in whole.splitlines():
        yield json.loads(line)
