"""Empties the database after a test that committed. Django's way truncates every table and makes the permissions anew."""

from django.db import connections
from django.test import TransactionTestCase

# What migrations and their signals fill once, and no test changes.
KEPT = ("django_content_type", "auth_permission")

# Most tests fill a few tables with a few rows: looking is quicker than truncating, which makes new files for each index.
_EMPTY = """
DO $$
DECLARE
    name text;
    filled boolean;
BEGIN
    SET LOCAL session_replication_role = replica;  -- no order of tables, nobody notified
    FOREACH name IN ARRAY {tables} LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %I)', name) INTO filled;
        IF filled THEN
            EXECUTE format('DELETE FROM %I', name);
        END IF;
    END LOOP;
END $$
"""


def _fixture_teardown(case: TransactionTestCase) -> None:
    for alias in case._databases_names(include_mirrors=False):
        db = connections[alias]
        tables = set(db.introspection.django_table_names(only_existing=True, include_views=False))
        with db.cursor() as cursor:
            cursor.execute(_EMPTY.format(tables=f"'{{{','.join(sorted(tables.difference(KEPT)))}}}'::text[]"))


def install() -> None:
    """Empty quickly after every test of this process."""
    TransactionTestCase._fixture_teardown = _fixture_teardown
