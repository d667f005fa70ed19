"""What each filter of the ledger finds; a figure's link must give exactly the rows it counted."""

import datetime as dt
import re
from urllib.parse import urlencode

import pytest
from django.http import QueryDict

from apps.problems import queries
from apps.problems.forms.filters import LedgerFilter
from tests import cast

TODAY = dt.date(2026, 11, 4)
DAY = dt.timedelta(1)


def ledger_filter(person, query):
    return LedgerFilter(QueryDict(query), user=person, today=TODAY)


def found(person, query):
    rows = queries.ledger(person, ledger_filter(person, query).conditions())
    return set(rows.values_list("description", flat=True))


def china(year, month, day, hour=12):
    return dt.datetime(year, month, day, hour, tzinfo=dt.timezone(dt.timedelta(hours=8)))


@pytest.fixture
def rows(county):
    """Rows that differ in one respect each; the description says in which."""
    village = {"lead_organisation": county.village_committee, "lead_unit": "兴龙村村民委员会"}
    cast.problem(description="新")
    cast.problem(description="超期", state="rectifying", deadline=TODAY - DAY, **village)
    cast.problem(description="今天到期", state="dispatched", deadline=TODAY, **village)
    cast.problem(description="三天后", state="rectifying", deadline=TODAY + 3 * DAY, **village)
    cast.problem(description="四天后", state="rectifying", deadline=TODAY + 4 * DAY, **village)
    cast.problem(description="晚交但已交", state="submitted", deadline=TODAY - DAY, **village)
    cast.problem(cast.HUILONG, description="回龙的", category="water", source="hotline", external_no="WH-88")
    cast.problem(cast.HUILONG, description="已销号", state="closed", closed_on=dt.date(2026, 10, 31), relapses=1)
    cast.problem(cast.WUPING_VILLAGE, description="邻镇的", source="central_inspection", staged=True)
    return county


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("state=reported", {"新", "回龙的"}),
        ("state=open", {"新", "超期", "今天到期", "三天后", "四天后", "晚交但已交", "回龙的"}),
        ("state=closed", {"已销号"}),
        ("due=overdue", {"超期"}),
        ("due=soon", {"今天到期", "三天后"}),
        ("due=mine", {"新", "晚交但已交", "回龙的"}),
        ("category=water", {"回龙的"}),
        ("source=hotline", {"回龙的"}),
        ("book=complaints", {"回龙的"}),
        ("found=others", {"回龙的"}),
        ("village=500230123205", {"回龙的", "已销号"}),
        ("village=500230123205&state=open", {"回龙的"}),
        ("relapsed=on", {"已销号"}),
        ("closed_from=2026-10-31&closed_until=2026-10-31", {"已销号"}),
        ("closed_from=2026-11-01", set()),
        ("q=WH-88", {"回龙的"}),
        ("q=wh-88", {"回龙的"}),
        ("q=回龙", {"回龙的", "已销号"}),
        ("q=回龙 WH", {"回龙的"}),
        ("q=村民委员会 超期", {"超期"}),
        ("q=没有这样的", set()),
        ("township=500230123&due=overdue", {"超期"}),
    ],
)
def test_a_filter_finds_what_it_says(rows, query, expected):
    assert found(rows.township_staff, query) == expected


def test_a_county_filters_by_township(rows):
    assert found(rows.county_staff, "township=500230114") == {"邻镇的"}
    assert found(rows.county_staff, "book=inspections") == {"邻镇的"}
    assert found(rows.county_staff, "staged=on") == {"邻镇的"}


@pytest.mark.parametrize(
    "query", ["township=500230114", "village=500230114201", "state=gone", "month=2026-13", "q=邻镇的"]
)
def test_what_is_out_of_sight_or_cannot_be_read_finds_nothing(rows, query):
    assert found(rows.township_staff, query) == set()


