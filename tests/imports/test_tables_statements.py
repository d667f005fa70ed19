"""What a row of a template costs: what is looked up is looked up once for all rows, and only writing costs more for more."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.imports.actions import table_undoing
from apps.imports.actions import tables as actions
from tests.imports.tables import TODAY, four, imported, received
from tests.monitoring import setting


def people(number):
    yield ["姓名", "手机", "单位", "角色", "任职日期"]
    for n in range(number):
        unit, role = ("镇规划环保岗", "镇环保岗") if n % 2 else ("兴龙村村民委员会", "网格员")
        yield [f"人员{n}", f"138{n:08}", unit, role, "2026-01-01"]


def organisations(number):
    yield ["单位名称", "类型", "所在地", "别名"]
    for n in range(number):
        yield [f"示例企业{n}", "企业", "暨龙镇", f"企{n}、业{n}"]


def divisions(number):
    yield ["代码", "名称", "常住人口"]
    for n in range(number):
        yield [f"500230123{300 + n}", f"新{n}村村民委员会", 100]


def sites(number):
    yield ["点位名称", "点位类型", "所属乡镇", "所属村", "责任人", "点位编号", "经度", "纬度"]
    for n in range(number):
        yield [f"养殖场{n}", "畜禽养殖场", "暨龙镇", "兴龙村", "网格员甲", f"N{n}", "107.73", "29.86"]


def air_values(number):
    yield ["监测点位", "日期", "PM2.5", "PM10"]
    for n in range(1, number + 1):
        yield ["示例站", TODAY - dt.timedelta(days=n), 30, 50]


def water_values(number):
    yield ["监测点位", "采样日期", "数据类型", "pH", "溶解氧"]
    for n in range(1, number + 1):
        yield ["示例断面", TODAY - dt.timedelta(days=n), "日值", 7.5, 8]


# Statements for each row that is written, besides savepoints.
COSTS = {
    # The account and what the audit says of it; then the post: who is appointed, held fast; other posts; the post; the audit.
    people: 2 + 4,
    # The superior, whose else the names are; the unit, its names, the audit.
    organisations: 2 + 3,
    # The place; the government above, the committee, its names; the audit.
    divisions: 1 + 3 + 1,
    # The site, its place, the event; the site held fast, who kept it before; the keeper, the event.
    sites: 3 + 2 + 2,
    # The point held fast, all versions there were; the values, the audit.
    air_values: 2 + 2,
    water_values: 2 + 2,
}
SAVEPOINTS = 4  # most for a row


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def counted(work) -> tuple[int, int]:
    """Statements, and savepoints, of a piece of work."""
    with CaptureQueriesContext(connection) as captured:
        work()
    statements = [query["sql"] for query in captured.captured_queries if not query["sql"].startswith("RELEASE")]
    savepoints = sum(statement.startswith("SAVEPOINT") for statement in statements)
    return len(statements) - savepoints, savepoints


def imported_and_read_again(person, kind, rows, number, noon) -> list[tuple[int, int]]:
    """What it costs to read a list, to import it, and to read it once more."""
    kept = []
    read = counted(lambda: kept.append(received(person, kind, *rows(number), at=noon)))
    table = kept[0]
    assert four(table.promise) == (number, 0, 0, 0)
    actions.request_commit(table, by=person, at=noon)
    imported = counted(lambda: actions.carry_out(table_id=table.pk, at=noon))
    again = counted(lambda: kept.append(received(person, kind, *rows(number), at=noon)))
    assert four(kept[1].promise) == (0, 0, number, 0)
    return [read, imported, again]


@pytest.mark.parametrize("rows", COSTS, ids=lambda rows: rows.__name__)
def test_rows_cost_what_they_write_and_unchanged_ones_nothing(county, noon, rows):
    kind = rows.__name__.replace("_", "-")
    who = {"sites": county.township_staff}.get(kind, county.county_staff if "-" in kind else county.administrator)
    assert who.current_posts  # they are asked for once
    setting.station(name="示例站")
    setting.section(name="示例断面")

    few = imported_and_read_again(who, kind, rows, 10, noon)
    many = imported_and_read_again(who, kind, lambda number: _others(rows, number), 40, noon)

    grown = [(more[0] - less[0], more[1] - less[1]) for less, more in zip(few, many, strict=True)]
    assert [statements for statements, _ in grown] == [30 * COSTS[rows], 30 * COSTS[rows], 0]
    assert max(savepoints for _, savepoints in grown) <= 30 * SAVEPOINTS
    assert grown[2] == (0, 0)


def test_a_post_and_its_account_are_taken_back_in_a_handful_of_statements(county, noon):
    """However many kinds of record may refer to an account."""
    by, costs = county.administrator, []
    assert by.current_posts
    for rows in (people(10), _others(people, 40)):
        table = imported(by, "people", *rows, at=noon)
        costs.append(counted(lambda table=table: table_undoing.undo(table, by=by, at=noon, today=TODAY)))
        assert table.rows.filter(undone=True).count() == table.rows.count()

    (few, few_savepoints), (many, many_savepoints) = costs
    # The post as it is; the person held fast; the post's audit, the post, other posts; the account's audit, saved views,
    # the account, and whether anything refers to it (asked at once and then no more).
    assert many - few == 30 * (1 + 1 + 3 + 3 + 2)
    assert many_savepoints - few_savepoints == 30 * 3


def _others(rows, number):
    """So many rows that the first list does not have."""
    heading, *lines = rows(number + 10)
    return [heading, *lines[10:]]
