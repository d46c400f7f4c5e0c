"""What a chunk of rows does to the catalogue: judged, laid out, compared, written."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from guildhall.catalog.events import PricesNoted
from guildhall.catalog.models import Import
from guildhall.catalog.operations.lists import Lists
from guildhall.catalog.operations.places import Tree, tree_with
from guildhall.catalog.operations.staging import (
    Staged,
    StagedRow,
    differing,
    staged,
    write,
)
from guildhall.catalog.queries.matching import known_of
from guildhall.catalog.rules.judging import Judged, Known, Memory, form_of
from guildhall.catalog.states import PriceSource
from guildhall.catalog.types.imports import Fault, Incoming, Tally
from guildhall.kernel.events import record
from guildhall.kernel.ids import new_id
from guildhall.kernel.limits import must_have_room
from guildhall.kernel.stamp import Stamp

NOTHING = Tally()


@dataclass(frozen=True, slots=True)
class Good:
    """The rows of a chunk that can be taken, and what they were judged against."""

    rows: Sequence[Judged]
    known: Known


def judged(
    understood: Sequence[Incoming | tuple[Fault, ...]], *, memory: Memory
) -> tuple[Good, list[Fault]]:
    """Part the rows that can be taken from those that cannot, in the order of the file."""
    known = known_of([row for row in understood if isinstance(row, Incoming)])
    good: list[Judged] = []
    faults: list[Fault] = []
    for row in understood:
        found = memory.judge(row, known) if isinstance(row, Incoming) else row
        if isinstance(found, Judged):
            good.append(found)
        else:
            faults.extend(found)
    return Good(good, known), faults


def take(good: Good, *, lists: Lists, run: Import, stamp: Stamp) -> Tally:
    """Compare rows with the catalogue, and unless this is a check write what differs.

    Refuses with PlanLimitReached.
    """
    if not good.rows:
        return NOTHING
    products = sum(row.product_id is None and row.leads for row in good.rows)
    if products and not run.is_trial:
        must_have_room("products", adding=products)
    tree = tree_with(_categories(good), makes=not run.is_trial, stamp=stamp)
    with staged(_laid_out(good, lists, tree)):
        differs = differing(at=stamp.at)
        added = {row.row.row for row in good.rows if row.variant_id is None}
        changed = {number for numbers in differs.values() for number in numbers} - added
        if not run.is_trial and (added or changed):
            places = lists.places if differs["prices"] else ()
            write(differs, places=places, at=stamp.at, source=f"import:{run.id}")
            _tell_prices(good, set(differs["prices"]), lists=lists, run=run, stamp=stamp)
    unchanged = len(good.rows) - len(added) - len(changed)
    return Tally(len(added), len(changed), unchanged, products=products)


def _categories(good: Good) -> list[str]:
    """Return the categories that rows name by their titles, where they may say so."""
    return [
        category
        for each in good.rows
        if each.leads
        and (category := each.row.category) is not None
        and category not in good.known.category_paths
    ]


def _tell_prices(
    good: Good, numbers: set[int], *, lists: Lists, run: Import, stamp: Stamp
) -> None:
    """Tell of each channel how many of its prices are others now."""
    counts = Counter(
        lists.columns[name].channel.code
        for each in good.rows
        if each.row.row in numbers
        for name, _amount in each.row.prices
    )
    for channel, count in sorted(counts.items()):
        record(
            PricesNoted(
                channel=channel,
                count=count,
                source=PriceSource.IMPORT,
                reference=f"import:{run.id}",
                stamp=stamp,
            )
        )


def _laid_out(good: Good, lists: Lists, tree: Tree) -> Staged:
    rows: list[StagedRow] = []
    barcodes: list[tuple[object, ...]] = []
    options: list[tuple[object, ...]] = []
    prices: list[tuple[object, ...]] = []
    made: dict[str, UUID] = {}
    for judged_row in good.rows:
        row = judged_row.row
        product = judged_row.product_id or made.setdefault(judged_row.product, new_id())
        variant = judged_row.variant_id or new_id()
        rows.append(_staged(judged_row, (product, variant), known=good.known, tree=tree))
        barcodes += [
            (row.row, new_id(), variant, code)
            for code in row.barcodes
            if form_of(code) not in good.known.barcodes
        ]
        options += [
            (row.row, variant, product, place, name, value, new_id(), new_id(), new_id())
            for place, (name, value) in enumerate(row.options)
        ]
        for name, amount in row.prices:
            at = lists.columns[name]
            place = (at.channel.id, at.currency, at.price_list_id)
            prices.append((row.row, new_id(), variant, *place, amount))
    return Staged(rows, barcodes, options, prices)


def _staged(judged_row: Judged, ids: tuple[UUID, UUID], *, known: Known, tree: Tree) -> StagedRow:
    row = judged_row.row
    place = None
    if row.category is not None and judged_row.leads:
        place = known.category_paths.get(row.category) or tree.place_of(row.category)
    tax_class = None if row.tax_class is None else known.tax_classes.get(row.tax_class)
    return StagedRow(
        row=row.row,
        sku=row.sku,
        product=judged_row.product,
        title=row.title,
        variant_title=row.variant_title,
        suffix="".join(f", {value}" for _name, value in row.options),
        description=row.description,
        brand=row.brand,
        place=place,
        tax_class=tax_class,
        unit=row.unit,
        weight=row.weight_grams,
        product_id=ids[0],
        variant_id=ids[1],
        adds_product=judged_row.product_id is None,
        adds_variant=judged_row.variant_id is None,
        leads=judged_row.leads,
    )
