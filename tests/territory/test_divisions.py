"""Taking over a county's divisions, with the real tables of 丰都县 and 三台县."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from apps.common.verdicts import Refused
from apps.territory.actions import Imported, import_divisions
from apps.territory.levels import cut, level_of, parent_code, trimmed
from apps.territory.models import Division, Organisation
from apps.territory.queries import full_name, gazetteer_rows, place_name, short_village, townships, villages
from tests.structure.code import ROOT

pytestmark = pytest.mark.django_db
FENGDU, SANTAI = ROOT / "fixtures/divisions-500230.csv", ROOT / "fixtures/divisions-510722.csv"
COUNTY = "code,name\n50,重庆市\n5002,县\n500230,丰都县\n"


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize(("file", "county", "own_townships", "own_villages"), [
    (FENGDU, "500230", 30, 338), (SANTAI, "510722", 33, 462),
])  # fmt: skip
def test_a_real_county_is_taken_over_whole(file, county, own_townships, own_villages, noon):
    done = import_divisions(text_of(file))

    assert done == Imported(3 + own_townships + own_villages, 0, 0)
    assert townships(county, on=noon.date()).count() == own_townships
    assert villages(county, on=noon.date()).count() == own_villages
    assert Organisation.objects.filter(kind="government").count() == own_townships
    assert Organisation.objects.filter(kind="committee").count() == own_villages
    assert Organisation.objects.filter(kind="committee", parent__isnull=True).count() == 0


def test_two_counties_live_side_by_side(noon):
    import_divisions(text_of(FENGDU))
    import_divisions(text_of(SANTAI))

    assert townships("500230", on=noon.date()).count() == 30
    assert townships("510722", on=noon.date()).count() == 33


def test_a_second_run_changes_nothing():
    import_divisions(text_of(FENGDU))
    units = list(Organisation.objects.order_by("pk").values("pk", "name", "parent"))

    done = import_divisions(text_of(FENGDU))

    assert done == Imported(0, 0, 371)
    assert list(Organisation.objects.order_by("pk").values("pk", "name", "parent")) == units


def test_codes_padded_to_twelve_digits_are_the_same_places():
    import_divisions(COUNTY + "500230123,暨龙镇\n500230123201,兴龙村村民委员会\n")

    padded = "代码,名称\n500230000000,丰都县\n500230123000,暨龙镇\n500230123201,兴龙村村民委员会\n"

    assert import_divisions(padded) == Imported(0, 0, 3)


@pytest.mark.parametrize(
    ("row", "line"),
    [
        ("5002301,暨龙镇", 5),
        ("暨龙镇,500230123", 5),
        ("５００２３０１２３,暨龙镇", 5),
        ("500230123,", 5),
        ("500230123", 5),
        ("500230123,暨龙镇\n,", 6),
        ("500230123," + "长" * 61, 5),
    ],
)
def test_a_line_that_cannot_be_used_is_refused_with_its_number_and_nothing_is_taken(row, line):
    with pytest.raises(Refused, match=f"第 {line} 行"):
        import_divisions(COUNTY + row + "\n")

    assert Division.objects.count() == 0


def test_the_same_code_under_two_names_is_refused():
    with pytest.raises(Refused, match="第 6 行的代码 500230123 前面已有，名称却是“暨龙镇”"):
        import_divisions(COUNTY + "500230123,暨龙镇\n500230123,武平镇\n")


def test_a_place_whose_superior_is_not_listed_is_refused():
    with pytest.raises(Refused, match="500230123201 的上级 500230123 没有列出"):
        import_divisions(COUNTY + "500230123201,兴龙村村民委员会\n")


def test_a_superior_that_came_with_an_earlier_file_is_enough():
    import_divisions(COUNTY + "500230123,暨龙镇\n")

    import_divisions("code,name\n500230123201,兴龙村村民委员会\n")

    committee = Organisation.objects.get(division_id="500230123201")
    assert committee.parent.name == "暨龙镇人民政府"


def test_a_table_without_headings_is_refused():
    with pytest.raises(Refused, match="code,name"):
        import_divisions("500230,丰都县\n")


def test_a_renamed_township_keeps_its_code_and_its_government_answers_to_both_names():
    import_divisions(COUNTY + "500230123,暨龙乡\n")

    done = import_divisions(COUNTY + "500230123,暨龙镇\n")

    government = Organisation.objects.get(division_id="500230123")
    assert done == Imported(0, 1, 3)
    assert Division.objects.get(code="500230123").name == "暨龙镇"
    assert government.name == "暨龙镇人民政府"
    assert set(government.aliases.values_list("name", flat=True)) >= {"暨龙乡人民政府", "暨龙乡", "暨龙镇"}


def test_a_street_office_is_no_government_of_a_town():
    import_divisions(COUNTY + "500230001,三合街道\n")

    assert Organisation.objects.get(division_id="500230001").name == "三合街道办事处"


def test_the_command_reads_what_office_programs_save(tmp_path, capsys):
    file = tmp_path / "区划.csv"
    file.write_bytes((COUNTY + "500230123,暨龙镇\n").encode("gb18030"))

    call_command("import_divisions", str(file))

    assert capsys.readouterr().out == "新增 4 个区划，更名 0 个，未变 0 个。\n"
    assert Division.objects.get(code="500230123").name == "暨龙镇"


@pytest.mark.parametrize("content", [b"\xff\xff\xff", b"a,b\n1,2\n"])
def test_the_command_says_what_is_wrong_with_a_file(tmp_path, content):
    file = tmp_path / "x.csv"
    file.write_bytes(content)

    with pytest.raises(CommandError):
        call_command("import_divisions", str(file))


def test_a_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(CommandError, match="读不了文件"):
        call_command("import_divisions", str(tmp_path / "none.csv"))


def test_a_code_says_its_level_and_its_ancestors():
    assert [level_of(code) for code in ("50", "5002", "500230", "500230123", "500230123201", "500230123201001")] == [
        "province", "city", "county", "township", "village", "group",
    ]  # fmt: skip
    assert [parent_code("500230123201"), parent_code("50")] == ["500230123", None]
    assert [cut("500230123201", "township"), cut("500230", "township")] == ["500230123", ""]
    assert [trimmed("500000000000"), trimmed("500230123201"), trimmed("500230")] == ["50", "500230123201", "500230"]


@pytest.mark.parametrize(
    ("committee", "place"),
    [
        ("兴龙村村民委员会", "兴龙村"),
        ("凤来社区居民委员会", "凤来社区"),
        ("凤来居民委员会", "凤来社区"),
        ("兴龙村委会", "兴龙村"),
        ("兴龙村", "兴龙村"),
        ("村委会", "村委会"),
    ],
)
def test_a_village_is_called_by_its_place(committee, place):
    assert short_village(committee) == place


def test_places_are_named_as_people_say_them(noon):
    import_divisions(text_of(FENGDU))
    known = {"500230": "丰都县", "500230123": "暨龙镇", "500230123201": "兴龙村"}

    assert place_name("500230123201", known) == "暨龙镇兴龙村"
    assert place_name("500230", known) == "丰都县"
    assert full_name("500230123") == "丰都县暨龙镇"
    assert full_name("500230") == "丰都县"
    assert len(gazetteer_rows("500230", on=noon.date())) == 371
