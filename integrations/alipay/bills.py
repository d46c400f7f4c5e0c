"""A day's bill: a zip of two files in GBK, one of which says what happened line by line."""

from collections.abc import Iterator
from datetime import date
from io import TextIOWrapper
from tempfile import TemporaryFile
from typing import IO, cast
from zipfile import BadZipFile, ZipFile, ZipInfo

from guildhall.payments.errors import BillBroken, BillGone, BillNotReady
from guildhall.payments.types import Account, BillLine
from integrations.alipay.client import Gateway
from integrations.alipay.rules.asks import bill_address
from integrations.alipay.rules.bills import bill_lines, is_gone, is_ready
from integrations.alipay.rules.words import DONE, code_of

NO_BILL = frozenset({"isp.bill_not_exist", "BILL_NOT_EXIST", "isv.bill_not_exist"})
SUMMARY = "汇总"
GBK = "gb18030"


class Bills:
    """The port `Biller`."""

    _gateway: Gateway

    def bill(self, account: Account, day: date) -> Iterator[BillLine]:
        """Yield a day's bill; a day on which nothing happened has none.

        Refuses with BillNotReady, BillGone or BillBroken.
        """
        if not is_ready(day, at=self._gateway.now):
            raise BillNotReady(day=day.isoformat())
        if is_gone(day, at=self._gateway.now):
            raise BillGone(day=day.isoformat())
        found = self._gateway.ask(account, bill_address(day.isoformat()))
        if code_of(found) in NO_BILL:
            return
        if found.get("code") != DONE:
            raise BillNotReady(day=day.isoformat())
        with TemporaryFile() as packed:
            url = str(found.get("bill_download_url", ""))
            if not self._gateway.download(account, url, cast("IO[bytes]", packed)):  # type: ignore[arg-type]
                raise BillNotReady(day=day.isoformat())
            packed.seek(0)
            yield from _lines(packed, day=day)


def _lines(packed: IO[bytes], *, day: date) -> Iterator[BillLine]:
    try:
        with ZipFile(packed) as opened, opened.open(_detail(opened, day=day)) as raw:
            rows = TextIOWrapper(raw, encoding=GBK, newline="")
            yield from bill_lines(rows, day=day)
    except (BadZipFile, EOFError, UnicodeDecodeError) as error:
        raise BillBroken(day=day.isoformat(), what="zip") from error


def _detail(opened: ZipFile, *, day: date) -> ZipInfo:
    """Return the file of lines; the other one sums them up. Names are in GBK, unmarked."""
    for each in opened.infolist():
        name = each.filename
        read = {name, name.encode("cp437", "replace").decode(GBK, "replace")}
        if name.endswith(".csv") and not any(SUMMARY in one for one in read):
            return each
    raise BillBroken(day=day.isoformat(), what="zip")
