"""The bill of a day (业务明细): GBK, tabs at the end of fields, comment lines around it. Pure."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation

from guildhall.kernel.money import Money
from guildhall.payments.errors import BillBroken
from guildhall.payments.types import BillLine
from integrations.alipay.rules.words import CURRENCY, ZONE, moment

# The bill of a day is there at ten o'clock of the next, and for three months by the API.
READY = time(10)
KEPT = timedelta(days=92)
COUNTS = {"#交易合计": "charge", "#退款合计": "refund"}
_NEEDED = frozenset(
    {"支付宝交易号", "商户订单号", "业务类型", "完成时间", "订单金额(元)", "服务费(元)"}
)
_REQUEST = "退款批次号/请求号"


def is_ready(day: date, *, at: datetime) -> bool:
    return at >= datetime.combine(day + timedelta(days=1), READY, ZONE)


def is_gone(day: date, *, at: datetime) -> bool:
    return at.astimezone(ZONE).date() - day > KEPT


def bill_lines(rows: Iterable[str], *, day: date) -> Iterator[BillLine]:
    """Yield what a bill's rows say, one at a time, and count them against its last lines.

    Refuses with BillBroken: then nothing of what was yielded may be kept.
    """
    seen, said = {"charge": 0, "refund": 0}, dict[str, int]()
    heads: list[str] = []
    for row in csv.reader(rows):
        if not row:
            continue
        if row[0].startswith("#"):
            _note_count(row, said, day=day)
        elif not heads:
            heads = _heads(row, day=day)
        else:
            line = _line(_fields(row, heads, day=day), day=day)
            seen[line.kind] += 1
            yield line
    if seen != said:
        raise BillBroken(day=day.isoformat(), what="sums")


def _heads(row: list[str], *, day: date) -> list[str]:
    heads = [each.strip().replace("（", "(").replace("）", ")") for each in row]
    if not set(heads) >= _NEEDED:
        raise BillBroken(day=day.isoformat(), what="header")
    return heads


def _note_count(row: list[str], said: dict[str, int], *, day: date) -> None:
    name, _colon, rest = row[0].replace("：", ":").partition(":")
    kind = COUNTS.get(name.strip())
    if kind is None:
        return
    count = rest.partition("笔")[0].strip()
    if not count.isdigit():
        raise BillBroken(day=day.isoformat(), what="summary")
    said[kind] = int(count)


def _fields(row: list[str], heads: list[str], *, day: date) -> Mapping[str, str]:
    if len(row) != len(heads):
        raise BillBroken(day=day.isoformat(), what="columns")
    return dict(zip(heads, (each.strip() for each in row), strict=True))


def _line(found: Mapping[str, str], *, day: date) -> BillLine:
    back = found["业务类型"] == "退款"
    number, key = found["支付宝交易号"], found["商户订单号"]
    request = found.get(_REQUEST, "") or "canceled"
    try:
        amount = abs(Decimal(found["订单金额(元)"]))
        fee = -Decimal(found["服务费(元)"] or 0)
        at = moment(found["完成时间"])
    except (InvalidOperation, ValueError) as error:
        raise BillBroken(day=day.isoformat(), what="amounts") from error
    return BillLine(
        kind="refund" if back else "charge",
        key=request if back and request != "canceled" else key,
        psp_reference=f"{number}-{request}" if back else number,
        amount=Money(amount, CURRENCY),
        fee=Money(fee, CURRENCY),
        occurred_at=at,
        batch=day.isoformat(),
    )
