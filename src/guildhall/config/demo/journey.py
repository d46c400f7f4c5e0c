"""A window of a real grocery year, divided among the companies of the demo's group."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc

from guildhall.config.demo import source, stock
from guildhall.config.demo.catalog import products_of, sku_of
from guildhall.config.demo.selection import best_window, busiest, deal_out, trading_day
from guildhall.config.demo.sieve import why_unsold
from guildhall.config.demo.types import (
    Article,
    Basket,
    BasketLine,
    Chain,
    Journey,
    SaleLine,
    Unsold,
    Window,
)

_INTEGERS = ("basket_id", "store_id", "household_id", "product_id", "quantity", "regular_cents")
DEFAULT_STORES = 5
DEFAULT_DAYS = 7


def read_journey(
    slugs: Sequence[str], *, stores: int = DEFAULT_STORES, days: int = DEFAULT_DAYS
) -> Journey:
    """Read the busiest stores, so many per company, over their busiest run of so many days."""
    visits = source.read_visits()
    ranked = busiest(source.integers(visits["store_id"]), count=stores * len(slugs))
    window = _window(visits, ranked, days=days)
    lines, articles = _sold(ranked, window)
    kept, refused = _sift(lines, articles)
    hands = deal_out(ranked, hands=len(slugs))
    chains = tuple(
        _chain(slug, hand, lines=kept, articles=articles, window=window)
        for slug, hand in zip(slugs, hands, strict=True)
    )
    return Journey(window=window, chains=chains, lines=len(lines), refused=refused)


def store_code(store: int) -> str:
    return f"S{store}"


def _window(visits: pa.Table, stores: list[int], *, days: int) -> Window:
    chosen = visits.filter(pc.is_in(visits["store_id"], value_set=pa.array(stores)))
    moments = source.moments(chosen["at_min"])
    return best_window((trading_day(at) for at in moments), length=days)


def _sold(stores: list[int], window: Window) -> tuple[list[SaleLine], dict[int, Article]]:
    table = source.read_sales(stores)
    inside = pc.and_(
        pc.greater_equal(table["at"], pa.scalar(_plain(window.opens), pa.timestamp("us"))),
        pc.less(table["at"], pa.scalar(_plain(window.closes), pa.timestamp("us"))),
    )
    table = table.filter(inside)
    columns = [source.integers(table[name]) for name in _INTEGERS]
    lines = [
        SaleLine(at, *whole)
        for at, *whole in zip(source.moments(table["at"]), *columns, strict=True)
    ]
    return lines, _articles(source.read_articles(table["product_id"]))


def _articles(table: pa.Table) -> dict[int, Article]:
    return {
        row["product_id"]: Article(
            number=row["product_id"],
            maker=row["manufacturer_id"],
            brand=row["brand"] or "",
            department=row["department"] or "",
            category=row["product_category"] or "",
            kind=row["product_type"] or "",
            size=row["package_size"] or "",
        )
        for row in table.to_pylist()
    }


def _sift(
    lines: Iterable[SaleLine], articles: Mapping[int, Article]
) -> tuple[list[SaleLine], Counter[Unsold]]:
    kept: list[SaleLine] = []
    refused: Counter[Unsold] = Counter()
    for line in lines:
        reason = why_unsold(line, article=articles.get(line.product))
        if reason is None:
            kept.append(line)
        else:
            refused[reason] += 1
    return kept, refused


def _chain(
    slug: str,
    stores: Sequence[int],
    *,
    lines: Iterable[SaleLine],
    articles: Mapping[int, Article],
    window: Window,
) -> Chain:
    here = frozenset(stores)
    own = [line for line in lines if line.store in here]
    baskets = _baskets(own)
    first_day = stock.demand(stock.first_day_of(baskets, window=window))
    scarce = stock.scarce_skus(first_day)
    return Chain(
        slug=slug,
        stores=tuple(store_code(store) for store in stores),
        products=products_of(own, articles=articles),
        baskets=baskets,
        receipts=stock.first_receipts(baskets, window=window, scarce=scarce),
        scarce=scarce,
    )


def _baskets(lines: Iterable[SaleLine]) -> tuple[Basket, ...]:
    by_number: dict[int, list[SaleLine]] = {}
    for line in lines:
        by_number.setdefault(line.basket, []).append(line)
    baskets = (
        Basket(
            number=number,
            store=store_code(group[0].store),
            at=group[0].at,
            household=group[0].household,
            lines=tuple(BasketLine(sku_of(line.product), line.quantity) for line in group),
        )
        for number, group in by_number.items()
    )
    return tuple(sorted(baskets, key=lambda basket: (basket.at, basket.number)))


def _plain(at: datetime) -> datetime:
    return at.replace(tzinfo=None)
