"""Reading about filled-in templates: whose they are, what they hold, what waits to be carried on."""

from django.db.models import Q

from apps.accounts.models import User
from apps.common.scoping import under
from apps.imports.queries import STRANDED_AFTER
from apps.imports.tables.models import TableImport
from apps.imports.tables.register import KINDS, kinds_for, posts_for
from apps.imports.tables.setting import Setting
from apps.imports.words import Outcome, Status

_NONE = "!"  # what Django writes in front of a hash that no password has
DONE = [Outcome.CREATED, Outcome.UPDATED]


def tables_of(user, kind=None):
    """Imports that somebody may open: of each kind those in the places of the very posts that may import it."""
    allowed = Q(pk__in=[])
    for one in [kind] if kind else kinds_for(user):
        places = [post.division_id for post in posts_for(user, one)]
        allowed |= Q(kind=one.key) & under("division_code", places)
    return TableImport.objects.visible_to(user).filter(allowed).select_related("uploaded_by")


def kind_of(table):
    return KINDS[table.kind]


def setting_of(user, kind, *, at, today) -> Setting:
    """Who imports and where, for a template or an upload."""
    place = posts_for(user, kind)[0].division_id
    return Setting(user, at, today, place[:6], place, {})


def setting_of_table(table, *, by, at, today) -> Setting:
    origin = {"table": table.pk, "file": table.file_name}
    return Setting(by, at, today, table.county_code, table.division_code, origin, since=table.committed_at)


def twins_of(table, user):
    """Earlier imports of the very same file that this person sees."""
    earlier = tables_of(user).filter(kind=table.kind, sha256=table.sha256, county_code=table.county_code)
    return earlier.filter(status=Status.COMMITTED, pk__lt=table.pk).select_related("asked_by").order_by("-pk")[:3]


def stranded(now):
    before = now - STRANDED_AFTER
    tables = TableImport.objects.everywhere("carry on what was interrupted")
    return tables.filter(status__in=[Status.COMMITTING, Status.UNDOING], asked_at__lt=before) | tables.filter(
        status=Status.RECEIVED, uploaded_at__lt=before
    )


def to_take_back(table):
    """Rows that an undoing has to look at, the last first: what came later may hang on what came before."""
    return table.rows.filter(outcome__in=DONE, undone=False).order_by("-position")


def without_password(table):
    """People whom this import brought and who have no password yet."""
    return _people_of(table).filter(password__startswith=_NONE).order_by("pk")


def with_initial_password(table):
    """People whom this import brought, who have an initial password and have not signed in with it."""
    return _people_of(table).exclude(password__startswith=_NONE).filter(last_login=None).order_by("pk")


def _people_of(table):
    opened = table.rows.filter(undone=False, details__has_key="opened").values_list("details__opened", flat=True)
    return User.objects.filter(pk__in=list(opened), must_change_password=True, is_active=True)
