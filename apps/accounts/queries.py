"""Reading people and units: who is signed in, and what the administrator of a county sees."""

from django.db import connection
from django.db.models import Q

from apps.accounts.models import Post, User, widest_first
from apps.common import statements
from apps.common.models import AuditEntry
from apps.territory.models import Division, Organisation, OrganisationAlias


def people_of(county_code: str):
    """Everybody who holds or held a post in the county."""
    return User.objects.filter(pk__in=Post.objects.filter(division__code__startswith=county_code).values("person_id"))


def search_people(county_code: str, words: str):
    """People in whose name, account, unit or place every one of the words is found."""
    people = people_of(county_code)
    for word in words.split():
        posts = Post.objects.filter(Q(organisation__name__icontains=word) | Q(division__name__icontains=word))
        people = people.filter(
            Q(full_name__icontains=word) | Q(username__icontains=word) | Q(pk__in=posts.values("person_id"))
        )
    return people.prefetch_related("posts__organisation", "posts__division")


def units_of(county_code: str):
    """Units of a county: those of the county itself first, then township by township."""
    units = Organisation.objects.filter(division__code__startswith=county_code).select_related("division")
    return units.order_by("division_id", "kind", "name")


def search_units(county_code: str, words: str):
    """Units in whose name or other names every one of the words is found."""
    units = units_of(county_code)
    for word in words.split():
        aliases = OrganisationAlias.objects.filter(name__icontains=word)
        units = units.filter(Q(name__icontains=word) | Q(pk__in=aliases.values("organisation_id")))
    return units.prefetch_related("aliases")


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
    """The audit trail of a county, with what belongs to no place: the system's own acts, unknown account names."""
    trail = AuditEntry.objects.filter(Q(division_code__startswith=county_code) | Q(division_code="", actor_id=None))
    if action:
        trail = trail.filter(action=action)
    for word in words.split():
        trail = trail.filter(Q(actor_name__icontains=word) | Q(object_label__icontains=word))
    return trail


# --- Who is signed in: asked by every request, so one statement that nobody has to compile ---

_PARTS = {"person": User, "post": Post, "unit": Organisation, "place": Division}
_COLUMNS = {part: [field.attname for field in model._meta.concrete_fields] for part, model in _PARTS.items()}
_AT_WORK = """
select {columns} from accounts_user person
join accounts_post post on post.person_id = person.id
join territory_organisation unit on unit.id = post.organisation_id
join territory_division place on place.code = post.division_id
where person.id = %(person)s and person.is_active
  and post.valid_from <= %(on)s and (post.valid_until is null or post.valid_until > %(on)s)
""".format(columns=", ".join(f'{part}."{column}"' for part, columns in _COLUMNS.items() for column in columns))


def at_work(user_id, on) -> User | None:
    """The person with the posts in force on the day; None without any, or when the account is shut."""
    found = [_made(row) for row in statements.rows(_AT_WORK, {"person": user_id, "on": on})]
    if not found:
        return None
    person = found[0][0]
    person.current_posts = widest_first(post for _, post in found)
    return person


def _made(row) -> tuple[User, Post]:
    made, start = [], 0
    for part, model in _PARTS.items():
        end = start + len(_COLUMNS[part])
        made.append(model.from_db(connection.alias, _COLUMNS[part], row[start:end]))
        start = end
    person, post, post.organisation, post.division = made
    post.person = person
    return person, post
