from django.db import migrations

# The backend's schema editor makes none any more: docs/decisions/0020.
DROP = r"""
DO $$
DECLARE found name;
BEGIN
    FOR found IN SELECT c.relname FROM pg_class c JOIN pg_index i ON i.indexrelid = c.oid
        WHERE c.relnamespace = current_schema()::regnamespace AND c.relname LIKE '%\_like'
          AND NOT i.indisunique
    LOOP
        EXECUTE format('DROP INDEX %I', found);
    END LOOP;
END $$
"""


class Migration(migrations.Migration):
    """Drop the indexes that Django adds to text columns for patterns that begin with a text."""

    dependencies = [("kernel", "0001_initial")]

    operations = [migrations.RunSQL(DROP, migrations.RunSQL.noop)]
