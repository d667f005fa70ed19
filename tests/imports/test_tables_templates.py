"""The workbooks that are handed out to be filled in."""

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from apps.imports.tables.register import KINDS
from apps.inspections.models import Site
from tests.imports.tables import errors, four, imported, received

ADMINISTRATORS, KEEPERS = ("organisations", "people", "divisions"), ("sites",)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def template_of(client, kind, **query) -> bytes:
    answer = client.get(reverse("table_template", args=[kind]), query)
    return b"".join(answer.streaming_content)


def filled(content, *rows) -> bytes:
    """The template with rows below the example, as somebody would type them: {heading: text}."""
    book = load_workbook(io.BytesIO(content))
    page = book.worksheets[0]
    headings = {cell.value: cell.column for cell in page[1]}
    for number, row in enumerate(rows, 3):
        for heading, text in row.items():
            page.cell(number, headings[heading], text)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def importer(county, kind):
    return county.township_staff if kind in KEEPERS else county.administrator


@pytest.mark.parametrize("kind", [*ADMINISTRATORS, *KEEPERS])
def test_a_template_has_lists_an_example_row_text_columns_and_a_guide(county, signed_in, kind):
    person = importer(county, kind)
    book = load_workbook(io.BytesIO(template_of(signed_in(person), kind)))
    page, columns = book.worksheets[0], KINDS[kind].fields

    assert [sheet.sheet_state for sheet in book] == ["visible", "visible", "hidden"]
    assert page[2][0].value == "示例"
    required = {column.heading for column in columns.values() if column.required}
    example = {page.cell(1, cell.column).value for cell in page[2] if cell.value}
    assert required - example == set()
    listed = [rule for rule in page.data_validations.dataValidation if rule.type == "list"]
    assert all(rule.formula1.startswith("'下拉列表'!$") for rule in listed)
    assert len(listed) == sum(bool(column.choices) for column in columns.values())
    coded = [cell.column for cell in page[1] if cell.value in {c.heading for c in columns.values() if c.code}]
    formats = {
        place: one.number_format for one in page.column_dimensions.values() for place in range(one.min, one.max + 1)
    }
    assert {formats[place] for place in coded} <= {"@"}
    assert page.freeze_panes == "C2"
    assert book.worksheets[1].title == "填写说明"


@pytest.mark.parametrize("kind", [*ADMINISTRATORS, *KEEPERS])
def test_an_empty_template_brings_nothing(county, noon, signed_in, kind):
    person = importer(county, kind)

    table = received(person, kind, content=template_of(signed_in(person), kind), at=noon)

    assert (four(table.promise), errors(table)) == ((0, 0, 0, 0), [])
    assert table.sheets[0]["ignored"] == [{"row": 2, "reason": "example"}]


def test_a_template_of_one_kind_of_site_has_its_attributes_and_comes_back_filled(county, noon, signed_in):
    content = template_of(signed_in(county.township_staff), "sites", variant="livestock_farm")
    row = {
        "点位名称": "甲场",
        "点位类型": "畜禽养殖场",
        "所属村（社区）": "兴龙村",
        "畜种": "生猪",
        "点位编号": "500230123201000001",
    }

    table = imported(county.township_staff, "sites", content=filled(content, row), at=noon)

    assert four(table.counts) == (1, 0, 0, 0)
    site = Site.objects.everywhere("test").get()
    assert (site.number, site.attributes) == ("500230123201000001", {"species": "生猪"})


def test_who_types_over_the_example_is_asked_rather_than_passed_over(county, noon, signed_in):
    content = template_of(signed_in(county.administrator), "organisations")
    book = load_workbook(io.BytesIO(content))
    book.worksheets[0]["B2"] = "丰都县林业局"
    stream = io.BytesIO()
    book.save(stream)

    table = received(county.administrator, "organisations", content=stream.getvalue(), at=noon)

    assert four(table.promise) == (0, 0, 0, 1)
    assert "这一行标着“示例”，内容却改过" in errors(table)[0][2]


def test_lists_hold_only_what_the_person_may_write(county, signed_in):
    book = load_workbook(io.BytesIO(template_of(signed_in(county.township_staff), "sites")))

    offered = {cell.value for row in book["下拉列表"].iter_rows() for cell in row}
    assert {"兴龙村", "回龙村", "暨龙镇"} <= offered
    assert not {"坝周村", "武平镇"} & offered
