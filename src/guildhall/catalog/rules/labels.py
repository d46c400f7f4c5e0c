"""What is printed on a label: its bars, and what somebody typed or scanned to ask for it. Pure."""

import io
import re

import barcode
import segno
from barcode.writer import SVGWriter

from guildhall.catalog.rules.gtins import is_gtin, same_codes, wrong_digit
from guildhall.catalog.states import Bars
from guildhall.catalog.types.labels import Wanted

MOST_COPIES = 500
_COPIES = re.compile(r"(?P<what>.+?)(?:\s*[x*×\t]\s*(?P<copies>\d{1,3}))?", re.IGNORECASE)
_PLAIN = {"module_height": 12.0, "module_width": 0.33, "quiet_zone": 3.0, "write_text": False}


def wanted_in(text: str) -> tuple[Wanted, ...]:
    """Return what is asked for, a line each: an SKU or a barcode, and how many: "FIG x 3".

    What is scanned several times is asked for as often.
    """
    copies: dict[str, int] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        found = _COPIES.fullmatch(line)
        what, number = (found["what"], int(found["copies"] or 1)) if found else (line, 1)
        copies[what] = copies.get(what, 0) + number
    return tuple(Wanted(what, number) for what, number in copies.items())


def drawn(code: str, *, bars: Bars) -> str:
    """Return a code as SVG, or nothing where it cannot be drawn."""
    if bars is Bars.QR:
        return segno.make(code, error="m").svg_inline(border=2, omitsize=True)
    if not (code.isascii() and code.isprintable()):
        return ""
    return _svg("code128" if bars is Bars.CODE128 else fitting(code), code)


def fitting(code: str) -> str:
    """Return which bars a scanner expects of a code."""
    if not is_gtin(code) or wrong_digit(code) is not None:
        return "code128"
    shortest = same_codes(code)[0]
    if len(code) == 8:
        return "ean8"
    return "ean13" if len(shortest) <= 13 else "itf"


def _svg(kind: str, code: str) -> str:
    text = code.zfill(13)[-13:] if kind == "ean13" else code
    file = io.BytesIO()
    barcode.get(kind, text, writer=SVGWriter()).write(file, options=dict(_PLAIN))
    return file.getvalue().decode()
