"""The bill of a day: yuan where the API counts fen, and a backtick before each field. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation

from guildhall.kernel.money import Money
from guildhall.payments.errors import BillBroken
from guildhall.payments.types import BillLine
from integrations.wechat.rules.words import CURRENCY, ZONE

# The bill of a day is there at ten o'clock of the next.
READY = time(10)
MONTHS_KEPT = timedelta(days=92)
_SUMMARY = "总交易单数"
_NEEDED = frozenset({"交易时间", "微信订单号", "商户订单号", "交易状态", "手续费", "订单金额"})


@dataclass(slots=True)
class Sums:
    """What the bill's last line says of the lines above it, or what they add up to."""

    count: int = 0
    charged: Decimal = Decimal(0)
    refunded: Decimal = Decimal(0)

    def add(self, line: BillLine) -> None:
        self.count += 1
        if line.kind == "charge":
            self.charged += line.amount.amount
        else:
            self.refunded += line.amount.amount


def is_ready(day: date, *, at: datetime) -> bool:
    """Return whether WeChat has had the time to make the bill of a day."""
    return at >= datetime.combine(day + timedelta(days=1), READY, ZONE)


def is_gone(day: date, *, at: datetime) -> bool:
    """Return whether the bill of a day is given out no more: three months are kept."""
    return at.astimezone(ZONE).date() - day > MONTHS_KEPT


def bill_lines(rows: Iterable[str], *, day: date) -> Iterator[BillLine]:
    """Yield what a bill's rows say, one at a time, and check them against its last line.

    Refuses with BillBroken where a row is cut, or the sums do not fit: then nothing of what was
    yielded may be kept.
    """
    lines = (row.rstrip("\r\n").lstrip("\ufeff") for row in rows)
    heads = next(lines, "").split(",")
    if not set(heads) >= _NEEDED:
        raise BillBroken(day=day.isoformat(), what="header")
    counted = Sums()
    for row in lines:
        if row.startswith(_SUMMARY):
            _must_agree(_sums(row, next(lines, ""), day=day), counted, day=day)
            return
        line = _line(_fields(row, heads, day=day), day=day)
        counted.add(line)
        yield line
    raise BillBroken(day=day.isoformat(), what="summary")


def _fields(row: str, heads: list[str], *, day: date) -> Mapping[str, str]:
    """Return a row by its heads. Names of goods hold commas: only one with a backtick cuts."""
    values = row.removeprefix("`").split(",`")
    if len(values) != len(heads):
        raise BillBroken(day=day.isoformat(), what="columns")
    return dict(zip(heads, (value.strip() for value in values), strict=True))


def _line(found: Mapping[str, str], *, day: date) -> BillLine:
    try:
        at = datetime.strptime(found["交易时间"], "%Y-%m-%d %H:%M:%S").replace(tzinfo=ZONE)
        fee = Decimal(found["手续费"] or 0)
        # A revoked scan and a refund alike give back.
        back = found["交易状态"] in {"REFUND", "REVOKED"}
        yuan = Decimal(found.get("申请退款金额", "") if back else found["订单金额"])
    except (ValueError, InvalidOperation) as error:
        raise BillBroken(day=day.isoformat(), what="amounts") from error
    return BillLine(
        kind="refund" if back else "charge",
        key=(found.get("商户退款单号") or found["商户订单号"]) if back else found["商户订单号"],
        psp_reference=(
            found.get("微信退款单号") or found["微信订单号"] if back else found["微信订单号"]
        ),
        amount=Money(yuan, CURRENCY),
        fee=Money(fee, CURRENCY),
        occurred_at=at,
        batch=day.isoformat(),
    )


def _sums(heads: str, row: str, *, day: date) -> Sums:
    names = heads.split(",")
    values = row.removeprefix("`").split(",`")
    found = dict(zip(names, values, strict=False))
    try:
        return Sums(
            count=int(found[_SUMMARY]),
            charged=Decimal(found["订单总金额"]),
            refunded=Decimal(found["申请退款总金额"]),
        )
    except (KeyError, ValueError, InvalidOperation) as error:
        raise BillBroken(day=day.isoformat(), what="summary") from error


def _must_agree(said: Sums, counted: Sums, *, day: date) -> None:
    if said != counted:
        raise BillBroken(day=day.isoformat(), what="sums")
