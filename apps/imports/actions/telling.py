"""Telling how far long work is while its transaction is still open."""

from contextlib import contextmanager

from django.db import DatabaseError, connection


@contextmanager
def progress(model, pk):
    """Gives `tell(done, total=None, started_at=None)`, which writes on a connection of its own: what a transaction
    writes nobody sees before its end."""
    other = connection.copy()

    def tell(done, total=None, started_at=None):
        try:
            with other.cursor() as cursor:
                cursor.execute("SET lock_timeout = '500ms'")
                cursor.execute(
                    f"UPDATE {model._meta.db_table} SET stage = 'running', steps_done = %s, "  # noqa: S608
                    "steps_total = coalesce(%s, steps_total), started_at = coalesce(%s, started_at) WHERE id = %s",
                    [done, total, started_at, pk],
                )
        except DatabaseError:
            # A bar that stands still is no reason to lose the work.
            other.close()

    try:
        yield tell
    finally:
        other.close()