@pytest.mark.parametrize(
    "word", ["pvc", "PVC管", "ｐｖｃ管", "Μm", "μM", "100%", "under_score", r"back\slash", "农膜 Pvc"]
)
def test_letters_are_found_in_either_case_and_nothing_is_a_wildcard(county, word):
    texts = ["农膜和pVc管材", "ＰＶＣ管", "粒径10μm", "100%清运", "UNDER_score", r"BACK\slash", "100件", "underXscore"]
    for text in texts:
        cast.problem(description=text)

    meant = {text for text in texts if all(part.upper() in text.upper() for part in word.split())}
    assert (found(county.township_staff, urlencode({"q": word})), bool(meant)) == (meant, True)


@pytest.mark.parametrize(
    ("word", "folded"),
    [
        ("河边", set()), ("河边 二组", set()), ("WH-88", {"C"}), ("pm2.5超标", {"C"}), ("ＰＶＣ", {"pg_c_utf8"}),
        ("ｐｖｃ pvc", {"C", "pg_c_utf8"}),
    ],
)  # fmt: skip
def test_only_words_with_capitals_pay_for_comparing_without_them_and_none_asks_the_c_library(county, word, folded):
    chosen = LedgerFilter(QueryDict(f"q={word}"), user=county.township_staff, today=TODAY)

    statement = str(queries.ledger(county.township_staff, chosen.conditions()).query)

    assert set(re.findall(r'UPPER\("\w+"\."\w+" COLLATE "(\w+)"::text\) LIKE', statement)) == folded
    assert statement.count("UPPER(") == 2 * statement.count("COLLATE")


def test_a_number_finds_its_one_problem(county):
    problem = cast.problem(description="有编号的", at=china(2026, 1, 1, 1))
    cast.problem(description="另一个")

    assert problem.number.startswith("2026-")
    assert found(county.township_staff, f"q={problem.number}") == {"有编号的"}


def test_a_month_is_half_open_and_counts_days_of_discovery(county):
    for day in (dt.date(2026, 9, 30), dt.date(2026, 10, 1), dt.date(2026, 10, 31), dt.date(2026, 11, 1)):
        cast.problem(description=str(day), discovered_on=day)

    assert found(county.township_staff, "month=2026-10") == {"2026-10-01", "2026-10-31"}


def test_days_of_registration_begin_and_end_at_midnight_here(county):
    cast.problem(description="前一天", at=china(2026, 9, 30, 23))
    cast.problem(description="第一刻", at=china(2026, 10, 1, 0))
    cast.problem(description="最后一刻", at=china(2026, 10, 31, 23))
    cast.problem(description="后一天", at=china(2026, 11, 1, 0))

    assert found(county.township_staff, "registered_from=2026-10-01&registered_until=2026-10-31") == {
        "第一刻",
        "最后一刻",
    }


def test_mine_is_what_the_unit_leads_or_supports(county):
    cast.problem(description="主办", state="dispatched", lead_organisation=county.law_office)
    cast.problem(description="协办").supporting_organisations.add(county.law_office)
    cast.problem(description="别人的", state="dispatched", lead_organisation=county.village_committee)

    assert found(county.office_staff, "mine=on") == {"主办", "协办"}


def test_filters_are_said_in_words(county):
    chosen = ledger_filter(county.county_staff, "township=500230123&state=open&month=2026-10&relapsed=on")

    assert chosen.in_words() == "乡镇：暨龙镇；状态：未办结；发现月份：2026-10；反弹过"
    assert ledger_filter(county.county_staff, "order=deadline").in_words() == "全部问题"


def test_places_are_offered_only_where_there_is_a_choice(county):
    def offered(person, query=""):
        return {"township", "village"} & ledger_filter(person, query).folded().fields.keys()

    assert offered(county.grid_member) == set()
    assert offered(county.township_staff) == {"village"}
    assert offered(county.county_staff) == {"township"}
    assert offered(county.county_staff, "township=500230123") == {"township", "village"}
