"""The twin's bill of a day: cut by the day of success in Shanghai, in yuan, backticked."""

import gzip
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from hashlib import sha1

from tests.twins.wechat.desk import ZONE, Order, Refund

HEADS = (
    "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,"
    "付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,"
    "退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注"
)
SUMS = (
    "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额"
)
RATE = Decimal("0.006")
READY = time(10)


def is_ready(day: date, *, at: datetime) -> bool:
    return at >= datetime.combine(day + timedelta(days=1), READY, ZONE)


def is_of(at: datetime | None, day: date) -> bool:
    return at is not None and at.astimezone(ZONE).date() == day


def yuan(fen: int | Decimal) -> str:
    return str((Decimal(fen) / 100).quantize(Decimal("0.01"), ROUND_HALF_UP))


def fee(fen: int) -> Decimal:
    return (fen * RATE / 100).quantize(Decimal("0.01"), ROUND_HALF_UP)


def written(orders: Iterable[Order], *, day: date, mchid: str) -> bytes:
    """Return the bill; empty on a day without one."""
    rows: list[tuple[datetime, list[str]]] = []
    charged, refunded, fees = 0, 0, Decimal(0)
    for order in orders:
        if is_of(order.paid, day):
            charged += order.total
            fees += fee(order.total)
            rows.append((order.paid or order.made, _charge(order, mchid=mchid)))
        if order.paid and is_of(order.revoked, day):
            refunded += order.total
            fees -= fee(order.total)
            rows.append((order.revoked or order.made, _revoked(order, mchid=mchid)))
        for refund in order.refunds:
            if is_of(refund.made, day) and refund.state != "CLOSED":
                refunded += refund.amount
                fees -= fee(refund.amount)
                rows.append((refund.made, _refund(refund, mchid=mchid)))
    if not rows:
        return b""
    rows.sort(key=lambda row: row[0])
    lines = [HEADS, *(_row([_time(at), *cells]) for at, cells in rows), SUMS]
    last = [str(len(rows)), yuan(charged), yuan(refunded), "0.00", f"{fees:.5f}"]
    lines.append(_row([*last, yuan(charged), yuan(refunded)]))
    return ("\ufeff" + "\r\n".join(lines) + "\r\n").encode()


def packed(bill: bytes) -> tuple[bytes, str]:
    """Return a bill as it is downloaded, and the digest of what it was before."""
    return gzip.compress(bill, mtime=0), sha1(bill, usedforsecurity=False).hexdigest()


def _time(at: datetime) -> str:
    return at.astimezone(ZONE).strftime("%Y-%m-%d %H:%M:%S")


def _row(cells: Iterable[str]) -> str:
    return ",".join(f"`{cell}" for cell in cells)


def _start(order: Order, state: str, *, mchid: str) -> list[str]:
    # Of the merchant, no sub-merchant, device 0; then whose and what.
    start = [order.asked["appid"], mchid, "0", "", order.transaction, order.number]
    return [*start, "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o", order.type, state, "OTHERS", "CNY"]


def _charge(order: Order, *, mchid: str) -> list[str]:
    none = ["0.00", "0", "0", "0.00", "0.00", "", ""]
    goods = [order.asked["description"], order.asked.get("attach", "")]
    money = [f"{fee(order.total):.5f}", "0.60%", yuan(order.total), "0.00", ""]
    return [
        *_start(order, "SUCCESS", mchid=mchid),
        yuan(order.total),
        *none,
        *goods,
        *money,
    ]


def _revoked(order: Order, *, mchid: str) -> list[str]:
    back = ["0.00", "0.00", "0", "0", yuan(order.total), "0.00", "", ""]
    goods = [order.asked["description"], order.asked.get("attach", "")]
    money = [f"{-fee(order.total):.5f}", "0.60%", "0.00", yuan(order.total), ""]
    return [*_start(order, "REVOKED", mchid=mchid), *back, *goods, *money]


def _refund(refund: Refund, *, mchid: str) -> list[str]:
    order = refund.order
    ids = ["0.00", "0.00", refund.refund_id, refund.number, yuan(refund.amount)]
    how = ["0.00", "ORIGINAL", refund.state]
    goods = [order.asked["description"], order.asked.get("attach", "")]
    money = [f"{-fee(refund.amount):.5f}", "0.60%", "0.00", yuan(refund.amount), ""]
    return [*_start(order, "REFUND", mchid=mchid), *ids, *how, *goods, *money]
