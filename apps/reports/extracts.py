"""What the files of a report say about each record behind its figures, as it was when they were computed.

Problems are kept under their id, other records under kind and id. Persons are not named: figures are of units.
"""

from apps.assessments.subjects import Subject
from apps.inspections.models import Patrol, PatrolTask, Site, SpotCheck
from apps.inspections.queries import village_days
from apps.inspections.queries.grids import places_of
from apps.problems.models import Problem
from apps.territory import queries as territory

OF_PROBLEM = (
    "division_code", "title", "description", "category", "source", "lead_unit", "state", "created_at",
    "discovered_on", "deadline", "deadline_is_provisional", "completed_on", "closed_on",
)  # fmt: skip


def key_of(subject: Subject, pk) -> str:
    return str(pk) if subject == Subject.PROBLEM else f"{subject.value}:{pk}"


def of_records(division_code: str, ids: dict[Subject, set[int]]) -> dict[str, dict]:
    """Key -> words and days of a record, for every record of every kind; a statement or three for each kind."""
    return {
        key_of(subject, pk): extract
        for subject, read in _READERS.items()
        if ids.get(subject)
        for pk, extract in read(division_code, ids[subject])
    }


def _problems(division_code, ids):
    problems = list(Problem.objects.within(division_code).filter(pk__in=ids).only(*OF_PROBLEM).order_by("pk"))
    known = territory.names({problem.division_code for problem in problems})
    names = {code: territory.short_village(name) for code, name in known.items()}
    for problem in problems:
        yield (
            problem.pk,
            {
                "number": problem.number,
                "place": territory.place_name(problem.division_code, names),
                "heading": problem.heading,
                "category": problem.get_category_display(),
                "source": problem.get_source_display(),
                "unit": problem.lead_unit,
                "state": problem.get_state_display(),
                "discovered_on": problem.discovered_on,
                "deadline": problem.deadline,
                "completed_on": problem.completed_on,
                "closed_on": problem.closed_on,
                # Only where it is so: the extracts of all others stay byte for byte what they were.
                **({"provisional": True} if problem.deadline_is_provisional else {}),
            },
        )


def _patrols(division_code, ids):
    patrols = Patrol.objects.within(division_code).filter(pk__in=ids).order_by("pk")
    patrols = list(patrols.only("division_code", "day", "persons", "visit_count", "finding_count"))
    places = places_of([patrol.division_code for patrol in patrols])
    for patrol in patrols:
        yield (
            patrol.pk,
            {
                "number": patrol.reference,
                "place": places[patrol.division_code],
                "day": patrol.day,
                "persons": patrol.persons,
                "visits": patrol.visit_count,
                "found": patrol.finding_count,
            },
        )


def _tasks(division_code, ids):
    tasks = PatrolTask.objects.within(division_code).filter(pk__in=ids).order_by("pk")
    tasks = list(tasks.select_related("plan", "site"))
    places = places_of([task.division_code for task in tasks])
    for task in tasks:
        yield (
            task.pk,
            {
                "number": f"{task.plan.name}第{task.number}次",
                "place": places[task.division_code],
                "target": task.site.name if task.site_id else "",
                "due_on": task.due_on,
                "done_on": task.done_on,
            },
        )


def _sites(division_code, ids):
    """Also those that lie elsewhere by now: they counted where they lay then."""
    sites = Site.objects.everywhere("sites that the figures counted in the place").filter(pk__in=ids).order_by("pk")
    sites = list(sites.select_related("kind"))
    places = places_of([site.division_code for site in sites])
    for site in sites:
        yield (
            site.pk,
            {
                "number": site.number or f"D-{site.pk}",
                "name": site.name,
                "place": places[site.division_code],
                "kind": str(site.kind),
                "risk": site.get_risk_display(),
            },
        )


def _checks(division_code, ids):
    checks = SpotCheck.objects.within(division_code).filter(pk__in=ids).order_by("pk").select_related("site")
    checks = list(checks)
    places = places_of([check.division_code for check in checks])
    for check in checks:
        yield (
            check.pk,
            {
                "number": check.reference,
                "name": check.site.name,
                "place": places[check.division_code],
                "day": check.day,
                "outcome": check.get_outcome_display(),
                "patrol_said": check.get_patrol_said_display(),
            },
        )


def _days(division_code, ids):
    named = {key: village_days.named_by(key) for key in sorted(ids)}
    places = places_of([code for code, _ in named.values()])
    for key, (code, day) in named.items():
        place = places[code] or code
        yield key, {"number": f"{place} {day:%Y-%m-%d}", "place": place, "day": day}


_READERS = {
    Subject.PROBLEM: _problems, Subject.PATROL: _patrols, Subject.TASK: _tasks, Subject.SITE: _sites,
    Subject.CHECK: _checks, Subject.DAY: _days,
}  # fmt: skip
