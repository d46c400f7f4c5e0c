"""A shelf that groceries of one size do not fill: options, lots, bundles, prices made from costs.

It is invented, and says what it is for: every page of the console has something on it.
"""

from decimal import Decimal

from django.db import transaction

from guildhall.catalog.operations import (
    add_barcode,
    change_price,
    change_variant,
    create_product,
    keep_strategy,
    make_price_list,
    note_costs,
    open_category,
    propose_prices,
    set_parts,
)
from guildhall.catalog.queries import variant_ids
from guildhall.catalog.states import CostBasis, Packaging, ProductKind, StepKind, Toward, Tracking
from guildhall.catalog.types import (
    Axis,
    BarcodeCard,
    NotedCost,
    PartDraft,
    PriceListDraft,
    PriceSlot,
    ProductDraft,
    VariantEdit,
)
from guildhall.catalog.types.strategies import About, Step, StrategyDraft
from guildhall.config.demo.cast import CURRENCY
from guildhall.kernel.money import Money
from guildhall.kernel.stamp import Stamp
from guildhall.organization.types import ChannelCard

TREE = (
    ("house", "House range", ""),
    ("house-wear", "To wear", "house"),
    ("house-table", "For the table", "house"),
)
COLORS = Axis("Color", ("Oat", "Moss", "Ink"))
SIZES = Axis("Size", ("S", "M", "L"))
APRONS = tuple(f"APRON-{color.upper()}-{size}" for color in COLORS.values for size in SIZES.values)
MUG, ROAST, HAMPER = "MUG", "ROAST", "HAMPER"
GOODS = (*APRONS, MUG, ROAST)
MEMBERS = "members"
PRODUCTS = (
    ProductDraft(
        "APRON",
        "Linen apron",
        "Stonewashed linen, cut in three sizes.",
        category="house-wear",
        options=(COLORS, SIZES),
    ),
    ProductDraft(MUG, "Stoneware mug", "Holds 350 ml.", category="house-table"),
    ProductDraft(ROAST, "House roast, 500 g", "Whole beans.", category="house-table"),
    ProductDraft(
        HAMPER,
        "Breakfast hamper",
        "Two mugs and a bag of the house roast.",
        category="house",
        kind=ProductKind.BUNDLE,
    ),
)
PRICES = {**dict.fromkeys(APRONS, "34.00"), MUG: "12.50", ROAST: "9.80", HAMPER: "29.90"}
COSTS = {**dict.fromkeys(APRONS, "13.20"), MUG: "4.10", ROAST: "4.60"}
# A case of twelve, under a number of the shop's own range.
CASE_OF_MUGS = BarcodeCard("2999999000017", Packaging.CASE, Decimal(12), is_legacy=False)


def is_furnished() -> bool:
    return bool(variant_ids([MUG]))


@transaction.atomic
def furnish(brand: str, *, channel: ChannelCard, stamp: Stamp) -> None:
    """Add the house's own range with its prices to the current tenant; all of it or nothing."""
    for code, title, parent in TREE:
        open_category(code, title=title, parent=parent, stamp=stamp)
    for draft in PRODUCTS:
        create_product(_of(brand, draft), stamp=stamp)
    change_variant(ROAST, values=VariantEdit(tracking=Tracking.LOT), stamp=stamp)
    add_barcode(MUG, barcode=CASE_OF_MUGS, stamp=stamp)
    parts = [PartDraft(MUG, Decimal(2)), PartDraft(ROAST, Decimal(1))]
    set_parts(HAMPER, parts=parts, stamp=stamp)
    _price(channel, stamp)
    _make_prices(channel, stamp)


def _of(brand: str, draft: ProductDraft) -> ProductDraft:
    return ProductDraft(
        draft.code,
        draft.title,
        draft.description,
        brand,
        draft.category,
        draft.kind,
        options=draft.options,
    )


def _price(channel: ChannelCard, stamp: Stamp) -> None:
    for sku, amount in PRICES.items():
        change_price(sku, price=Money(Decimal(amount), CURRENCY), channel=channel, stamp=stamp)
    by_the_six = PriceSlot(min_quantity=Decimal(6))
    price = Money(Decimal("11.00"), CURRENCY)
    change_price(MUG, price=price, channel=channel, slot=by_the_six, stamp=stamp)


def _make_prices(channel: ChannelCard, stamp: Stamp) -> None:
    """Keep what the range costs, and propose prices for members that follow from it."""
    known = variant_ids(COSTS)
    costs = [
        NotedCost(known[sku], CostBasis.AVERAGE, Money(Decimal(amount), CURRENCY))
        for sku, amount in COSTS.items()
    ]
    note_costs(costs, stamp=stamp)
    draft = PriceListDraft("Members", customer_group=MEMBERS, priority=10)
    make_price_list(MEMBERS, channel=channel, currency=CURRENCY, draft=draft, stamp=stamp)
    charm = Step(StepKind.ENDING, Decimal("0.90"), Decimal(1), Toward.UP)
    strategy = StrategyDraft(
        "Cost plus 120 %",
        MEMBERS,
        CostBasis.AVERAGE,
        (Step(StepKind.PERCENT, Decimal(120)), charm),
        about=About(categories=("house",)),
        margin_floor=Decimal("0.30"),
    )
    keep_strategy("members-plus", draft=strategy, stamp=stamp)
    propose_prices("members-plus", stamp=stamp)
