"""What is printed under the bars. Pure.

A GTIN is 8, 12, 13 or 14 digits, the last of which checks the others. The same number has
several lengths: a UPC of 12 digits is an EAN of 13 with a zero in front.
"""

from biip.checksums import gs1_standard_check_digit

LENGTHS = (8, 12, 13, 14)


def is_gtin(code: str) -> bool:
    """Return whether a code has the form of a GTIN; anything else is a code of our own."""
    return code.isascii() and code.isdigit() and len(code) in LENGTHS


def wrong_digit(code: str) -> int | None:
    """Return what the last digit of a GTIN should have been; None where it is right."""
    expected = gs1_standard_check_digit(code[:-1])
    return None if expected == int(code[-1]) else expected


def same_codes(code: str) -> tuple[str, ...]:
    """Return all the ways to write a code: a GTIN with fewer and with more zeros in front."""
    if not is_gtin(code):
        return (code,)
    digits = code.lstrip("0")
    return tuple(digits.zfill(n) for n in LENGTHS if len(digits) <= n)
