import hashlib
import zipfile
from datetime import datetime

import pytest
from docx.oxml.ns import qn

from apps.reports.official import Document
from tests.reports.official_samples import EAST_ASIA, VALUE, found, looks, read, report, saved


def spacing_of(paragraph):
    spacing = paragraph._p.pPr.find(qn("w:spacing"))
    return (spacing.get(qn("w:line")), spacing.get(qn("w:lineRule")))


def test_page_and_margins_are_those_of_the_standard():
    section = read(report()).sections[0]

    millimetres = [
        round(length.mm)
        for length in (
            section.page_width,
            section.page_height,
            section.top_margin,
            section.bottom_margin,
            section.left_margin,
            section.right_margin,
            section.footer_distance,
        )
    ]
    assert millimetres == [210, 297, 37, 35, 28, 26, 25]


@pytest.mark.parametrize(
    ("text", "look", "line"),
    [
        ("工作月报", [("方正小标宋简体", 22, "0")], "700"),
        ("办公室：", [("仿宋_GB2312", 16, "-5")], "579"),
        ("本月应完成", [("仿宋_GB2312", 16, "-5")], "579"),
        ("一、任务进展", [("黑体", 16, "-5")], "579"),
        ("（一）责任清单", [("楷体_GB2312", 16, "-5")], "579"),
        ("1.养殖场巡查。", [("仿宋_GB2312", 16, "-5"), ("仿宋_GB2312", 16, "-5")], "579"),
        ("（1）规模养殖场", [("仿宋_GB2312", 16, "-5")], "579"),
    ],
)
def test_every_part_has_its_face_on_the_run_and_an_exact_line(text, look, line):
    paragraph = found(read(report()), text)

    assert looks(paragraph) == look
    assert spacing_of(paragraph) == (line, "exact")
    assert [run.bold for run in paragraph.runs] == [False] * len(look)


def test_styles_carry_the_faces_too_and_nothing_refers_to_the_theme():
    file = read(report())

    faces = {style.style_id: style.element.rPr.rFonts.get(EAST_ASIA) for style in file.styles if style.type == 1}
    assert faces["Normal"] == faces["OfficialBody"] == faces["Heading3"] == "仿宋_GB2312"
    assert (faces["Title"], faces["Heading1"], faces["Heading2"]) == ("方正小标宋简体", "黑体", "楷体_GB2312")
    for name, content in members(report()).items():
        assert b"Theme=" not in content, name
        assert b"Calibri" not in content, name
        assert b"Cambria" not in content, name


def test_language_is_chinese_and_digits_get_no_extra_gaps():
    file = read(report())

    language = file.styles.element.find(".//" + qn("w:lang"))
    assert language.get(EAST_ASIA) == "zh-CN"
    properties = found(file, "本月应完成")._p.pPr
    assert [properties.find(qn(f"w:autoSpace{kind}")).get(VALUE) for kind in ("DE", "DN")] == ["0", "0"]


def test_substitutes_are_named_for_faces_a_machine_may_lack():
    fonts = members(report())["word/fontTable.xml"].decode()

    assert '<w:font w:name="仿宋_GB2312"><w:altName w:val="仿宋,方正仿宋_GBK,FangSong"/>' in fonts


def test_body_paragraphs_are_indented_by_two_characters():
    indent = found(read(report()), "本月应完成")._p.pPr.ind

    assert (indent.get(qn("w:firstLineChars")), indent.get(qn("w:firstLine"))) == ("200", "630")


def test_page_numbers_stand_right_on_odd_and_left_on_even_pages():
    file = read(report())
    section = file.sections[0]

    assert file.settings.odd_and_even_pages_header_footer is True
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        (paragraph,) = footer.paragraphs
        assert paragraph.text == "— 1 —"
        assert [e.text for e in paragraph._p.iter(qn("w:instrText"))] == [" PAGE "]
        assert paragraph._p.pPr.jc.get(VALUE) == side
        assert paragraph._p.pPr.ind.get(qn(f"w:{side}Chars")) == "100"
        assert {look[:2] for look in looks(paragraph)} == {("宋体", 14)}


def test_attachments_are_listed_without_punctuation_and_hang_under_their_names():
    first, second = found(read(report()), "附件：1."), found(read(report()), "2.巡查")

    assert (first.text, second.text) == ("附件：1.问题整改清单", "2.巡查统计表")
    assert [(p._p.pPr.ind.get(qn("w:left")), p._p.pPr.ind.get(qn("w:hanging"))) for p in (first, second)] == [
        ("1885", "1255"),
        ("1885", "310"),
    ]


def test_a_signature_keeps_to_the_text_before_it():
    file = read(report())
    texts = [paragraph.text for paragraph in file.paragraphs]
    start = texts.index("2.巡查统计表")

    assert texts[start : start + 5] == ["2.巡查统计表", "", "", "暨龙镇人民政府", "2026年11月5日"]
    assert [bool(p.paragraph_format.keep_with_next) for p in file.paragraphs[start : start + 5]] == [True] * 4 + [False]


def test_an_attachment_begins_a_page_and_counts_its_headings_from_one():
    file = read(report())
    label = found(file, "附件1")

    assert label.paragraph_format.page_break_before is True
    assert looks(label) == [("黑体", 16, "-5")]
    assert found(file, "附件里的标题").text == "一、附件里的标题"


def test_headings_are_numbered_in_order_and_typed_numbers_do_not_double():
    document = Document(title="标题", organ="甲")
    for text in ("一、第一", "第二"):
        document.heading1(text)
        document.heading2("（三）甲")
        document.heading2("乙")
        document.heading3("1.5万元的去向")
    for _ in range(9):
        document.heading1("更多")

    texts = [
        paragraph.text for paragraph in read(document).paragraphs if paragraph.style.style_id.startswith("Heading")
    ]
    assert texts[:8] == [
        "一、第一",
        "（一）甲",
        "（二）乙",
        "1.1.5万元的去向",
        "二、第二",
        "（一）甲",
        "（二）乙",
        "1.1.5万元的去向",
    ]
    assert (texts[-2], texts[-1]) == ("十、更多", "十一、更多")


def test_text_is_escaped_and_loses_only_what_a_file_cannot_hold():
    document = Document(title="甲&乙\x00", organ="<机关>")
    document.paragraph("一\x0b<script>&amp;\u202f“引”\t二\n三\ud800")

    texts = [paragraph.text for paragraph in read(document).paragraphs]
    assert texts == ["甲&乙", "", "一<script>&amp;\u202f“引” 二", "三"]


def test_the_same_content_gives_the_same_bytes():
    first, second = (
        hashlib.sha256(saved(report(number="暨龙府发〔2026〕1号")).getvalue()).hexdigest() for _ in range(2)
    )

    assert first == second


def test_the_package_has_each_member_once_and_says_nothing_of_the_hour():
    archive = zipfile.ZipFile(saved(report()))
    names = archive.namelist()

    assert len(names) == len(set(names))
    assert names[0] == "[Content_Types].xml"
    assert names[1:] == sorted(names[1:])
    assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    properties = read(report()).core_properties
    assert (properties.author, properties.created.replace(tzinfo=None)) == ("暨龙镇人民政府", datetime(2026, 11, 5))  # noqa: DTZ001


def members(document):
    archive = zipfile.ZipFile(saved(document))
    return {name: archive.read(name) for name in archive.namelist()}
