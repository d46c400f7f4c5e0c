"""Which recorded sale lines can be lines of a web order, and why the others cannot."""

from guildhall.config.demo.types import Article, SaleLine, Unsold

_FUEL_KIND = "GASOLINE-REG UNLEADED"
_FUEL_DEPARTMENT = "FUEL"
# These departments keep the till's own entries: coupons handed in, supplies, tickets, donations.
_BOOKKEEPING_DEPARTMENTS = frozenset(
    {"", "CHARITABLE CONT", "CNTRL/STORE SUP", "COUPON", "MISCELLANEOUS", "PROD-WHS SALES"}
)
_BOOKKEEPING_CATEGORIES = frozenset(
    {
        "BOTTLE DEPOSITS",
        "COUPON",
        "COUPON/MISC ITEMS",
        "COUPONS/STORE & MFG",
        "IN-STORE PHOTOFINISHING",
        "LONG DISTANCE CALLING CARDS",
        "OVERNIGHT PHOTOFINISHING",
        "TICKETS",
    }
)
_BOOKKEEPING_KINDS = frozenset(
    {
        "CRV DEPOSIT NT/F",
        "CRV DEPOSIT T/NF",
        "FTD SERVICE CHARGES",
        "MISC SALES TRANS",
        "PEYTON/GM EXPENSE ITEMS",
        "PREPAID WIRELESS CARDS",
        "VIDEO RENTALS",
    }
)


def why_unsold(line: SaleLine, *, article: Article | None) -> Unsold | None:
    """Return the first reason why this line is no line of a web order, or None."""
    if article is None:
        return Unsold.UNKNOWN_PRODUCT
    if _FUEL_DEPARTMENT in {article.department, article.category} or article.kind == _FUEL_KIND:
        return Unsold.FUEL
    if _is_bookkeeping(article):
        return Unsold.NOT_GOODS
    if line.quantity <= 0:
        return Unsold.NO_QUANTITY
    return Unsold.NO_VALUE if line.regular_cents <= 0 else None


def _is_bookkeeping(article: Article) -> bool:
    return (
        article.department in _BOOKKEEPING_DEPARTMENTS
        or article.category in _BOOKKEEPING_CATEGORIES
        or article.kind in _BOOKKEEPING_KINDS
    )
