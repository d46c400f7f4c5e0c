"""How files of products are sent and taken well, and what has to be there before."""

from guildhall.catalog.operations.imports import check_import, run_import
from guildhall.kernel.stamp import Stamp
from tests.factories.sheets import checked, csv_of, kept
from tests.isolation.call import Call
from tests.isolation.warehouse import MADE

HEADINGS = ("SKU", "Name", "Price")
SAME = csv_of(HEADINGS, [("APPLE", "Apple of the house", "2.50")])
# The key of one right could not take prices, too.
SAID = {"SKU": "sku", "Name": "title"}
RUN = "/api/v1/imports/{run}"


def make_import(sku: str, stamp: Stamp) -> dict[str, str]:
    """Let a file lie here whose columns are explained."""
    return {"import": str(kept(csv_of(HEADINGS, [(sku, sku, "2.50")]), stamp=stamp))}


def _explained(_number: str, stamp: Stamp) -> None:
    MADE["import"] = str(kept(SAME, mapping=SAID, stamp=stamp))


def _checked(_number: str, stamp: Stamp) -> None:
    MADE["import"] = str(checked(SAME, mapping=SAID, stamp=stamp).id)


def _running(_number: str, stamp: Stamp) -> None:
    run = checked(SAME, mapping=SAID, stamp=stamp).id
    run_import(run, stamp=stamp)
    MADE["import"] = str(run)


def _checking(_number: str, stamp: Stamp) -> None:
    run = kept(SAME, mapping=SAID, stamp=stamp)
    check_import(run, stamp=stamp)
    MADE["import"] = str(run)


IMPORT_CALLS = {
    "GET /api/v1/imports": Call(),
    "POST /api/v1/imports": Call(files={"file": ("ours.csv", SAME)}),
    f"GET {RUN}": Call(),
    f"GET {RUN}/columns": Call(),
    f"PUT {RUN}/columns": Call(
        body={"mapping": {"SKU": "sku", "Price": "price"}, "channel": "web"}, prepare=_explained
    ),
    f"POST {RUN}/check": Call(prepare=_explained),
    f"POST {RUN}/start": Call(prepare=_checked),
    f"POST {RUN}/stop": Call(prepare=_checking),
    f"GET {RUN}/wrong-rows": Call(prepare=_running),
    f"GET {RUN}/wrong-rows/{{format}}": Call(path={"format": "csv"}, prepare=_running),
}
