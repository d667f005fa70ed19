"""Locks that PostgreSQL keeps by number: who holds one is alone at a kind of work. All kinds stand here, so that no two
share a number; a worker who dies lets go of his."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum

from django.db import connection


class Lock(IntEnum):
    """First halves of the two-part keys; the second half says which one of the kind."""

    EXPORT = 61
    SEALING = 62
    LIST_IMPORT = 7301
    COUNTY = 7302
    TABLE_IMPORT = 7303


def is_free(lock: Lock, which: int = 0) -> bool:
    """Take it until the transaction ends, unless somebody else has it."""
    return _asked("pg_try_advisory_xact_lock", lock, which)


def wait_for(lock: Lock, which: int) -> None:
    """Take it until the transaction ends; whoever has it goes first."""
    _asked("pg_advisory_xact_lock", lock, which)


@contextmanager
def held(lock: Lock, which: int) -> Iterator[bool]:
    """Whether it was free; then it is held to the end of the block, whatever transactions end in between."""
    free = _asked("pg_try_advisory_lock", lock, which)
    try:
        yield free
    finally:
        if free:
            _asked("pg_advisory_unlock", lock, which)


def _asked(function, lock, which):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s, %s)", [lock.value, which % 2**31])
        return cursor.fetchone()[0]
