"""From the words of a file to a place in the tree of goods. Pure."""

import re
from dataclasses import dataclass
from hashlib import md5

BETWEEN = ">"
LONGEST_CODE = 60
LONGEST_TITLE = 120
_NO_CODE = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Step:
    """One place on the way from the root."""

    code: str
    title: str
    parent: str


def code_for(words: str) -> str:
    """Return the code of a place: its letters and digits, or a number made of its words."""
    code = _NO_CODE.sub("-", words.lower()).strip("-")[:LONGEST_CODE].strip("-")
    return code or f"c-{md5(words.encode(), usedforsecurity=False).hexdigest()[:12]}"


def steps_of(words: str) -> tuple[Step, ...]:
    """Return the places that "Food > Fruit" names, from the root down; none for no words."""
    titles = [title.strip()[:LONGEST_TITLE] for title in words.split(BETWEEN)]
    steps: list[Step] = []
    for depth, title in enumerate(filter(None, titles), start=1):
        above = steps[-1].code if steps else ""
        whole = f" {BETWEEN} ".join([*filter(None, titles)][:depth])
        steps.append(Step(code_for(whole), title, above))
    return tuple(steps)
