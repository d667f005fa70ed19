"""The month's patrol table of 1,000 townships over ten million patrols, against one statement written by hand for it.

    DATABASE_URL=postgres://... python benchmarks/coverage.py [--patrols 10000000] [--rounds 5]

The product's table is `assessments.queries.patrol_table`: visits, person-times, places visited and coverage by township, as
the reports and pages use it. A year of patrols is made in a database of its own, which takes minutes and is dropped again.
"""

import argparse
import datetime as dt
import os
import statistics
import sys
import time
from pathlib import Path

import django

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT)]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.db import connection  # noqa: E402

from apps.accounts.models import User  # noqa: E402
from apps.assessments import periods  # noqa: E402
from apps.assessments.metrics import MEASURES  # noqa: E402
from apps.assessments.queries import PATROL_TABLE, patrol_table  # noqa: E402
from apps.inspections.models import PatrolPlan  # noqa: E402

DATABASE = "benchmark_of_coverage"
CITY, TOWNSHIPS, SITES = "50", 1_000, 20
MONTH = periods.month(dt.date(2026, 10, 1))
YEAR = dt.date(2025, 11, 1)

_PLACES = f"""
create temporary table place as
select n, '{CITY}' || lpad((100 + n / 50)::text, 4, '0') || lpad((mod(n, 50) + 100)::text, 3, '0') as township
from generate_series(0, {TOWNSHIPS - 1}) n
"""
_SITES = f"""
insert into inspections_site (division_code, kind_id, name, number, risk, attributes, owner, address, position_source,
    given_position, datum, census_number, remarks, created_at, updated_at, version, origin)
select township || '201', (select min(id) from inspections_sitekind), '点位' || s, '', 'medium', '{{}}', '', '', '', '{{}}', '',
    '', '', now(), now(), 1, '{{}}'
from place, generate_series(1, {SITES}) s order by n, s
"""
_PLACINGS = """
insert into inspections_siteplacing (site_id, division_code, since) select id, division_code, '2025-01-01' from inspections_site
"""
_TASKS = """
insert into inspections_patroltask (plan_id, site_id, division_code, first_day, end_day, due_on, number)
select %s, id, division_code, month, month + interval '1 month', month + interval '1 month' - interval '1 day', 1
from inspections_site, (select (%s::date + n * interval '1 month')::date as month from generate_series(0, 11) n) months
"""
_PATROLS = f"""
insert into inspections_patrol (uuid, sha256, body, division_code, person_id, by_label, companions, persons, visit_count,
    finding_count, note, position_source, found_at, day, phone_time, received_at, via, taken_back_reason)
select gen_random_uuid(), repeat('0', 64), '', township || '201', %s, '网格员', '[]', 1 + mod(made.n, 3), 1, 0, '', '',
    day + time '10:00', day, day + time '10:00', day + time '18:00', 'phone', ''
from (select n, (%s::date + mod(n, 365)::int) as day, mod(n / 365, {TOWNSHIPS})::int as at from generate_series(1, %s) n) made
join place on place.n = made.at
"""
# Two thirds of the sites of a township are visited in a month.
_VISITS = f"""
insert into inspections_visit (patrol_id, site_id, day, answers, note)
select patrol.id, first.site + mod(patrol.id, {SITES} * 2 / 3)::int, patrol.day, '{{}}', ''
from inspections_patrol patrol
join (select left(division_code, 9) as township, min(id) as site from inspections_site group by 1) first
    on first.township = patrol.township_code
"""
# The same figures, as somebody would write them who knows the schema and needs nothing else.
_BY_HAND = """
with gone as (
    select township_code as township, count(*) as patrols, sum(persons) as persons, sum(visit_count) as visits
    from inspections_patrol where day >= %(first)s and day < %(until)s and taken_back_at is null
      and township_code >= '50' and township_code < '51'
    group by 1
), visited as (
    select distinct visit.site_id from inspections_visit visit join inspections_patrol patrol on patrol.id = visit.patrol_id
    where visit.day >= %(first)s and visit.day < %(until)s and patrol.taken_back_at is null
), due as (
    select distinct site_id from inspections_patroltask
    where due_on >= %(first)s and due_on < %(until)s and dropped_on is null and site_id is not null
), covered as (
    select left(lay.division_code, 9) as township, count(*) as due, count(visited.site_id) as covered
    from due join inspections_siteplacing lay on lay.site_id = due.site_id
        and lay.since < %(until)s and (lay.until is null or lay.until >= %(until)s)
    left join visited on visited.site_id = due.site_id
    group by 1
)
select township, coalesce(patrols, 0), coalesce(persons, 0), coalesce(visits, 0), coalesce(due, 0), coalesce(covered, 0)
from gone full join covered using (township) order by township
"""


