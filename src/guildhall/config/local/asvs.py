"""The page of OWASP ASVS items, written from `docs/security/asvs.toml`.

`python -m guildhall.config.local.asvs` writes it; the tests compare.
"""

import sys
import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[4] / "docs" / "security"
MAP = FOLDER / "asvs.toml"
ITEMS = FOLDER / "asvs-items.txt"
PAGE = FOLDER / "asvs.md"

STATES = {
    "met": "met",
    "open": "**open**",
    "absent": "not here",
    "deployment": "installation",
}
CHAPTERS = {
    1: "Encoding and cleaning",
    2: "Judging input, and the business",
    3: "In the browser",
    4: "APIs and HTTP",
    5: "Files",
    6: "Proving who one is",
    7: "Sessions",
    8: "Rights",
    9: "Signed tokens",
    10: "OAuth and OpenID Connect",
    11: "Cryptography",
    12: "On the wire",
    13: "Configuration",
    14: "Data",
    15: "Code and its parts",
    16: "Logs and errors",
    17: "WebRTC",
}
STANDARD = "[OWASP Application Security Verification Standard](https://github.com/OWASP/ASVS)"
HEAD = f"""# OWASP ASVS 5.0, levels 1 and 2

<!-- Written by `python -m guildhall.config.local.asvs` from asvs.toml. Do not edit. -->

What answers each item of the {STANDARD} 5.0.0, levels 1 and 2: a test, or a reason.
The numbers are the standard's; the words are ours, and only the standard says in full
what an item asks for. Where no test is named, the reason stands alone.

- **met**: it holds.
- **open**: it does not, or nothing shows it yet; what is missing is said.
- **not here**: what the item is about does not exist in Guildhall.
- **installation**: whoever runs it sees to it.

"""


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the standard, and what answers it."""

    number: str
    level: int
    state: str
    subject: str
    answer: str
    tests: tuple[str, ...] = ()

    @property
    def chapter(self) -> int:
        return int(self.number.partition(".")[0])


def read_map(text: str) -> tuple[Item, ...]:
    """Return the items in the order of the standard."""
    found: Mapping[str, dict[str, object]] = tomllib.loads(text)["items"]
    items = [_item(number, kept) for number, kept in found.items()]
    return tuple(sorted(items, key=lambda item: [int(part) for part in item.number.split(".")]))


def read_levels(text: str) -> dict[str, int]:
    """Return the level of each item that the standard has at levels 1 and 2."""
    return {number: int(level) for number, level in map(str.split, text.splitlines())}


def page_of(items: tuple[Item, ...]) -> str:
    """Return the page."""
    lines = [HEAD + _summary(items)]
    for chapter, title in CHAPTERS.items():
        lines += [
            f"\n## {chapter}. {title}\n",
            "| item | level | about | state | by |",
            "|---|---|---|---|---|",
            *(_row(item) for item in items if item.chapter == chapter),
        ]
    return "\n".join(lines) + "\n"


def _item(number: str, kept: Mapping[str, object]) -> Item:
    level, tests = kept["level"], kept.get("tests", [])
    if not isinstance(level, int) or not isinstance(tests, list):
        raise TypeError(number)
    state, subject, answer = (str(kept[name]) for name in ("state", "subject", "answer"))
    return Item(number, level, state, subject, answer, tests=tuple(tests))


def _summary(items: tuple[Item, ...]) -> str:
    titles = ("level", "items", *(name.strip("*") for name in STATES.values()))
    rows = [f"| {' | '.join(titles)} |", f"|{'---|' * len(titles)}"]
    for level in (1, 2):
        here = [item for item in items if item.level == level]
        counted = Counter(item.state for item in here)
        numbers = " | ".join(str(counted[state]) for state in STATES)
        rows.append(f"| {level} | {len(here)} | {numbers} |")
    shown = sum(1 for item in items if item.tests)
    return "\n".join([*rows, f"\n{shown} items name a test."])


def _row(item: Item) -> str:
    tests = "".join(f"<br>`{test}`" for test in item.tests)
    cells = (item.number, str(item.level), item.subject, STATES[item.state], item.answer + tests)
    return f"| {' | '.join(cells)} |"


def main() -> int:
    PAGE.write_text(page_of(read_map(MAP.read_text("utf-8"))), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
