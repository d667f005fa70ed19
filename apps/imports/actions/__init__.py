"""Everything that changes an import. The ledger itself is written by apps.problems.actions."""

from apps.imports.actions.committing import carry_out, commit, confirm, request_commit
from apps.imports.actions.correcting import choose_columns, choose_sides, correct_cells, drop, is_too_long_to_correct
from apps.imports.actions.receiving import preview, read, read_once, receive, receive_from
from apps.imports.actions.undoing import can_be_undone, carry_out_undo, request_undo, undo

__all__ = [
    "can_be_undone",
    "carry_out",
    "carry_out_undo",
    "choose_columns",
    "choose_sides",
    "commit",
    "confirm",
    "correct_cells",
    "drop",
    "is_too_long_to_correct",
    "preview",
    "read",
    "read_once",
    "receive",
    "receive_from",
    "request_commit",
    "request_undo",
    "undo",
]
