"""Reading places and units."""

from apps.territory.levels import CODE_LENGTH, Level, cut
from apps.territory.models import Division, Organisation, OrganisationAlias


def townships(county_code: str, *, on):
    return Division.objects.in_force(on).filter(level=Level.TOWNSHIP, code__startswith=county_code)


def villages(code: str, *, on):
    """Villages of a township, or of a whole county."""
    return Division.objects.in_force(on).filter(level=Level.VILLAGE, code__startswith=code)


def names(codes) -> dict[str, str]:
    """Code -> name for the codes and all their ancestors, in one query."""
    wanted = {code[:length] for code in codes if code for length in CODE_LENGTH.values() if len(code) >= length}
    return dict(Division.objects.filter(code__in=wanted).values_list("code", "name"))


def place_name(code: str, known: dict[str, str]) -> str:
    """A place as people say it inside a county: 暨龙镇兴龙村; the county's own name when that is all there is."""
    parts = [known.get(cut(code, level), "") for level in (Level.TOWNSHIP, Level.VILLAGE, Level.GROUP)]
    return "".join(part for part in parts if part) or known.get(cut(code, Level.COUNTY), "")


def short_village(name: str) -> str:
    """兴龙村村民委员会 -> 兴龙村, 凤来社区居民委员会 -> 凤来社区: the place rather than its committee."""
    for ending, place in (
        ("社区居民委员会", "社区"),
        ("村村民委员会", "村"),
        ("村民委员会", "村"),
        ("居民委员会", "社区"),
        ("村委会", "村"),
        ("社区居委会", "社区"),
        ("居委会", "社区"),
    ):
        if name.endswith(ending) and len(name) > len(ending):
            return name.removesuffix(ending) + place
    return name


def full_name(code: str) -> str:
    """丰都县暨龙镇: from the county down; a city named 县 or 市辖区 is a code, not a name, and is left out."""
    known = names([code])
    if len(code) <= CODE_LENGTH[Level.COUNTY]:
        return known.get(code, "")
    return known.get(cut(code, Level.COUNTY), "") + place_name(code, known)


def gazetteer_rows(county_code: str, *, on) -> list[tuple[str, str, str]]:
    """(code, name, level) of a county with all above and below it, as the reader of lists wants them."""
    above = [county_code[:2], county_code[:4]]
    rows = Division.objects.in_force(on).filter(code__startswith=county_code)
    return [
        *Division.objects.filter(code__in=above).values_list("code", "name", "level"),
        *rows.exclude(level=Level.GROUP).values_list("code", "name", "level"),
    ]


class UnitFinder:
    """Finds the organisation that a name in a list means, without asking the database for each row."""

    def __init__(self, county_code: str):
        self._by_name = {}
        units = Organisation.objects.filter(division__code__startswith=county_code).order_by("pk")
        for pk, name, division in units.values_list("pk", "name", "division_id"):
            self._learn(name, division, pk)
        aliases = OrganisationAlias.objects.filter(organisation__division__code__startswith=county_code)
        for pk, name, division in aliases.values_list("organisation_id", "name", "organisation__division_id"):
            self._learn(name, division, pk)

    def _learn(self, name, division, pk):
        self._by_name.setdefault(name, {})[pk] = division

    def find(self, name: str | None, *, township_code: str = "") -> int | None:
        """The id of the one unit meant; among units of the same name the one of the township; None when in doubt."""
        if not name:
            return None
        candidates = self._by_name.get(name, {})
        if len(candidates) > 1:
            candidates = [pk for pk, place in candidates.items() if township_code and place.startswith(township_code)]
        return next(iter(candidates)) if len(candidates) == 1 else None
