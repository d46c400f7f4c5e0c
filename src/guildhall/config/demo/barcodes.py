"""Barcodes for goods whose real ones the data set does not tell."""

# GS1 keeps 20 to 29 for numbers that a shop gives itself, so these collide with nobody's.
_IN_STORE = "200"


def check_digit(twelve: str) -> str:
    """Return the thirteenth digit of an EAN-13."""
    odd, even = twelve[0::2], twelve[1::2]
    return str(-(sum(map(int, odd)) + 3 * sum(map(int, even))) % 10)


def in_store_barcode(number: int) -> str:
    """Return a valid EAN-13 for a product number of at most nine digits."""
    if not 0 < number < 10**9:
        message = f"A product number has one to nine digits, not {number}."
        raise ValueError(message)
    body = f"{_IN_STORE}{number:09d}"
    return body + check_digit(body)
