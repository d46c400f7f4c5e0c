"""A tracking file, read: comma, semicolon or tab between columns, headers in any order. Pure."""

import csv
import io
from collections.abc import Mapping, Sequence

from guildhall.fulfillment.errors import TrackingFileInvalid
from guildhall.fulfillment.types import TrackingRow
from guildhall.kernel.refusals import N_

MOST_ROWS = 2_000
MOST_BYTES = 1_000_000
_HEADERS: Mapping[str, Sequence[str]] = {
    "order": ("order", "order number", "order_number", "订单号"),
    "parcel": ("parcel", "parcel number", "package", "fulfillment", "包裹", "包裹号"),
    "carrier": ("carrier", "courier", "承运商", "物流公司"),
    "service": ("service", "服务"),
    "tracking": ("tracking", "tracking number", "tracking_number", "awb", "运单号", "快递单号"),
}
_NEEDED = ("order", "carrier", "tracking")


def read_tracking_file(content: bytes) -> tuple[TrackingRow, ...]:
    """Return the rows of a tracking file. Refuses with TrackingFileInvalid."""
    if len(content) > MOST_BYTES:
        raise TrackingFileInvalid(fault=N_("it is larger than 1 MB"))
    lines = list(csv.reader(io.StringIO(_text(content)), delimiter=_delimiter(content)))
    if not lines:
        raise TrackingFileInvalid(fault=N_("it is empty"))
    columns = _columns(lines[0])
    rows = tuple(
        _row(number, columns, cells)
        for number, cells in enumerate(lines[1:], start=2)
        if any(cell.strip() for cell in cells)
    )
    if not rows:
        raise TrackingFileInvalid(fault=N_("it has no rows below its header"))
    if len(rows) > MOST_ROWS:
        raise TrackingFileInvalid(fault=N_("it has more than 2,000 rows"))
    return rows


def _text(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise TrackingFileInvalid(fault=N_("it is not text"))


def _delimiter(content: bytes) -> str:
    first = content.split(b"\n", 1)[0]
    return max((",", ";", "\t"), key=lambda mark: first.count(mark.encode()))


def _columns(header: Sequence[str]) -> dict[str, int]:
    told = [cell.strip().lower() for cell in header]
    found = {
        name: next(i for i, cell in enumerate(told) if cell in words)
        for name, words in _HEADERS.items()
        if any(cell in words for cell in told)
    }
    missing = [name for name in _NEEDED if name not in found]
    if missing:
        raise TrackingFileInvalid(fault=", ".join(missing))
    return found


def _row(number: int, columns: Mapping[str, int], cells: Sequence[str]) -> TrackingRow:
    def cell(name: str) -> str:
        at = columns.get(name, len(cells))
        return cells[at].strip() if at < len(cells) else ""

    return TrackingRow(
        line=number,
        order=cell("order"),
        parcel=cell("parcel"),
        carrier=cell("carrier"),
        service=cell("service"),
        tracking=cell("tracking"),
    )
