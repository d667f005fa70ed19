"""Odd workbooks from the upload to the ledger: a password, a million blank rows, links, macros, numbers cut by Excel."""

import io
import resource
import socket
import time

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from apps.imports import tasks
from apps.imports.models import ImportBatch
from tests.evidence.photos import jpeg
from tests.imports import oddities
from tests.imports.albums import album
from tests.imports.oddities import header, row, written
from tests.imports.scene import HEADERS, SAMPLES, four, line, problems, the_problem


def brought(client, content, name="清单.xlsx"):
    """(the batch, its page) after the upload, and after the worker has read what is too large to wait for."""
    answer = client.post(reverse("imports"), {"files": SimpleUploadedFile(name, content)})
    assert answer.status_code == 302
    batch = ImportBatch.objects.everywhere("test").latest("pk")
    tasks.read_import(batch_id=batch.pk)
    return fresh(batch), client.get(reverse("import_batch", args=[batch.pk])).content.decode()


def carried_through(client, content, name="清单.xlsx"):
    """The batch after upload, preview, confirmation and the worker's task."""
    batch, _ = brought(client, content, name)
    assert client.post(reverse("import_commit", args=[batch.pk])).status_code == 302
    tasks.commit_import(batch_id=batch.pk)
    return fresh(batch)


def fresh(batch):
    return ImportBatch.objects.everywhere("test").get(pk=batch.pk)


@pytest.fixture
def client_of_the_county(county, signed_in):
    return signed_in(county.county_staff)


@pytest.mark.parametrize(
    "content",
    [oddities.encrypted(), oddities.encrypted_xls(), (SAMPLES / "files" / "加密台账.xlsx").read_bytes()],
    ids=["package", "biff", "excel"],
)
def test_a_workbook_with_a_password_asks_for_one_without(client_of_the_county, content):
    batch, page = brought(client_of_the_county, content)

    assert [complaint["code"] for complaint in batch.complaints] == ["encrypted_file"]
    assert "文件设有打开密码。请在 Excel 或 WPS 中取消密码，保存后再上传。" in page
    assert client_of_the_county.post(reverse("import_commit", args=[batch.pk]), follow=True).status_code == 200
    assert (fresh(batch).status, problems().count()) == ("unreadable", 0)


def test_a_million_blank_formatted_rows_take_seconds_and_little_memory(client_of_the_county):
    content = oddities.a_million_blank_rows(further=row(1_048_576, ["远在最后"]))
    before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()

    batch = carried_through(client_of_the_county, content)

    assert time.monotonic() - start < 15
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 600 * 1024
    assert four(batch.counts) == (1, 0, 0, 0)
    assert [sheet["rows_read"] for sheet in batch.sheets] == [1]


def test_rows_behind_a_gap_are_imported_and_those_behind_a_thousand_blank_rows_are_not(client_of_the_county):
    rows = [header(), row(2, line("A1")), row(900, line("A2")), row(1900, line("A3")), row(2901, line("A4"))]

    batch = carried_through(client_of_the_county, written(rows))

    assert four(batch.counts) == (3, 0, 0, 0)
    assert [(one.external_no, one.origin["row"]) for one in problems()] == [("A1", 2), ("A2", 900), ("A3", 1900)]


@pytest.mark.parametrize("reference", ["A1", "A1:B2", "A1:XFD1048576", "none"])
def test_a_wrong_dimension_tag_hides_nothing(client_of_the_county, reference):
    rows = [header(), *(row(number, line(f"A{number}")) for number in range(2, 32))]

    batch = carried_through(client_of_the_county, written(rows, dimension=f'<dimension ref="{reference}"/>'))

    assert four(batch.counts) == (30, 0, 0, 0)


