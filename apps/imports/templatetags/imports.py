"""Where other pages point to an import."""

from django import template
from django.urls import reverse

from apps.imports import queries

register = template.Library()


@register.simple_tag
def import_address(problem, user) -> str:
    """The import from which a problem came, at the rows like its own; "" for a reader who may not open it."""
    row = queries.row_of(problem, user)
    return f"{reverse('import_batch', args=[row.batch_id])}?group={row.outcome}#rows" if row else ""
