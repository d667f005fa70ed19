"""People say how a list is to be read, and the row turns good at once."""

import datetime as dt

import pytest

from apps.common.verdicts import Refused
from apps.imports import actions
from apps.imports.models import ImportBatch
from tests import cast
from tests.imports.scene import HEADERS, four, imported, line, received, table, the_problem

LATER = dt.timedelta(days=1)
ODD = [{"整改时限": "办结大限"}.get(header, header) for header in HEADERS]


def outcomes(batch):
    return list(batch.rows.order_by("position").values_list("outcome", flat=True))


def correct(batch, person, at, row, **cells):
    numbered = {(row, column): text for column, text in cells.items()}
    return actions.correct_cells(batch, sheet="CSV", row=row, cells=numbered, by=person, at=at)


def test_a_bad_cell_put_right_makes_the_row_good(county, noon):
    batch = received(county.county_staff, line("A1", 整改时限="2026年2月30日"), line("A2"), at=noon)
    assert outcomes(batch) == ["failed", "created"]

    batch = correct(batch, county.county_staff, noon, 2, F="2026-12-01")

    assert (outcomes(batch), four(batch.promise)) == (["created", "created"], (2, 0, 0, 0))
    actions.confirm(batch, by=county.county_staff, at=noon)
    actions.commit(batch_id=batch.pk, at=noon)
    assert the_problem("A1").deadline == dt.date(2026, 12, 1)


def test_several_cells_of_a_row_are_put_right_one_after_the_other(county, noon):
    batch = received(county.county_staff, line(整改时限="尽快", 整改状态="见附件"), at=noon)

    batch = correct(batch, county.county_staff, noon, 2, F="2026-12-01")
    assert [error["code"] for error in batch.rows.get().errors] == ["unknown_status"]
    batch = correct(batch, county.county_staff, noon, 2, J="整改中")

    assert outcomes(batch) == ["created"]


def test_a_list_without_a_township_column_takes_the_township_beside_the_row(county, noon):
    headers = ["编号", "存在问题", "发现时间", "整改时限"]
    rows = [["A1", "垃圾未清运", "2026-10-01", "2026-12-01"], ["A2", "河道有漂浮物", "2026-10-01", "2026-12-01"]]
    batch = received(county.county_staff, at=noon, content=table(*rows, headers=headers))
    assert outcomes(batch) == ["failed", "failed"]

    batch = actions.correct_cells(batch, sheet="CSV", row=2, cells={(2, ""): "武平镇"}, by=county.county_staff, at=noon)

    assert outcomes(batch) == ["created", "failed"]
    assert batch.rows.get(row=2).division_code == cast.WUPING


def test_the_received_file_stays_as_it_was(county, noon):
    batch = received(county.county_staff, line(整改时限="尽快"), at=noon)

    correct(batch, county.county_staff, noon, 2, F="2026-12-01")

    with batch.file.open() as file:
        assert file.read() == table(line(整改时限="尽快"))


def test_a_chosen_column_is_read_and_remembered_for_the_next_list_of_the_county(county, noon):
    batch = received(county.county_staff, at=noon, content=table(line(), headers=ODD))
    assert batch.rows.get().facts["extra"] == {"办结大限": "2026-12-31"}

    batch = actions.choose_columns(batch, sheet="CSV", columns={"F": "deadline"}, by=county.county_staff, at=noon)
    assert batch.rows.get().facts["deadline"] == "2026-12-31"

    following = received(county.township_staff, at=noon + LATER, content=table(line("A9"), headers=ODD))
    assert following.rows.get().facts["deadline"] == "2026-12-31"
    assert following.sheets[0]["headers"]["F"] == ["办结大限", "deadline"]


def test_a_stray_value_beside_the_table_does_not_make_other_headers_of_it(county, noon):
    batch = received(county.county_staff, at=noon, content=table(line(), headers=ODD))
    actions.choose_columns(batch, sheet="CSV", columns={"F": "deadline"}, by=county.county_staff, at=noon)

    following = received(county.county_staff, at=noon, content=table([*line("A9"), "见附件"], headers=ODD))

    assert following.sheets[0]["headers"]["L"] == ["列L", None]
    assert following.rows.get().facts["deadline"] == "2026-12-31"


def test_other_headers_are_read_as_usual(county, noon):
    batch = received(county.county_staff, at=noon, content=table(line(), headers=ODD))
    actions.choose_columns(batch, sheet="CSV", columns={"F": "deadline"}, by=county.county_staff, at=noon)

    other = received(county.county_staff, at=noon, content=table(line("A9"), headers=[*ODD[:-1], "资金"]))

    assert "deadline" not in other.rows.get().facts


def test_a_header_row_that_was_not_found_can_be_pointed_at(county, noon):
    odd = ["代号", "哪个镇", "哪个村", "啥子问题", *HEADERS[4:]]
    batch = received(county.county_staff, at=noon, content=table(line(), headers=odd))
    assert batch.status == "unreadable"

    batch = actions.choose_columns(batch, sheet="CSV", header_row=1, columns={}, by=county.county_staff, at=noon)
    columns = {"A": "external_no", "B": "township", "C": "village", "D": "description"}
    batch = actions.choose_columns(batch, sheet="CSV", columns=columns, header_row=1, by=county.county_staff, at=noon)

    assert (batch.status, outcomes(batch)) == ("read", ["created"])


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        ({"K": "deadline"}, "“整改期限”只能对应一列"),
        ({"D": None}, "要有一列是“问题描述”"),
        ({"ZZ": "deadline"}, "没有第 ZZ 列"),
    ],
)
def test_a_choice_that_makes_no_sense_is_refused_with_a_sentence(county, noon, columns, sentence):
    batch = received(county.county_staff, line(), at=noon)

    with pytest.raises(Refused, match=sentence):
        actions.choose_columns(batch, sheet="CSV", columns=columns, by=county.county_staff, at=noon)


def test_nothing_is_changed_any_more_once_the_import_is_confirmed(county, noon):
    batch = imported(county.county_staff, line(), at=noon)

    with pytest.raises(Refused, match="已导入"):
        correct(batch, county.county_staff, noon, 2, F="2026-12-01")
    with pytest.raises(Refused, match="已导入"):
        actions.choose_columns(batch, sheet="CSV", columns={"K": None}, by=county.county_staff, at=noon)


def test_a_large_file_is_read_once_by_whoever_comes_first(county, noon):
    batch = received(county.county_staff, line(), at=noon)
    first = list(batch.rows.values_list("pk", flat=True))

    actions.read_once(batch, by=county.county_staff)

    assert list(ImportBatch.objects.everywhere("test").get().rows.values_list("pk", flat=True)) == first