def main():
    given = _arguments()
    connection.settings_dict.setdefault("TEST", {})["NAME"] = DATABASE
    usual = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        _fill(given.patrols)
        _report(given, [(_timed(_ours), _timed(_by_hand)) for _ in range(given.rounds)])
    finally:
        connection.creation.destroy_test_db(usual, verbosity=0)


def _arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--patrols", type=int, default=10_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    return parser.parse_args()


# --- A year of patrols ---


def _fill(patrols):
    began = time.perf_counter()
    person = User.objects.create(username="somebody", full_name="网格员")
    plan = PatrolPlan.objects.create(
        division_code=CITY, name="每月一次", target="each_site", times=1, period="month", since=YEAR,
        created_at=dt.datetime(2025, 1, 1, tzinfo=dt.UTC),
    )  # fmt: skip
    with connection.cursor() as cursor:
        # Ten million rows by way of indexes and foreign keys would take an hour and give the same tables.
        cursor.execute("set session_replication_role = replica")
        indexes = _without_indexes(cursor)
        for statement, values in (
            (_PLACES, []), (_SITES, []), (_PLACINGS, []), (_TASKS, [plan.pk, YEAR]), (_PATROLS, [person.pk, YEAR, patrols]),
            (_VISITS, []),
        ):  # fmt: skip
            cursor.execute(statement, values)
        for definition in indexes:
            cursor.execute(definition)
        cursor.execute("set session_replication_role = origin")
        cursor.execute("vacuum analyze")
    _say(f"{patrols:,} patrols of {TOWNSHIPS:,} townships made in {time.perf_counter() - began:.0f} s")


def _without_indexes(cursor) -> list[str]:
    """Drops the large tables' indexes and gives the statements that make them again."""
    cursor.execute("""
        select indexname, indexdef from pg_indexes where tablename in ('inspections_patrol', 'inspections_visit')
        and indexname not in (select conname from pg_constraint)
    """)
    found = cursor.fetchall()
    for name, _ in found:
        cursor.execute(f'drop index "{name}"')
    return [definition for _, definition in found]


# --- In turns ---


def _ours() -> dict:
    table = patrol_table(CITY, MONTH)
    measures = [MEASURES[key] for key in PATROL_TABLE]
    return {place: [table.cell(measure, place) for measure in measures] for place in table.assessees}


def _by_hand() -> dict:
    with connection.cursor() as cursor:
        cursor.execute(_BY_HAND, {"first": MONTH.first, "until": MONTH.until})
        return {row[0]: row[1:] for row in cursor.fetchall()}


def _timed(work) -> tuple[float, dict]:
    began = time.perf_counter()
    found = work()
    return time.perf_counter() - began, found


def _report(given, rounds):
    for (_, ours), (_, theirs) in rounds:
        _compare(ours, theirs)
    ours, theirs = [one[0] for one, _ in rounds], [one[0] for _, one in rounds]
    ratios = sorted(one / other for one, other in zip(ours, theirs, strict=True))
    _say(f"load {os.getloadavg()[0]:.1f}")
    _say(f"the product's table   {statistics.median(ours):6.2f} s")
    _say(f"one statement by hand {statistics.median(theirs):6.2f} s")
    _say(f"ratio (aim at most 2) {statistics.median(ratios):6.2f}   ({ratios[0]:.2f} to {ratios[-1]:.2f})")


def _compare(ours, theirs):
    """Both say the same of every township, or the times mean nothing."""
    for place, (patrols, persons, visits, due, covered) in theirs.items():
        said = [cell.numerator for cell in ours[place][:3]] + [ours[place][3].denominator, ours[place][3].numerator]
        if said != [patrols, persons, visits, due, covered]:
            raise SystemExit(f"{place}: {said} is not {[patrols, persons, visits, due, covered]}")


def _say(words):
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
