import io
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.common.verdicts import Refused
from apps.evidence import documents, images
from apps.evidence.documents import Kind
from tests.evidence import photos


def refusal(content, name):
    with pytest.raises(Refused) as caught:
        documents.inspect(content, name=name)
    return str(caught.value)


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (photos.pdf(), "方案.pdf", Kind.PDF),
        (photos.docx(), "方案.docx", Kind.DOCX),
        (photos.xlsx(), "台账.xlsx", Kind.XLSX),
        (photos.xlsx(), "其实是新版.xls", Kind.XLSX),
        (photos.old_office("Workbook"), "台账.xls", Kind.XLS),
        (photos.old_office("Book"), "很旧.xls", Kind.XLS),
        ("编号,名称\n1,暨龙镇\n".encode(), "台账.csv", Kind.CSV),
        ("编号,名称\n1,暨龙镇\n".encode("gb18030"), "台账.CSV", Kind.CSV),
        ("编号,名称\n".encode("utf-16"), "台账.csv", Kind.CSV),
        (photos.jpeg(), "扫描件.jpg", Kind.JPG),
        (photos.png(), "截图", Kind.PNG),
    ],
)
def test_what_is_allowed_is_told_by_its_content(content, name, kind):
    assert documents.inspect(content, name=name) == kind


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "空.pdf", documents.EMPTY),
        (b"%PDF-" + bytes(documents.MAX_BYTES), "大.pdf", documents.TOO_HEAVY),
        (b"%PDF-1.4\n1 0 obj", "断.pdf", documents.DAMAGED),
        (photos.cut_off(photos.xlsx()), "断.xlsx", documents.DAMAGED),
        (photos.cut_off(photos.jpeg()), "断.jpg", images.DAMAGED),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "图.svg", documents.NOT_ALLOWED),
        (b"<!DOCTYPE html><html></html>", "页.html", documents.NOT_ALLOWED),
        (b"\xef\xbb\xbf  <html><table></table></html>", "报表.xls", documents.WEB_PAGE),
        (b"<?xml version='1.0'?><Workbook/>", "报表.xls", documents.WEB_PAGE),
        (b"<html><script>alert(1)</script></html>", "伪装.csv", documents.WEB_PAGE),
        (b"MZ\x90\0" + bytes(100), "工具.exe", documents.NOT_ALLOWED),
        (b"MZ\x90\0" + bytes(100), "工具.csv", documents.NOT_ALLOWED),
        ("只是文字".encode(), "说明.txt", documents.NOT_ALLOWED),
        (photos.package({"a.txt": b"1"}), "资料.zip", documents.ARCHIVE),
        (photos.package({"[Content_Types].xml": b"", "ppt/presentation.xml": b""}), "汇报.pptx", documents.NOT_ALLOWED),
        (photos.xlsx(), "台账.xlsm", documents.MACROS),
        (photos.old_office("Workbook", "_VBA_PROJECT_CUR", "_VBA_PROJECT"), "宏.xls", documents.MACROS),
        (photos.old_office("EncryptedPackage", "EncryptionInfo"), "加密.xlsx", documents.LOCKED),
        (photos.old_office("WordDocument"), "旧.doc", documents.OLD_WORD),
        (photos.old_office("PowerPoint Document"), "旧.ppt", documents.OLD_OTHER),
    ],
)
def test_what_is_not_allowed_is_refused_in_a_sentence(content, name, sentence):
    assert refusal(content, name) == sentence


def test_macros_are_found_under_an_innocent_name():
    parts = {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"", "xl/vbaProject.bin": b"x"}
    declared = {"[Content_Types].xml": b"application/vnd.ms-excel.sheet.macroEnabled.main+xml", "xl/workbook.xml": b""}

    assert refusal(photos.package(parts), "台账.xlsx") == documents.MACROS
    assert refusal(photos.package(declared), "台账.xlsx") == documents.MACROS


def test_a_zip_bomb_is_refused_without_unpacking_it():
    huge = {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": bytes(documents.MAX_UNPACKED)}
    many = {"[Content_Types].xml": b"<Types/>"} | {f"xl/{number}.xml": b"" for number in range(documents.MAX_ENTRIES)}

    assert refusal(photos.package(huge), "炸弹.xlsx") == documents.BOMB
    assert refusal(photos.package(many), "炸弹.xlsx") == documents.BOMB


def test_an_entry_with_a_password_is_refused():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("xl/workbook.xml", b"")
        archive.writestr("[Content_Types].xml", b"")
    content = target.getvalue().replace(b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01\x00")

    assert refusal(content, "加密.xlsx") == documents.LOCKED


def test_a_damaged_list_of_types_is_refused():
    whole = photos.package({"[Content_Types].xml": b"macro" * 400, "xl/workbook.xml": b""})
    content = whole[:60] + bytes(8) + whole[68:]

    assert refusal(content, "坏.xlsx") == documents.DAMAGED


@given(st.binary(max_size=600), st.sampled_from(["a.csv", "a.pdf", "a.xlsx", "a.xls", "a"]))
def test_any_bytes_are_either_of_a_kind_or_refused(content, name):
    with suppress(Refused):
        assert documents.inspect(content, name=name) in Kind


@given(st.binary(max_size=600))
def test_any_package_head_with_rubbish_is_refused(rubbish):
    with pytest.raises(Refused):
        documents.inspect(b"PK\x03\x04" + rubbish, name="a.xlsx")
