"""The statements of `staging`, over whole chunks of rows: docs/decisions/0033.

What a row does not say is NULL and changes nothing. A row counts as changed where one of its
values IS DISTINCT FROM what is there.
"""

from collections.abc import Mapping

from django.db.models import Model

from guildhall.catalog.models import Product, Variant
from guildhall.catalog.types import EACH

TABLES: Mapping[str, Mapping[str, str]] = {
    "incoming": {
        "row": "integer",
        "sku": "text",
        "product": "text",
        "title": "text",
        "variant_title": "text",
        "suffix": "text",
        "description": "text",
        "brand": "text",
        "place": "uuid",
        "tax_class": "uuid",
        "unit": "text",
        "weight": "integer",
        "product_id": "uuid",
        "variant_id": "uuid",
        "adds_product": "boolean",
        "adds_variant": "boolean",
        "leads": "boolean",
    },
    "incoming_barcode": {"row": "integer", "id": "uuid", "variant_id": "uuid", "code": "text"},
    "incoming_option": {
        "row": "integer",
        "variant_id": "uuid",
        "product_id": "uuid",
        "position": "integer",
        "name": "text",
        "value": "text",
        "option_id": "uuid",
        "value_id": "uuid",
        "chosen_id": "uuid",
    },
    "incoming_price": {
        "row": "integer",
        "id": "uuid",
        "variant_id": "uuid",
        "channel_id": "uuid",
        "currency": "text",
        "price_list_id": "uuid",
        "amount": "numeric",
    },
}
CREATE = "".join(
    f"CREATE TEMPORARY TABLE {table} ("
    + ", ".join(f"{name} {kind}" for name, kind in columns.items())
    + ") ON COMMIT DROP; "
    for table, columns in TABLES.items()
)
DROP = f"DROP TABLE {', '.join(f'pg_temp.{table}' for table in TABLES)}"

# Column of the table, and what says it.
PRODUCT = {
    "title": "title",
    "description": "description",
    "brand": "brand",
    "place_id": "place",
    "tax_class_id": "tax_class",
}
VARIANT = {"title": "variant_title", "weight_grams": "weight"}


def _differs(columns: Mapping[str, str]) -> str:
    return " OR ".join(
        f"(new.{says} IS NOT NULL AND new.{says} IS DISTINCT FROM old.{column})"
        for column, says in columns.items()
    )


def _sets(columns: Mapping[str, str]) -> str:
    return ", ".join(
        f"{column} = coalesce(new.{says}, old.{column})" for column, says in columns.items()
    )


_PRODUCTS = f"new.leads AND NOT new.adds_product AND ({_differs(PRODUCT)})"
_VARIANTS = f"NOT new.adds_variant AND ({_differs(VARIANT)})"
_SAME_SLOT = """
old.variant_id = new.variant_id AND old.channel_id = new.channel_id
AND old.currency = new.currency AND old.price_list_id IS NOT DISTINCT FROM new.price_list_id
AND old.min_quantity = 0
"""
# What `queries.slots.in_force` asks, for a whole chunk.
_PRICE_NOW = f"""
LEFT JOIN LATERAL (
    SELECT old.amount FROM catalog_price old WHERE {_SAME_SLOT}
    AND (old.valid_from IS NULL OR old.valid_from <= %(at)s)
    AND (old.valid_to IS NULL OR old.valid_to > %(at)s)
    ORDER BY old.valid_from DESC NULLS LAST LIMIT 1
) standing ON TRUE
"""  # noqa: S608 - a constant
# Names of columns, and nothing else, are put into these texts.
DIFFERS = {
    "products": f"""
        SELECT new.row FROM incoming new JOIN catalog_product old ON old.id = new.product_id
        WHERE {_PRODUCTS}""",  # noqa: S608
    "variants": f"""
        SELECT new.row FROM incoming new JOIN catalog_variant old ON old.id = new.variant_id
        WHERE {_VARIANTS}""",  # noqa: S608
    "barcodes": """
        SELECT DISTINCT new.row FROM incoming_barcode new
        LEFT JOIN catalog_barcode old ON old.code = new.code WHERE old.id IS NULL""",
    "options": """
        SELECT DISTINCT new.row FROM incoming_option new
        LEFT JOIN catalog_option axis ON axis.product_id = new.product_id AND axis.name = new.name
        LEFT JOIN catalog_variantoption old
        ON old.variant_id = new.variant_id AND old.option_id = axis.id
        WHERE old.id IS NULL""",
    "prices": f"""
        SELECT DISTINCT new.row FROM incoming_price new {_PRICE_NOW}
        WHERE standing.amount IS DISTINCT FROM new.amount""",  # noqa: S608
}
# Whoever changes anything of a product holds its row: operations.shelf.
LOCK = """
SELECT id FROM catalog_product WHERE id IN (
    SELECT product_id FROM incoming WHERE adds_variant OR row = ANY(%(rows)s)
) ORDER BY id FOR NO KEY UPDATE
"""


