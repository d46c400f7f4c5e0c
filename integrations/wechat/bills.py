"""A day's bill, fetched into a file, its digest checked before a line of it is read."""

import gzip
from collections.abc import Iterator
from datetime import date
from hashlib import sha1
from io import TextIOWrapper
from tempfile import TemporaryFile
from typing import IO
from urllib.parse import urlsplit

from guildhall.payments.errors import BillBroken, BillGone, BillNotReady
from guildhall.payments.types import Account, BillLine
from integrations.wechat.client import Line, Said
from integrations.wechat.rules.asks import trade_bill
from integrations.wechat.rules.bills import bill_lines, is_gone, is_ready
from integrations.wechat.rules.words import text_at

CHUNK = 1 << 20


class Bills:
    """The port `Biller`."""

    _line: Line

    def bill(self, account: Account, day: date) -> Iterator[BillLine]:
        """Yield a day's bill; a day on which nothing happened has none.

        Refuses with BillNotReady, BillGone or BillBroken.
        """
        if not is_ready(day, at=self._line.now):
            raise BillNotReady(day=day.isoformat())
        if is_gone(day, at=self._line.now):
            raise BillGone(day=day.isoformat())
        said = self._line.ask(account, trade_bill(day.isoformat()))
        if text_at(said.found, "code") == "NO_STATEMENT_EXIST":
            return
        if not said.well:
            raise BillNotReady(day=day.isoformat())
        with TemporaryFile() as packed, TemporaryFile() as plain:
            self._fetch(account, said, packed, day=day)
            _unpack(packed, plain, digest=text_at(said.found, "hash_value"), day=day)
            with TextIOWrapper(plain, encoding="utf-8", newline="\n") as rows:
                yield from bill_lines(rows, day=day)

    def _fetch(self, account: Account, said: Said, into: IO[bytes], *, day: date) -> None:
        """Write the bill. Its address lives for minutes; only its path is believed."""
        url = urlsplit(text_at(said.found, "download_url"))
        target = f"{url.path}?{url.query}" if url.query else url.path
        if not target.startswith("/v3/") or not self._line.download(account, target, into):  # type: ignore[arg-type]
            raise BillNotReady(day=day.isoformat())
        into.seek(0)


def _unpack(packed: IO[bytes], plain: IO[bytes], *, digest: str, day: date) -> None:
    """Unpack a bill and check its digest, which is of what was packed."""
    seen = sha1(usedforsecurity=False)
    try:
        with gzip.GzipFile(fileobj=packed) as unpacked:
            while chunk := unpacked.read(CHUNK):
                seen.update(chunk)
                plain.write(chunk)
    except (EOFError, OSError) as error:
        raise BillBroken(day=day.isoformat(), what="gzip") from error
    if seen.hexdigest() != digest.lower():
        raise BillBroken(day=day.isoformat(), what="sha1")
    plain.seek(0)
