"""The ledger's rows, and what people keep beside it."""

from apps.problems.models.desk import ProblemExport, SavedView, export_name
from apps.problems.models.history import Attachment, ProblemEvent
from apps.problems.models.ledger import (
    FAR_AWAY,
    SOON_DAYS,
    Escalation,
    Problem,
    ProblemQuerySet,
    Supporting,
    is_due_soon,
    is_overdue,
)

__all__ = [
    "FAR_AWAY",
    "SOON_DAYS",
    "Attachment",
    "Escalation",
    "Problem",
    "ProblemEvent",
    "ProblemExport",
    "ProblemQuerySet",
    "SavedView",
    "Supporting",
    "export_name",
    "is_due_soon",
    "is_overdue",
]
