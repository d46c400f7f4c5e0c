"""The twin's bill of a day: two GBK files in a zip, fields with a tab, lines of comment around."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO
from zipfile import ZipFile

from tests.twins.alipay.desk import ZONE, Trade, written
from tests.twins.alipay.keys import SELLER

HEADS = (
    "支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,"
    "对方账户,订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,"
    "商家优惠（元）,券核销金额（元）,券名称,商家红包消费金额（元）,卡消费金额（元）,"
    "退款批次号/请求号,服务费（元）,分润（元）,备注"
)
RULE = "#-----------------------------------------业务明细列表"


def is_ready(day: date, *, at: datetime) -> bool:
    return at >= datetime.combine(day + timedelta(days=1), time(10), ZONE)


def is_of(at: datetime | None, day: date) -> bool:
    return at is not None and at.astimezone(ZONE).date() == day


def rows_of(trades: Iterable[Trade], *, day: date) -> tuple[list[str], int, int]:
    """Return the lines of a day, and how many of them are charges and refunds."""
    charges: list[str] = []
    refunds: list[str] = []
    for trade in trades:
        if trade.paid and is_of(trade.paid, day):
            charges.append(_row(trade, "交易", trade.total, trade.paid))
        if trade.paid and trade.canceled and is_of(trade.canceled, day):
            refunds.append(_row(trade, "退款", -trade.total, trade.canceled))
        refunds += [
            _row(trade, "退款", -refund.amount, refund.at, request=refund.request)
            for refund in trade.refunds.values()
            if is_of(refund.at, day)
        ]
    return [*charges, *refunds], len(charges), len(refunds)


def text_of(trades: Iterable[Trade], *, day: date) -> str:
    rows, charges, refunds = rows_of(trades, day=day)
    lines = [
        "#支付宝业务明细查询",
        f"#账号：[{SELLER}0156]",
        f"#起始日期：[{day:%Y年%m月%d日} 00:00:00]   终止日期：[{day:%Y年%m月%d日} 23:59:59]",
        f"{RULE}----------------------------------------",
        HEADS,
        *rows,
        f"{RULE}结束------------------------------------",
        f"#交易合计：{charges}笔，商家实收共0.00元，商家优惠共0.00元",
        f"#退款合计：{refunds}笔，商家实收退款共0.00元，商家优惠退款共0.00元",
        "#导出时间：[2026年11月22日 10:00:00]",
    ]
    return "\r\n".join(lines) + "\r\n"


def packed(text: str, *, day: date) -> bytes:
    """Return both files in a zip; their names are in GBK, and nothing says so."""
    into, name = BytesIO(), f"{SELLER}0156_{day:%Y%m%d}_业务明细"
    with ZipFile(into, "w") as opened:
        opened.writestr(_unmarked(f"{name}(汇总).csv"), "#汇总".encode("gb18030"))
        opened.writestr(_unmarked(f"{name}.csv"), text.encode("gb18030"))
    return into.getvalue()


def _unmarked(name: str) -> str:
    return name.encode("gb18030").decode("cp437")


def _row(trade: Trade, kind: str, amount: Decimal, at: datetime, *, request: str = "") -> str:
    fee = (abs(amount) * Decimal("0.006")).quantize(Decimal("0.01"), ROUND_HALF_UP)
    cells = [trade.trade_no, trade.number, kind, trade.asked["subject"]]
    cells += [written(trade.made), written(at), "", "", "", "", "*三(159****5620)"]
    cells += [f"{amount:.2f}", f"{amount:.2f}", "0.00", "0.00", "0.00", "0.00", "0.00", ""]
    cells += ["0.00", "0.00", request, f"{-fee if amount > 0 else fee:.2f}", "0.00", ""]
    return ",".join(f'"{each}"\t' if "," in each else f"{each}\t" for each in cells)