def _insert(model: type[Model], says: Mapping[str, str]) -> str:
    """Return an INSERT with what a row says, and the model's defaults for the rest."""
    said = dict(says)
    for field in model._meta.concrete_fields:
        if field.column in said or field.null or field.has_db_default():
            continue
        said[str(field.column)] = _literal(field.get_default())
    names = ", ".join(said)
    return f"INSERT INTO {model._meta.db_table} ({names}) SELECT {', '.join(said.values())} "


def _literal(value: object) -> str:
    return str(value).lower() if isinstance(value, bool | int) else f"'{value}'"


_NEW_PRODUCTS = _insert(
    Product,
    {
        "id": "product_id",
        "code": "product",
        "title": "coalesce(title, '')",
        "description": "coalesce(description, '')",
        "brand": "coalesce(brand, '')",
        "place_id": "place",
        "tax_class_id": "tax_class",
        "updated_at": "%(at)s",
    },
)
_NEW_VARIANTS = _insert(
    Variant,
    {
        "id": "new.variant_id",
        "product_id": "new.product_id",
        "sku": "new.sku",
        "title": "left(coalesce(new.variant_title, owner.title || new.suffix), 200)",
        "unit": f"coalesce(new.unit, '{EACH}')",
        "weight_grams": "new.weight",
        "position": """(
            SELECT count(*) FROM catalog_variant old WHERE old.product_id = new.product_id
        ) - 1 + row_number() OVER (PARTITION BY new.product_id ORDER BY new.row)""",
        "updated_at": "%(at)s",
    },
)
_NEW = f"""
{_NEW_PRODUCTS} FROM incoming WHERE adds_product AND leads ORDER BY product;
{_NEW_VARIANTS} FROM incoming new JOIN catalog_product owner ON owner.id = new.product_id
WHERE new.adds_variant ORDER BY new.sku
"""
# As `change_product` does: a variant without words of its own is called what its product is.
_RETITLE = """
UPDATE catalog_variant old SET title = new.title, updated_at = %(at)s
FROM incoming new JOIN catalog_product owner ON owner.id = new.product_id
WHERE old.product_id = owner.id AND old.title = owner.title AND old.combination = ''
AND new.leads AND new.row = ANY(%(rows)s) AND new.title IS NOT NULL
"""
_OPTIONS = (
    """
    INSERT INTO catalog_option (id, product_id, name, position)
    SELECT DISTINCT ON (new.product_id, new.name)
        new.option_id, new.product_id, new.name, new.position
    FROM incoming_option new WHERE new.row = ANY(%(rows)s) AND NOT EXISTS (
        SELECT 1 FROM catalog_option old
        WHERE old.product_id = new.product_id AND old.name = new.name
    ) ORDER BY new.product_id, new.name, new.row""",
    """
    INSERT INTO catalog_optionvalue (id, option_id, value, position)
    SELECT id, option_id, value, least(32767, coalesce((
            SELECT max(position) + 1 FROM catalog_optionvalue old
            WHERE old.option_id = found.option_id
        ), 0) - 1 + row_number() OVER (PARTITION BY option_id ORDER BY row))
    FROM (
        SELECT DISTINCT ON (axis.id, new.value)
            new.value_id AS id, axis.id AS option_id, new.value, new.row
        FROM incoming_option new
        JOIN catalog_option axis ON axis.product_id = new.product_id AND axis.name = new.name
        WHERE new.row = ANY(%(rows)s) AND NOT EXISTS (
            SELECT 1 FROM catalog_optionvalue old
            WHERE old.option_id = axis.id AND old.value = new.value
        ) ORDER BY axis.id, new.value, new.row
    ) found""",
    """
    INSERT INTO catalog_variantoption (id, variant_id, option_id, value_id)
    SELECT new.chosen_id, new.variant_id, axis.id, step.id
    FROM incoming_option new
    JOIN catalog_option axis ON axis.product_id = new.product_id AND axis.name = new.name
    JOIN catalog_optionvalue step ON step.option_id = axis.id AND step.value = new.value
    WHERE new.row = ANY(%(rows)s) AND NOT EXISTS (
        SELECT 1 FROM catalog_variantoption old
        WHERE old.variant_id = new.variant_id AND old.option_id = axis.id
    )""",
    """
    UPDATE catalog_variant old SET combination = found.combination
    FROM (
        SELECT variant_id, string_agg(
                replace(value_id::text, '-', ''), ',' ORDER BY replace(value_id::text, '-', '')
            ) AS combination
        FROM catalog_variantoption
        WHERE variant_id IN (SELECT variant_id FROM incoming_option WHERE row = ANY(%(rows)s))
        GROUP BY variant_id
    ) found WHERE old.id = found.variant_id""",
)
WRITES: Mapping[str, tuple[str, ...]] = {
    "new": (_NEW,),
    "products": (
        _RETITLE,
        f"""
        UPDATE catalog_product old SET {_sets(PRODUCT)}
        FROM incoming new WHERE old.id = new.product_id AND new.row = ANY(%(rows)s)
        AND {_PRODUCTS}""",  # noqa: S608
    ),
    "variants": (
        f"""
        UPDATE catalog_variant old SET {_sets(VARIANT)}
        FROM incoming new WHERE old.id = new.variant_id AND new.row = ANY(%(rows)s)
        AND {_VARIANTS}""",  # noqa: S608
    ),
    "barcodes": (
        """
        INSERT INTO catalog_barcode (id, code, variant_id)
        SELECT new.id, new.code, new.variant_id FROM incoming_barcode new
        LEFT JOIN catalog_barcode old ON old.code = new.code
        WHERE new.row = ANY(%(rows)s) AND old.id IS NULL ORDER BY new.code""",
    ),
    "options": _OPTIONS,
    "prices": (
        # As `price_batches.write_prices` does: the first price of a channel counts since ever.
        f"""
        INSERT INTO catalog_price (id, variant_id, channel_id, currency, amount, price_list_id,
            valid_from, source, source_reference)
        SELECT new.id, new.variant_id, new.channel_id, new.currency, new.amount,
            new.price_list_id, CASE WHEN new.price_list_id IS NULL AND NOT EXISTS (
                SELECT 1 FROM catalog_price old WHERE {_SAME_SLOT}
            ) THEN NULL ELSE %(at)s END, 'import', %(source)s
        FROM incoming_price new {_PRICE_NOW}
        WHERE new.row = ANY(%(rows)s) AND standing.amount IS DISTINCT FROM new.amount
        ORDER BY new.variant_id
        ON CONFLICT (variant_id, channel_id, currency, price_list_id, min_quantity, valid_from)
        DO UPDATE SET amount = EXCLUDED.amount, valid_to = NULL, cost = NULL,
            source = EXCLUDED.source, source_reference = EXCLUDED.source_reference""",  # noqa: S608
    ),
    "touch": (
        """
        UPDATE catalog_variant old SET updated_at = %(at)s FROM incoming new
        WHERE old.id = new.variant_id AND NOT new.adds_variant AND new.row = ANY(%(rows)s)""",
        """
        UPDATE catalog_product old SET updated_at = %(at)s WHERE old.id IN (
            SELECT product_id FROM incoming
            WHERE NOT (adds_product AND leads) AND (adds_variant OR row = ANY(%(rows)s))
        )""",
    ),
}
