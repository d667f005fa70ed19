"""Reading people and units for the administrator of a county."""

from django.db.models import Q
from django.db.models.functions import Length

from apps.accounts.models import Post, User
from apps.common.models import AuditEntry
from apps.territory.models import Organisation


def people_of(county_code: str):
    """Everybody who holds or held a post in the county."""
    return User.objects.filter(pk__in=Post.objects.filter(division__code__startswith=county_code).values("person_id"))


def search_people(county_code: str, words: str):
    people = people_of(county_code).order_by("full_name", "pk")
    if words:
        people = people.filter(
            Q(full_name__icontains=words)
            | Q(username__icontains=words)
            | Q(posts__organisation__name__icontains=words)
            | Q(posts__division__name__icontains=words)
        ).distinct()
    return people.prefetch_related("posts__organisation", "posts__division")


def units_of(county_code: str):
    """Units of a county: those of the county itself first, then township by township."""
    units = Organisation.objects.filter(division__code__startswith=county_code).select_related("division", "parent")
    return units.annotate(depth=Length("division_id")).order_by("division_id", "kind", "name")


def unit_choices(county_code: str) -> list[tuple[str, list[tuple[int, str]]]]:
    """Units grouped for a menu: county, then one group a township with its offices and villages."""
    groups: dict[str, list] = {}
    names = {"": "县级"}
    for unit in units_of(county_code):
        code = unit.division_id[:9] if len(unit.division_id) >= 9 else ""
        if unit.division_id == code:
            names[code] = unit.division.name
        groups.setdefault(code, []).append((unit.pk, unit.name))
    return [(names.get(code, code), groups[code]) for code in sorted(groups)]


def trail_of(county_code: str, *, words="", action=""):
    """The audit trail of a county; entries without a place are those of signing in, and belong to its people."""
    people = people_of(county_code).values("pk")
    trail = AuditEntry.objects.filter(
        Q(division_code__startswith=county_code) | Q(division_code="", actor_id__in=people)
    )
    if action:
        trail = trail.filter(action=action)
    if words:
        trail = trail.filter(Q(actor_name__icontains=words) | Q(object_label__icontains=words))
    return trail
