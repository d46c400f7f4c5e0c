"""The tree and the tax classes take over from the words of before them.

A text that no root of the tree is called opens one, whatever its letters' case; a rate without a
class gets a class of its own. Only the old columns' values stay behind, and 0010 drops them.
"""

from django.db import migrations

WHY = (
    "the columns stay, with defaults for code that does not write them; code of before finds every"
    " product by its place and its class, which it asks first"
)
DEFAULTS = (
    "ALTER TABLE catalog_product ALTER COLUMN category SET DEFAULT '',"
    " ALTER COLUMN tax_rate SET DEFAULT 0"
)
NO_DEFAULTS = (
    "ALTER TABLE catalog_product ALTER COLUMN category DROP DEFAULT,"
    " ALTER COLUMN tax_rate DROP DEFAULT"
)
PLACES = """
INSERT INTO catalog_category (id, code, title, parent_id, path, position, updated_at)
SELECT gen_random_uuid(), code, title, NULL, '/' || code || '/', place, statement_timestamp()
FROM (
    SELECT title, row_number() OVER (ORDER BY title) AS place, CASE
        WHEN slug <> '' AND count(*) OVER (PARTITION BY slug) = 1
            AND NOT EXISTS (SELECT FROM catalog_category AS other WHERE other.code = slug)
        THEN slug ELSE concat_ws('-', nullif(slug, ''), left(md5(lower(title)), 12)) END AS code
    FROM (
        SELECT title, btrim(left(lower(regexp_replace(title, '[^A-Za-z0-9]+', '-', 'g')), 50), '-')
            AS slug
        FROM (
            SELECT min(btrim(left(btrim(category), 120))) AS title FROM catalog_product
            WHERE place_id IS NULL AND btrim(category) <> ''
            GROUP BY lower(btrim(left(btrim(category), 120)))
        ) AS said
        WHERE NOT EXISTS (
            SELECT FROM catalog_category AS root
            WHERE root.parent_id IS NULL AND lower(root.title) = lower(said.title))
    ) AS slugged
) AS coded
"""
PLACED = """
UPDATE catalog_product AS product SET place_id = root.id, updated_at = statement_timestamp()
FROM (
    SELECT DISTINCT ON (lower(title)) id, lower(title) AS said FROM catalog_category
    WHERE parent_id IS NULL ORDER BY lower(title), path
) AS root
WHERE product.place_id IS NULL AND btrim(product.category) <> ''
    AND root.said = lower(btrim(left(btrim(product.category), 120)))
"""
CLASSES = """
INSERT INTO catalog_taxclass (id, code, title)
SELECT gen_random_uuid(), 'carried-' || replace(trim_scale(rate * 100)::text, '.', '-'),
    trim_scale(rate * 100)::text || ' %'
FROM (
    SELECT DISTINCT tax_rate AS rate FROM catalog_product
    WHERE tax_class_id IS NULL AND tax_rate > 0
) AS borne
ON CONFLICT (code) DO NOTHING
"""
RATES = """
INSERT INTO catalog_taxrate (id, tax_class_id, region, rate, valid_from)
SELECT gen_random_uuid(), held.id, '', rate, DATE '1970-01-01'
FROM (
    SELECT DISTINCT tax_rate AS rate FROM catalog_product
    WHERE tax_class_id IS NULL AND tax_rate > 0
) AS borne
JOIN catalog_taxclass AS held
    ON held.code = 'carried-' || replace(trim_scale(rate * 100)::text, '.', '-')
ON CONFLICT (tax_class_id, region, valid_from) DO NOTHING
"""
CLASSED = """
UPDATE catalog_product AS product
SET tax_class_id = held.id, updated_at = statement_timestamp()
FROM catalog_taxclass AS held
WHERE product.tax_class_id IS NULL AND product.tax_rate > 0
    AND held.code = 'carried-' || replace(trim_scale(product.tax_rate * 100)::text, '.', '-')
"""
# A table with checks of keys still to come cannot be altered, and what follows may alter it.
CHECKED = ["SET CONSTRAINTS ALL IMMEDIATE", "SET CONSTRAINTS ALL DEFERRED"]


class Migration(migrations.Migration):
    dependencies = [("catalog", "0008_what_channels_show")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(DEFAULTS, NO_DEFAULTS, hints={"expands": WHY}),
                migrations.RunSQL(
                    [PLACES, PLACED, CLASSES, RATES, CLASSED, *CHECKED],
                    migrations.RunSQL.noop,
                    hints={"expands": WHY},
                ),
            ],
            state_operations=[
                migrations.RemoveConstraint("product", "catalog_tax_rate"),
                migrations.RemoveField("product", "category"),
                migrations.RemoveField("product", "tax_rate"),
            ],
        )
    ]
