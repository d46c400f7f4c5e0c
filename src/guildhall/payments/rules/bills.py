"""When an account's day begins and ends, when its bill is due, and when it is missing. Pure."""

from datetime import date, datetime, time, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from guildhall.payments.states import DisputeMove, DisputeState

# By vendor: whose clock cuts the day, and from when on the bill of the day before is there.
HABITS: dict[str, tuple[str, time]] = {
    "wechat": ("Asia/Shanghai", time(10, 0)),
    "alipay": ("Asia/Shanghai", time(9, 0)),
    "pingpong": ("Asia/Shanghai", time(12, 0)),
    "stripe": ("UTC", time(12, 0)),
    "paypal": ("UTC", time(12, 0)),
}
USUAL = ("UTC", time(10, 0))
JITTER = timedelta(minutes=30)
# What happened so close to a day's end may stand in the next day's bill: it waits for that.
EDGE = timedelta(hours=1)
MISSED_AFTER = timedelta(hours=12)
FIRST_WAIT = timedelta(minutes=5)
LONGEST_WAIT = timedelta(hours=2)
# A bill with differences is fetched again on the next days, for some settle by themselves.
AGAIN_AFTER = timedelta(hours=24)
AGAIN = 3
# How far back a new account's first bill may lie.
CATCH_UP = timedelta(days=90)


def habits_of(provider: str) -> tuple[str, time]:
    """Return whose clock a vendor's day goes by, and when the bill of the day before is there."""
    return HABITS.get(provider, USUAL)


def span_of(day: date, zone: str) -> tuple[datetime, datetime]:
    """Return when a day begins and ends on an account's clock; not always 24 hours later."""
    here = ZoneInfo(zone)
    start = datetime.combine(day, time(0), here)
    end = datetime.combine(day + timedelta(days=1), time(0), here)
    return start, end


def due_at(day: date, *, zone: str, ready_at: time, account: str) -> datetime:
    """Return when to ask for a day's bill: after it is ready, each account at its own minute."""
    ready = datetime.combine(day + timedelta(days=1), ready_at, ZoneInfo(zone))
    share = int.from_bytes(sha256(account.encode()).digest()[:4]) / 2**32
    return ready + JITTER * share


def wait_before(attempt: int) -> timedelta:
    """Return how long to wait before a bill that was not there is asked for again."""
    doubled: int = 2 ** min(attempt, 10)
    return min(FIRST_WAIT * doubled, LONGEST_WAIT)


def is_missing(due: datetime, *, at: datetime) -> bool:
    """Return whether a bill that was due then should long be there."""
    return at >= due + MISSED_AFTER


def days_due(since: date, *, known: date | None, zone: str, at: datetime) -> tuple[date, ...]:
    """Return the days that are over on the account's clock and have no bill yet, oldest first."""
    yesterday = at.astimezone(ZoneInfo(zone)).date() - timedelta(days=1)
    first = max(since, yesterday - CATCH_UP, known + timedelta(days=1) if known else since)
    return tuple(first + timedelta(days=n) for n in range((yesterday - first).days + 1))


_SAID = {
    "needs_response": DisputeMove.ASK_EVIDENCE,
    "under_review": DisputeMove.SUBMIT,
    "won": DisputeMove.WIN,
    "lost": DisputeMove.LOSE,
}


def dispute_move(said: str, state: DisputeState) -> DisputeMove | None:
    """Return the move that a provider's word for a dispute asks for; None where there is none."""
    move = _SAID.get(said)
    reached = {
        DisputeMove.ASK_EVIDENCE: DisputeState.EVIDENCE_DUE,
        DisputeMove.SUBMIT: DisputeState.SUBMITTED,
        DisputeMove.WIN: DisputeState.WON,
        DisputeMove.LOSE: DisputeState.LOST,
    }
    return None if move is None or reached[move] is state else move
