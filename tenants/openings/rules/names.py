"""Which names a company may have as the first label of its address."""

import re
import unicodedata

from tenants.errors import SlugInvalid
from tenants.openings.errors import SlugReserved
from tenants.openings.rules.words import HOSTS, PARTS

NAME = re.compile(r"[a-z](?:[a-z0-9]|-(?!-)){1,38}[a-z0-9]")
LONGEST = 40
HINT = "Use 3 to 40 lower-case letters, digits and single hyphens; begin with a letter."
# What the eye takes for another letter, longest first.
_LOOKS_LIKE = (
    ("rn", "m"),
    ("vv", "w"),
    ("cl", "d"),
    ("0", "o"),
    ("3", "e"),
    ("4", "a"),
    ("5", "s"),
    ("7", "t"),
    ("8", "b"),
)


def must_be_usable(slug: str) -> None:
    """Refuse with SlugInvalid or SlugReserved unless a company may have this name."""
    if not NAME.fullmatch(slug):
        raise SlugInvalid(slug=slug, errors={"slug": HINT})
    if _seems(slug, HOSTS) or any(_seems(part, PARTS) for part in (slug, *slug.split("-"))):
        raise SlugReserved(slug=slug, errors={"slug": slug})


def looks(text: str) -> frozenset[str]:
    """Return what a glance makes of a name: `adm1n`, `ad-min` and `admin` look alike.

    A number at the end is a number: `shop-5` is not `shops`.
    """
    plain = text.replace("-", "")
    seen = plain.rstrip("34578")
    number = plain[len(seen) :]
    for one, other in _LOOKS_LIKE:
        seen = seen.replace(one, other)
    return frozenset(seen.replace("1", letter) + number for letter in "il")


def propose(name: str) -> str:
    """Return an address label made from a company's name, or nothing if it has no letters."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-0123456789")
    return words[:LONGEST].rstrip("-") if len(words) > 2 else ""


_LOOKS = {
    words: frozenset(look for word in words for look in looks(word)) for words in (HOSTS, PARTS)
}


def _seems(text: str, words: frozenset[str]) -> bool:
    return text in words or not looks(text).isdisjoint(_LOOKS[words])
