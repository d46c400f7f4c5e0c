"""Two sizes of one test: a small one in the suite, a large one on request."""

import os


def size_of(test: str, *, small: int, soak: int) -> int:
    """Return the size that `GUILDHALL_SOAK` asks of a test, and print it."""
    chosen = soak if os.environ.get("GUILDHALL_SOAK") == test else small
    print(f"{test}: size {chosen}")  # noqa: T201 - a report of a run says how large it was
    return chosen
