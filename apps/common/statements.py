"""Statements written out by hand, for what every request or every phone asks: PostgreSQL keeps them prepared."""

from django.db import connection


def row(statement: str, values) -> tuple | None:
    with connection.prepared_cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()


def rows(statement: str, values) -> list[tuple]:
    with connection.prepared_cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()
