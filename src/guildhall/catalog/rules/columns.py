"""Which column of a file fills which field: guessed, remembered, and checked."""

import re
from collections.abc import Iterable, Mapping

from guildhall.catalog.states import Column
from guildhall.kernel.refusals import N_

NAMED = (Column.OPTION, Column.PRICE)
"""These come once for each option, and once for each price list."""

MOST = {
    Column.SKU: 64,
    Column.PRODUCT: 64,
    Column.TITLE: 200,
    Column.VARIANT_TITLE: 200,
    Column.DESCRIPTION: 20_000,
    Column.BRAND: 120,
    Column.CATEGORY: 600,
    Column.TAX_CLASS: 40,
    Column.UNIT: 12,
    Column.OPTION: 60,
}
"""How many characters each holds."""

TWICE = N_("Another column fills this field already.")
NO_SKU = N_("Say which column holds the SKU: rows are told apart by it.")
NO_CHANNEL = N_("Choose the channel on which these prices are.")
UNKNOWN_FIELD = N_("There is no such field.")
UNKNOWN_CHANNEL = N_("There is no such channel.")
UNKNOWN_LIST = N_("There is no such price list.")
UNKNOWN_HEADING = N_("The file has no such column.")

_WORDS: dict[Column, tuple[str, ...]] = {
    Column.SKU: (
        *("sku", "variant sku", "item number", "item no", "article number", "article no"),
        *("货号", "商家编码", "规格编码", "sku编码", "sku编号", "单品编码"),
    ),
    Column.PRODUCT: (
        *("product", "product code", "spu", "handle", "parent sku", "style"),
        *("spu编码", "商品编码", "款号", "产品编码"),
    ),
    Column.TITLE: (
        *("title", "name", "product name", "item name", "product title"),
        *("名称", "商品名称", "标题", "品名", "产品名称", "商品标题"),
    ),
    Column.VARIANT_TITLE: ("variant title", "variant name", "规格名称", "sku名称"),
    Column.DESCRIPTION: (
        *("description", "body", "body html", "long description"),
        *("描述", "商品描述", "详情", "说明"),
    ),
    Column.BRAND: ("brand", "vendor", "manufacturer", "品牌", "厂商", "品牌名称"),
    Column.CATEGORY: (
        *("category", "categories", "category path", "type", "department", "product type"),
        *("类目", "分类", "商品分类", "品类", "类别"),
    ),
    Column.TAX_CLASS: ("tax class", "tax", "tax code", "税类", "税收分类", "税率类别"),
    Column.UNIT: ("unit", "uom", "unit of measure", "单位", "计量单位", "基本单位"),
    Column.WEIGHT: ("weight grams", "weight g", "grams", "variant grams", "重量", "克重"),
    Column.BARCODES: (
        *("barcode", "barcodes", "ean", "upc", "gtin", "ean13", "variant barcode"),
        *("条码", "商品条码", "条形码", "69码", "国际条码"),
    ),
    Column.PRICE: (
        *("price", "regular price", "variant price", "retail price", "unit price"),
        *("价格", "售价", "零售价", "销售价", "单价"),
    ),
}
_KNOWN = {word: column for column, words in _WORDS.items() for word in words}
_OPTIONS = (
    "color",
    "colour",
    "size",
    "material",
    "flavor",
    "颜色",
    "尺码",
    "尺寸",
    "口味",
    "规格",
)
_OPTION = re.compile(r"(?:option|规格|选项)\s*[:：]\s*(.+)", re.IGNORECASE)
_PRICE = re.compile(r"(?:price|价格)\s*[:：]\s*(.+)", re.IGNORECASE)


def guess(headings: Iterable[str], *, remembered: Mapping[str, str]) -> dict[str, str]:
    """Return what each column probably holds: as it was said before, or by its name."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for heading in headings:
        target = remembered.get(heading) if heading in remembered else _by_name(heading)
        if target and target not in taken:
            found[heading] = target
            taken.add(target)
    return found


def _by_name(heading: str) -> str:
    plain = " ".join(re.sub(r"[_\-()（）*.]+", " ", heading).split()).casefold()
    if plain in _KNOWN:
        return _KNOWN[plain].value
    for form, column in ((_OPTION, Column.OPTION), (_PRICE, Column.PRICE)):
        if named := form.fullmatch(heading.strip()):
            return f"{column.value}:{named[1].strip()}"
    return f"{Column.OPTION.value}:{heading.strip()}" if plain in _OPTIONS else ""


def parted(target: str) -> tuple[Column | None, str]:
    """Return the column that a target names, and for an option or a list its name."""
    word, _colon, name = target.partition(":")
    column = next((each for each in Column if each.value == word), None)
    if column is None or (name and column not in NAMED) or (word == Column.OPTION and not name):
        return None, name
    return column, name.strip()


def problems_of(
    mapping: Mapping[str, str],
    *,
    headings: Iterable[str],
    channel: str,
    price_lists: Iterable[str],
) -> dict[str, str]:
    """Return what is wrong with a mapping, and what to do, by heading."""
    known, lists = set(headings), set(price_lists)
    targets = list(mapping.values())
    problems = {
        heading: problem
        for heading, target in mapping.items()
        if (problem := _problem(target, channel=channel, lists=lists))
        or (problem := "" if heading in known else UNKNOWN_HEADING)
        or (problem := TWICE if targets.count(target) > 1 else "")
    }
    if Column.SKU.value not in targets:
        problems.setdefault("sku", NO_SKU)
    return problems


def _problem(target: str, *, channel: str, lists: set[str]) -> str:
    column, name = parted(target)
    if column is None or len(name) > MOST[Column.OPTION]:
        return UNKNOWN_FIELD
    if column is Column.PRICE and not name and not channel:
        return NO_CHANNEL
    if column is Column.PRICE and name and name not in lists:
        return UNKNOWN_LIST
    return ""
