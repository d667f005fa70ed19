"""Django's connection to PostgreSQL, with two changes: a health check that asks only when in doubt, and prepared statements."""

import select
import sys

from django.db.backends.postgresql import base


class PreparedCursor(base.ServerBindingCursor):
    """Its statements are parsed and planned once a connection, not once a call."""

    def execute(self, statement, values=None):
        return super().execute(statement, values, prepare=True)


class DatabaseOperations(base.DatabaseOperations):
    def last_executed_query(self, cursor, sql, params):
        """For logs and tests that count statements: psycopg forgets the text of a prepared one."""
        if isinstance(cursor, PreparedCursor):
            return self.compose_sql(sql, params)
        return super().last_executed_query(cursor, sql, params)


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = DatabaseOperations

    def get_connection_params(self):
        # psycopg prepares nothing at all without a threshold; with this one only what is asked for.
        return super().get_connection_params() | {"prepare_threshold": sys.maxsize}

    def is_usable(self):
        """A server that ends a connection says so, and then there is something to read where an idle one is silent."""
        return self._is_silent() or super().is_usable()

    def _is_silent(self) -> bool:
        if self.connection is None or self.connection.closed or self.errors_occurred:
            return False
        watch = select.poll()
        watch.register(self.connection.fileno(), select.POLLIN)
        return not watch.poll(0)

    def prepared_cursor(self):
        """For statements that many requests ask: the same text each time, values apart. Not for text made on the way."""
        self.close_if_health_check_failed()
        self.ensure_connection()
        with self.wrap_database_errors:
            return self._prepare_cursor(PreparedCursor(self.connection))
