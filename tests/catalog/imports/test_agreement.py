"""A check tells exactly what an import does, and an import writes what the operations write."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guildhall.catalog.models import (
    Barcode,
    Category,
    Option,
    OptionValue,
    Product,
    Variant,
    VariantOption,
)
from guildhall.catalog.operations import (
    add_barcode,
    add_variant,
    archive_product,
    carrying,
    change_product,
    change_variant,
    create_product,
    open_category,
    set_options,
)
from guildhall.catalog.queries import price_variants
from guildhall.catalog.queries.imports import get_import, list_faults
from guildhall.catalog.types import (
    Axis,
    ProductDraft,
    ProductEdit,
    VariantDraft,
    VariantEdit,
)
from guildhall.catalog.types.imports import Tally
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope
from tests.factories.company import Company, make_company
from tests.factories.sheets import MAPPING, checked, csv_of, imported, now, unit_code

HEADINGS = tuple(MAPPING)
FEW = 10

row = st.tuples(
    st.sampled_from(["APPLE", "BREAD", "S-1", "S-2", "N-1", "N-2", "N-3", "", "X Y"]),
    st.sampled_from(["", "", "SHIRT", "N", "N-1", "APPLE"]),
    st.sampled_from(["", "Name", "Other", "#REF!"]),
    st.sampled_from(["", "House", "Brand"]),
    st.sampled_from(["", "Food", "Food > Fruit", "/nowhere/"]),
    st.sampled_from(["", "", "96385074", "20000011", "20000028", "20000029"]),
    st.sampled_from(["", "", "Red", "Blue"]),
    st.sampled_from(["", "", "S", "L"]),
    st.sampled_from(["", "", "each", "kg"]),
    st.sampled_from(["", "100", "x"]),
    st.sampled_from(["", "2.50", "3", "-1"]),
)


@pytest.fixture
def shop(alpha: Scope, stamp: Stamp) -> Company:
    """Open a shop with a product that has an option, and one that is archived."""
    company = make_company(stamp=stamp)
    create_product(
        ProductDraft(code="SHIRT", title="Shirt", options=(Axis("Color", ("Red",)),)), stamp=stamp
    )
    add_barcode("BREAD", barcode=unit_code("96385074"), stamp=stamp)
    archive_product("EGGS", stamp=stamp)
    return company


@settings(
    max_examples=FEW,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(rows=st.lists(row, min_size=1, max_size=12), at_once=st.sampled_from([1, 3, 50]))
def test_a_check_tells_exactly_what_an_import_does(
    rows: list[tuple[str, ...]], at_once: int, shop: Company, stamp: Stamp
) -> None:
    """Over files with everything wrong in them, in chunks of any size."""
    data = csv_of(HEADINGS, [("GOOD", "", "Good", *[""] * 8), *rows])
    with transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(carrying, "AT_ONCE", at_once)
        foreseen = checked(data, stamp=stamp)
        faults = list_faults(foreseen.id)

        card = imported(data, stamp=stamp)
        again = imported(data, stamp=stamp)

        assert card.tally == foreseen.checked == card.checked
        assert list_faults(card.id) == faults
        # Where a row was wrong, what others brought may have made it right.
        assert again.tally == again.checked
        assert card.tally.failed or again.tally == Tally(
            unchanged=card.tally.added + card.tally.changed + card.tally.unchanged
        )
        assert get_import(foreseen.id).is_trial
        transaction.set_rollback(True)


def said_of(model: type[Product] | type[Variant]) -> list[str]:
    """Return the columns of a model that say the same however a row was written."""
    names = {"id", "updated_at", "place_id", "product_id", "combination"}
    columns = [field.attname for field in model._meta.concrete_fields]
    return [name for name in columns if name not in names]


def what_lies_there() -> dict[str, Any]:
    """Return everything that is said of products, but keys and moments."""
    columns, own = said_of(Product), said_of(Variant)
    products = Product.objects.order_by("code")
    chosen = VariantOption.objects.order_by("variant__sku", "option__position")
    return {
        "products": list(products.values(*columns, "place__path")),
        "variants": list(Variant.objects.order_by("sku").values(*own, "product__code")),
        "barcodes": list(
            Barcode.objects.order_by("code").values(
                "code", "variant__sku", "packaging", "factor", "is_legacy"
            )
        ),
        "options": list(
            Option.objects.order_by("product__code", "position").values(
                "product__code", "name", "position"
            )
        ),
        "values": list(
            OptionValue.objects.order_by("option__name", "position").values(
                "option__name", "value", "position"
            )
        ),
        "chosen": list(chosen.values("variant__sku", "option__name", "value__value")),
        "tree": list(
            Category.objects.order_by("path").values("code", "title", "path", "position")
        ),
        "combinations": {
            sku: sorted(combination.split(",")) != [""]
            for sku, combination in Variant.objects.values_list("sku", "combination")
        },
    }


def write_by_hand(stamp: Stamp) -> None:
    open_category("food", title="Food", stamp=stamp)
    open_category("fruit", title="Fruit", parent="food", stamp=stamp)
    create_product(
        ProductDraft(code="FIG", title="Figs", brand="House", category="fruit", unit="kg"),
        stamp=stamp,
    )
    change_variant("FIG", values=VariantEdit(weight_grams=250), stamp=stamp)
    add_barcode("FIG", barcode=unit_code("4006381333931"), stamp=stamp)
    open_category("hats", title="Hats", stamp=stamp)
    axes = (Axis("Color", ("Red",)), Axis("Size", ("S",)))
    create_product(
        ProductDraft(code="CAP", title="Cap", brand="House", category="hats", options=axes),
        stamp=stamp,
    )
    Variant.objects.filter(sku="CAP-RED-S").update(sku="CAP-RED")
    set_options("CAP", axes=(Axis("Color", ("Red", "Blue")), Axis("Size", ("S",))), stamp=stamp)
    blue = VariantDraft(
        sku="CAP-BLUE", options=(("Color", "Blue"), ("Size", "S")), weight_grams=90
    )
    add_variant("CAP", draft=blue, stamp=stamp)
    add_barcode("CAP-BLUE", barcode=unit_code("20000011"), stamp=stamp)
    change_by_hand(stamp)


def change_by_hand(stamp: Stamp) -> None:
    set_options("SHIRT", axes=(Axis("Color", ("Red", "Blue")),), stamp=stamp)
    add_variant(
        "SHIRT", draft=VariantDraft(sku="S-BLUE", options=(("Color", "Blue"),)), stamp=stamp
    )
    edit = ProductEdit(title="Red apple", brand="Orchard", category="fruit")
    change_product("APPLE", values=edit, stamp=stamp)
    change_variant("APPLE", values=VariantEdit(weight_grams=150), stamp=stamp)


def test_an_import_writes_what_the_operations_write(shop: Company, stamp: Stamp) -> None:
    rows = [
        ("FIG", "", "Figs", "House", "Food > Fruit", "4006381333931", "", "", "kg", "250", ""),
        ("CAP-RED", "CAP", "Cap", "House", "Hats", "", "Red", "S", "", "", ""),
        ("CAP-BLUE", "CAP", "", "", "", "20000011", "Blue", "S", "", "90", ""),
        ("S-BLUE", "SHIRT", "", "", "", "", "Blue", "", "", "", ""),
        ("APPLE", "", "Red apple", "Orchard", "Food > Fruit", "", "", "", "", "150", ""),
    ]
    with transaction.atomic():
        assert imported(csv_of(HEADINGS, rows), stamp=stamp).tally.failed == 0
        by_file = what_lies_there()
        transaction.set_rollback(True)

    write_by_hand(stamp)

    by_hand = what_lies_there()

    assert {name: by_file[name] == by_hand[name] for name in by_hand} == dict.fromkeys(
        by_hand, True
    ), {name: (by_file[name], by_hand[name]) for name in by_hand if by_file[name] != by_hand[name]}


def test_prices_of_a_file_are_those_that_orders_take(shop: Company, stamp: Stamp) -> None:
    channel = shop.site.channel

    from_file = imported(csv_of(("SKU", "Price"), [("APPLE", "9.99")]), stamp=stamp)

    assert from_file.tally == Tally(changed=1)
    priced = price_variants(
        [("APPLE", Decimal(1))], channel=channel, currency=channel.currency, at=now()
    )
    assert priced["APPLE"].price.amount == Decimal("9.99")
