"""Rows are read for somebody: a scoped queryset refuses the database until it is told for whom.

A model says which field holds its division code (`scope_field`); visibility is a range of codes on a plain index.
Known limits: a condition that spans another model and an un-evaluated subquery are not seen here; such joins live in
`queries.py` and start from a scoped queryset.
"""

import contextlib
import contextvars

from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404

_uniqueness_check = contextvars.ContextVar("uniqueness_check", default=False)


class Unscoped(RuntimeError):
    """Somebody read or wrote rows without saying for whom."""


def code_after(prefix: str) -> str:
    """The end of the half-open range of codes that begin with the prefix (codes are compared bytewise)."""
    return prefix[:-1] + chr(ord(prefix[-1]) + 1)


def under(field: str, prefixes) -> models.Q:
    """The condition that a code lies under one of the prefixes; no prefix matches nothing."""
    condition = models.Q(pk__in=[])
    for prefix in prefixes:
        condition |= models.Q(**{f"{field}__gte": prefix, f"{field}__lt": code_after(prefix)})
    return condition


class ScopedQuerySet(models.QuerySet):
    scope = None

    # --- The three ways to say for whom ---

    def visible_to(self, user):
        condition = under(self.model.scope_field, user.division_codes) | self.also_visible_to(user)
        return self._named(f"user {user.pk}").filter(condition)

    def within(self, code: str):
        return self._named(f"division {code}").filter(under(self.model.scope_field, [code]))

    def everywhere(self, reason: str):
        return self._named(reason)

    def also_visible_to(self, user) -> models.Q:
        """What reaches a person by another way than the place, e.g. because it was given to the person's unit."""
        return models.Q(pk__in=[])

    # --- Keeping and asking for the scope ---

    def _named(self, scope):
        named = self._chain()
        named.scope = scope
        return named

    def _clone(self):
        clone = super()._clone()
        clone.scope = self.scope
        return clone

    def _require_scope(self):
        if self.scope is None and not _uniqueness_check.get():
            raise Unscoped(
                f"{self.model.__name__}: say .visible_to(user), .within(code) or .everywhere(reason) before reading."
            )

    def _require_both(self, *others):
        self._require_scope()
        for other in others:
            if isinstance(other, ScopedQuerySet):
                other._require_scope()

    # --- Every door to the database ---

    def _fetch_all(self):
        self._require_scope()
        super()._fetch_all()

    def count(self):
        self._require_scope()
        return super().count()

    def exists(self):
        self._require_scope()
        return super().exists()

    def aggregate(self, *args, **kwargs):
        self._require_scope()
        return super().aggregate(*args, **kwargs)

    def iterator(self, *args, **kwargs):
        self._require_scope()
        return super().iterator(*args, **kwargs)

    def aiterator(self, *args, **kwargs):
        self._require_scope()
        return super().aiterator(*args, **kwargs)

    def update(self, **kwargs):
        self._require_scope()
        return super().update(**kwargs)

    update.alters_data = True

    def delete(self):
        self._require_scope()
        return super().delete()

    delete.alters_data = True
    delete.queryset_only = True

    def raw(self, *args, **kwargs):
        self._require_scope()
        return super().raw(*args, **kwargs)

    def explain(self, *args, **kwargs):
        self._require_scope()
        return super().explain(*args, **kwargs)

    def bulk_update(self, *args, **kwargs):
        self._require_scope()
        return super().bulk_update(*args, **kwargs)

    def contains(self, obj):
        self._require_scope()
        return super().contains(obj)

    def union(self, *others, **kwargs):
        self._require_both(*others)
        return super().union(*others, **kwargs)

    def intersection(self, *others):
        self._require_both(*others)
        return super().intersection(*others)

    def difference(self, *others):
        self._require_both(*others)
        return super().difference(*others)

    def __or__(self, other):
        self._require_both(other)
        return super().__or__(other)

    def __and__(self, other):
        self._require_both(other)
        return super().__and__(other)

    def __xor__(self, other):
        self._require_both(other)
        return super().__xor__(other)


class ScopedManager(models.Manager.from_queryset(ScopedQuerySet)):
    """Hands out querysets that fail closed."""


class ScopedModel(models.Model):
    """A row that belongs to a place. Uniqueness is checked across all places on purpose."""

    scope_field = "division_code"
    objects = ScopedManager()

    class Meta:
        abstract = True

    def _perform_unique_checks(self, unique_checks):
        with _seeing_everything():
            return super()._perform_unique_checks(unique_checks)

    def validate_constraints(self, exclude=None):
        with _seeing_everything():
            super().validate_constraints(exclude=exclude)


@contextlib.contextmanager
def _seeing_everything():
    token = _uniqueness_check.set(True)
    try:
        yield
    finally:
        _uniqueness_check.reset(token)


def get_or_404(queryset, **conditions):
    """The one row of an already scoped queryset; what is out of sight does not exist."""
    try:
        return queryset.get(**conditions)
    except (queryset.model.DoesNotExist, ValidationError, ValueError, OverflowError):
        raise Http404 from None
