"""Reading about imports: whose ledger rows may go into, what a batch holds, what waits to be carried on."""

import datetime as dt

from django.db.models import Exists, F, Min, OuterRef, Subquery

from apps.accounts.roles import TOWNSHIP, Role
from apps.common.scoping import under
from apps.imports.models import ImportBatch, ImportRow
from apps.imports.words import FIELD_LABELS, Outcome, Status
from apps.problems.models import Attachment, Problem
from apps.territory import queries as territory
from apps.territory.levels import Level, cut, level_of

# Who may bring a list (PAGES.md), and into the ledger of which places: where that post is held.
IMPORTERS = TOWNSHIP | {Role.COUNTY_STAFF}
STRANDED_AFTER = dt.timedelta(minutes=1)


def posts_for_importing(user) -> list:
    return [post for post in user.current_posts if post.role in IMPORTERS]


def places_for_importing(user, county_code: str) -> tuple[str, ...]:
    """Codes of the places into whose ledger this person may write; without a person (the command line), the county."""
    if user is None:
        return (county_code,)
    return tuple({post.division_id for post in posts_for_importing(user) if post.division_id.startswith(county_code)})


def township_name(code: str) -> str:
    if level_of(code) == Level.COUNTY:
        return ""
    township = cut(code, Level.TOWNSHIP)
    return territory.names([township]).get(township, "")


def batches_of(user):
    """Lists of the places in which somebody holds a post that may import: seeing a place in another post is not enough."""
    places = [post.division_id for post in posts_for_importing(user)]
    return ImportBatch.objects.visible_to(user).filter(under("division_code", places)).select_related("uploaded_by")


def stranded(now):
    """Imports that nobody seems to be at work on: the worker died, or the broker did not take the order."""
    before = now - STRANDED_AFTER
    batches = ImportBatch.objects.everywhere("carry on what was interrupted")
    return batches.filter(status__in=[Status.COMMITTING, Status.UNDOING], asked_at__lt=before) | batches.filter(
        status=Status.RECEIVED, uploaded_at__lt=before
    )


def counts_of(outcomes: dict, photos: int = 0) -> dict[str, int]:
    """The numbers of the contract's section 9 from the number of rows with each outcome, those refused, and photos."""
    return {
        "created": outcomes.get(Outcome.CREATED, 0),
        "updated": outcomes.get(Outcome.UPDATED, 0),
        "unchanged": outcomes.get(Outcome.UNCHANGED, 0),
        "duplicates": outcomes.get(Outcome.DUPLICATE, 0),
        "refused": outcomes.get(Outcome.REFUSED, 0),
        "conflicts": outcomes.get(Outcome.CONFLICT, 0),
        "photos": photos,
    }


def label_of(column: str) -> str:
    """The Chinese name of a column of the ledger, as it stands in recorded changes."""
    return FIELD_LABELS.get(column) or str(Problem._meta.get_field(column).verbose_name)


def township_column(headers: dict) -> str:
    """The letter of the column that is taken as the township; "" when the list has none."""
    return next((letter for letter, (_, field) in headers.items() if field == "township"), "")


def gazetteer_of(batch) -> list[tuple[str, str, str]]:
    return territory.gazetteer_rows(batch.county_code, on=batch.today)


def twins_of(batch, user):
    """Earlier imports of the very same file that this person sees."""
    earlier = batches_of(user).filter(sha256=batch.sha256, county_code=batch.county_code)
    return earlier.filter(status=Status.COMMITTED, pk__lt=batch.pk).select_related("asked_by").order_by("-pk")[:3]


def worked_on(batch):
    """Rows whose problems somebody has changed since the import; an undoing leaves them as they are."""
    done = batch.rows.filter(outcome__in=[Outcome.CREATED, Outcome.UPDATED], target__undone=False)
    changed = done.exclude(target__problem__version=F("target__version"))
    return changed.select_related("target__problem").order_by("position")


def pictures_to_keep(batch):
    """(checksum, member) of pictures that go in with their rows and are no evidence yet, each once."""
    rows = batch.rows.filter(outcome__in=[Outcome.CREATED, Outcome.UPDATED])
    waiting = batch.pictures.filter(trouble="", photo=None, position__in=rows.values("position"))
    its_problem = batch.rows.filter(position=OuterRef("position")).values("target__problem")[:1]
    known = Attachment.objects.filter(problem=OuterRef("its_problem"), photo__sha256=OuterRef("sha256"))
    new = waiting.annotate(its_problem=Subquery(its_problem)).exclude(Exists(known))
    return new.values_list("sha256").annotate(Min("member")).order_by("sha256")


def thumbnail(batch, sha256: str) -> bytes:
    """b"" when there is none."""
    kept = batch.pictures.filter(sha256=sha256).exclude(thumbnail=b"").values_list("thumbnail", flat=True).first()
    return bytes(kept or b"")


def pictures_beside(batch, rows) -> dict[int, list]:
    """{position: pictures} of the rows of a page."""
    beside = {}
    shown = batch.pictures.filter(position__in=[row.position for row in rows]).defer("thumbnail")
    for picture in shown.order_by("pk"):
        beside.setdefault(picture.position, []).append(picture)
    return beside


def row_of(problem, user):
    """The row of the import from which a problem came, for a person who may open that import; else None."""
    batch = problem.origin.get("batch")
    if not batch or not posts_for_importing(user) or not batches_of(user).filter(pk=batch).exists():
        return None
    return ImportRow.objects.filter(batch=batch, target__problem=problem).order_by("-position").first()
