"""A bill against our books, by statements over all of it: what agrees, what differs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from guildhall.payments.models import Bill
from guildhall.payments.operations import items_sql, matching_sql
from guildhall.payments.operations.spooling import Spool
from guildhall.payments.rules.bills import EDGE
from guildhall.payments.states import Verdict

COUNTED = (*(verdict.value for verdict in Verdict), "pending")


@dataclass(frozen=True, slots=True)
class Matched:
    """What came of it: lines and transactions by verdict, and differences found and settled."""

    counts: Mapping[str, int]
    sums: list[dict[str, Any]]
    found: int
    settled: int


def match(bill: Bill, lines: Spool, *, since: datetime, at: datetime, actor: str) -> Matched:
    """Compare a bill with what we know, and write down what differs. `since`: nothing before.

    Within a transaction whose bill is locked. The same again changes nothing.
    """
    told = {
        "bill": bill.id,
        "account": bill.account_id,
        "opens": bill.opens_at,
        "closes": bill.closes_at,
        "from": since,
        "edge": EDGE,
        "at": at,
        "actor": actor,
        "owner": _owner(bill),
    }
    _load(lines)
    _judge(told)
    _keep(told, anew=lines.hash != bill.hash)
    with connection.cursor() as cursor:
        cursor.execute(matching_sql.UNBILLED, told)
        cursor.execute(items_sql.ITEMS, told)
        found, settled = cursor.fetchone()
        cursor.execute(items_sql.COUNTS)
        counts = dict.fromkeys(COUNTED, 0) | dict(cursor.fetchall())
        cursor.execute(items_sql.SUMS)
        sums = [_sum(row) for row in cursor.fetchall()]
        _drop(cursor)
    return Matched(counts, sums, found, settled)


def _owner(bill: Bill) -> Any:
    plan = getattr(bill.account, "bill_plan", None)
    return plan.owner_id if plan else None


def _load(lines: Spool) -> None:
    with connection.cursor() as cursor:
        cursor.execute(matching_sql.CREATE)
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.copy(matching_sql.COPY) as copy,
    ):
        for chunk in lines.chunks():
            copy.write(chunk)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE bill_incoming")


def _judge(told: Mapping[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(matching_sql.OURS, told)
        cursor.execute("ANALYZE bill_ours")
        cursor.execute(matching_sql.JUDGED)
        cursor.execute("ANALYZE bill_judged")
        cursor.execute(matching_sql.BY_KEY)
        cursor.execute(matching_sql.FAR_BY_PSP, told)
        cursor.execute(matching_sql.FAR_BY_KEY, told)
        cursor.execute(matching_sql.TWICE)


def _keep(told: Mapping[str, Any], *, anew: bool) -> None:
    with connection.cursor() as cursor:
        if not anew:
            cursor.execute(matching_sql.MEND_LINES, told)
            return
        cursor.execute(matching_sql.DROP_LINES, told)
        cursor.execute(matching_sql.WRITE_LINES, told)


def _drop(cursor: Any) -> None:
    cursor.execute("DROP TABLE bill_incoming, bill_ours, bill_judged, bill_unbilled")


def _sum(row: Sequence[Any]) -> dict[str, Any]:
    kind, currency, fee_currency, lines, amount, fee = row
    return {
        "kind": kind,
        "lines": lines,
        "amount": str(amount),
        "currency": currency,
        "fee": str(fee),
        "fee_currency": fee_currency,
    }
