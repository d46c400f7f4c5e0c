"""Judgement about fleets: who goes first, when to stop, how long to wait."""

from random import Random

TRIES = 5
MOST_FROZEN_DAYS = 90
LEASE_SECONDS = 300


def failures_allowed(size: int, *, most: int, percent: int) -> int:
    """Return how many companies of a ring may fail before the train stops.

    A ring of which half has failed tells enough: one canary that fails stops everything.
    """
    by_share = -(-size * percent // 100)
    return max(0, min(max(most, by_share), (size - 1) // 2))


def pause_before(attempt: int, random: Random) -> float:
    """Return how many seconds to leave a busy company alone before this attempt."""
    return float(min(8.0, 0.25 * 2**attempt) * (0.5 + random.random()))