@pytest.fixture
def listener():
    """(address, whether anybody has knocked): a server that nobody has a reason to call."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)

        def was_called():
            try:
                server.accept()
            except BlockingIOError:
                return False
            return True

        yield f"http://127.0.0.1:{server.getsockname()[1]}", was_called


def test_links_to_other_files_are_never_followed(client_of_the_county, listener):
    address, was_called = listener
    outside = ' TargetMode="External"'
    content = written(
        [
            header(),
            row(2, line("A1"), D="[1]Sheet1!$D$2", I=f'WEBSERVICE("{address}")'),
            row(3, line("A2", 整改时限="尽快")),
        ],
        sheet_relations=oddities.relations(("rId1", "hyperlink", f"{address}/page", outside)),
        after='<hyperlinks><hyperlink ref="D2" r:id="rId1"/></hyperlinks>',
        parts={
            "xl/_rels/workbook.xml.rels": oddities.relations(
                ("rId1", "worksheet", "worksheets/sheet1.xml", ""),
                ("rId2", "externalLink", "externalLinks/externalLink1.xml", ""),
            ),
            "xl/externalLinks/externalLink1.xml": f'<externalLink xmlns="{oddities.MAIN}"><externalBook '
            f'xmlns:r="{oddities.OFFICE}" r:id="rId1"/></externalLink>',
            "xl/externalLinks/_rels/externalLink1.xml.rels": oddities.relations(
                ("rId1", "externalLinkPath", f"{address}/other.xlsx", outside)
            ),
        },
    )

    batch = carried_through(client_of_the_county, content)
    returned = client_of_the_county.get(reverse("import_returned", args=[batch.pk]))

    assert four(batch.counts) == (1, 0, 0, 0)
    assert the_problem().description == "河边堆放垃圾（A1）"
    assert openpyxl.load_workbook(io.BytesIO(b"".join(returned.streaming_content))).sheetnames == ["清单"]
    assert not was_called()


@pytest.mark.parametrize("name", ["带宏.xlsx", "带宏.xlsm"])
def test_macros_are_neither_run_nor_handed_back(client_of_the_county, name):
    content = written(
        [header(), row(2, line("A1")), row(3, line("A2", 整改时限="尽快"))],
        kind=oddities.MACROS,
        parts={"xl/vbaProject.bin": oddities.compound({"VBA": b"Sub Workbook_Open()" * 300})},
    )

    batch = carried_through(client_of_the_county, content, name)
    returned = client_of_the_county.get(reverse("import_returned", args=[batch.pk]))

    assert four(batch.counts) == (1, 0, 0, 0)
    assert b"vbaProject" not in b"".join(returned.streaming_content)
    assert ".xlsm" in client_of_the_county.get(reverse("imports")).content.decode()


def damaged_numbers(*rows) -> bytes:
    """Two numbers of 18 digits that differ in the last two, as Excel keeps them: 5.0023E+17."""
    book = openpyxl.Workbook()
    for cells in [HEADERS, *rows]:
        book.active.append(cells)
    for number in range(2, len(rows) + 2):
        book.active.cell(number, 1).value = 5.00230202604150e17
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_numbers_cut_by_excel_make_no_one_problem_of_two(client_of_the_county):
    rows = line(存在问题="河边堆放垃圾"), line(存在问题="污水直排")
    batch, page = brought(client_of_the_county, damaged_numbers(*rows))

    assert four(batch.promise) == (2, 0, 0, 0)
    assert "是超过 15 位的号码，表格软件只记住了前 15 位，后面几位已经丢失，没有当作编号。" in page
    client_of_the_county.post(reverse("import_commit", args=[batch.pk]))
    tasks.commit_import(batch_id=batch.pk)
    assert sorted((one.description, one.external_no) for one in problems()) == [("污水直排", ""), ("河边堆放垃圾", "")]
    assert "编号" in problems().first().raw

    again = carried_through(client_of_the_county, damaged_numbers(rows[0], line(存在问题="污水直排", 整改情况="已改")))
    assert four(again.counts) == (0, 1, 1, 0)


def test_a_long_number_kept_as_text_is_the_number(client_of_the_county):
    carried_through(client_of_the_county, written([header(), row(2, line("500230202604150001"))]))

    assert the_problem("500230202604150001").description


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "文件无法读取"),
        (jpeg(), "文件无法读取"),
        (album(media={"a.jpeg": jpeg()}, headers=["图"]), "没有找到表头行"),
    ],
    ids=["empty", "picture", "nothing but a picture"],
)
def test_what_holds_no_list_is_said_on_its_page_and_cannot_be_imported(client_of_the_county, content, words):
    batch, page = brought(client_of_the_county, content)

    assert words in page
    answer = client_of_the_county.post(reverse("import_commit", args=[batch.pk]), follow=True)
    assert "不能导入" in answer.content.decode()
    assert problems().count() == 0
