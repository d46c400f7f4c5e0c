"""All 92,331 articles of the real data set, as a file of products."""

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from guildhall.config.demo import wording
from guildhall.config.demo.barcodes import in_store_barcode
from guildhall.config.demo.catalog import sku_of
from guildhall.config.demo.source import data_folder
from guildhall.config.demo.types import Article

HEADINGS = ("SKU", "Name", "Brand", "Category", "Barcode", "Unit", "Price")
EVERY = 92_331


def article_rows(count: int = EVERY) -> Iterator[tuple[str, ...]]:
    """Yield the first articles by number; the price is what a piece was sold for on average.

    What nobody bought in that year has none.
    """
    table = pq.read_table(data_folder() / "products.parquet").sort_by("product_id")
    articles = [
        Article(
            number=row["product_id"],
            maker=row["manufacturer_id"] or 0,
            brand=row["brand"] or "",
            department=row["department"] or "",
            category=row["product_category"] or "",
            kind=row["product_type"] or "",
            size=row["package_size"] or "",
        )
        for row in table.slice(0, count).to_pylist()
    ]
    names = wording.names(articles)
    prices = average_prices()
    for article in articles:
        place = (wording.department_name(article), wording.category_name(article))
        yield (
            sku_of(article.number),
            names[article.number] or f"No. {article.number}",
            wording.brand_of(article),
            " > ".join(title.replace(">", "-") for title in place if title),
            in_store_barcode(article.number),
            "each",
            prices.get(article.number, ""),
        )


def average_prices() -> dict[int, str]:
    lines = pq.read_table(
        data_folder() / "transactions.parquet",
        columns=["product_id", "quantity", "sales_value", "retail_disc"],
    )
    value = pc.add(lines["sales_value"], lines["retail_disc"])
    table = pa.table(
        {"product": lines["product_id"], "quantity": lines["quantity"], "value": value}
    )
    sums = table.group_by("product").aggregate([("quantity", "sum"), ("value", "sum")])
    return {
        row["product"]: f"{row['value_sum'] / row['quantity_sum']:.2f}"
        for row in sums.to_pylist()
        if row["quantity_sum"] and row["value_sum"] > 0
    }
