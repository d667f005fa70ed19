"""What a real reader makes of the file. LibreOffice is not needed to run the product."""

import os
import re
import shutil
import subprocess
from datetime import date

import pytest

from apps.reports.official import Document
from apps.reports.official.typography import HEITI, SUBSTITUTES

NEEDED = ("soffice", "pdftotext")
missing = [name for name in NEEDED if shutil.which(name) is None]
pytestmark = pytest.mark.skipif(bool(missing), reason=f"needs {', '.join(missing)} on the PATH")

PIXELS_PER_MM = 72 / 25.4
FREE_FACES = {HEITI: "Noto Sans CJK SC"}
# Unpunctuated, so that no line is shortened by the rule that a line must not begin with a comma.
SENTENCE = "生态环境保护工作台账记录巡查发现问题交办整改核查销号情况"


@pytest.fixture(scope="module")
def reader(tmp_path_factory):
    """Turns documents into pages of text, with free faces in the place of those of the standard."""
    home = tmp_path_factory.mktemp("reader")
    aliases = "".join(
        f'<alias binding="same"><family>{name}</family><prefer><family>'
        f"{FREE_FACES.get(name, 'Noto Serif CJK SC')}</family></prefer></alias>"
        for name in SUBSTITUTES
    )
    fonts = home / "fonts.conf"
    fonts.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">'
        f'<fontconfig><include ignore_missing="yes">/etc/fonts/fonts.conf</include>{aliases}</fontconfig>'
    )
    environment = os.environ | {"FONTCONFIG_FILE": str(fonts)}

    def read(document, *options):
        source = home / "document.docx"
        with source.open("wb") as stream:
            document.save(stream)
        profile = f"-env:UserInstallation=file://{home}/profile"
        convert = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(home), str(source)]
        subprocess.run(convert, env=environment, check=True, capture_output=True, timeout=180)
        extract = ["pdftotext", *options, str(home / "document.pdf"), "-"]
        return subprocess.run(extract, check=True, capture_output=True, text=True).stdout

    return read


def body_only(paragraphs=30):
    """Running text alone: the title is taken away again, so that the first page is a full one."""
    document = Document(title="标题", organ="暨龙镇人民政府")
    for block in list(document._body)[:-1]:
        document._body.remove(block)
    for _ in range(paragraphs):
        document.paragraph(SENTENCE * 4)
    return document


def lines_of(page):
    return [re.sub(r"\s", "", line) for line in page.splitlines() if line.strip()]


def test_a_page_holds_22_lines_of_28_characters_and_its_number(reader):
    first, second, *_ = reader(body_only(), "-layout").split("\f")

    *body, number = lines_of(first)
    assert number == "—1—"
    assert len(body) == 22
    assert [len(line) for line in body] == ([26, 28, 28, 28, 2] * 5)[:22]
    *body, number = lines_of(second)
    assert (len(body), number) == (22, "—2—")


def test_text_stays_in_the_type_area_and_page_numbers_one_character_in(reader):
    pages = reader(body_only(), "-bbox").split("<page ")[1:3]

    for page, number in zip(pages, (1, 2), strict=True):
        boxes = [
            (
                float(x0) / PIXELS_PER_MM,
                float(y0) / PIXELS_PER_MM,
                float(x1) / PIXELS_PER_MM,
                float(y1) / PIXELS_PER_MM,
                text,
            )
            for x0, y0, x1, y1, text in re.findall(
                r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">([^<]*)<', page
            )
        ]
        body = [box for box in boxes if "生态" in box[4] or len(box[4]) > 3]
        feet = [box for box in boxes if box[1] > 262]
        assert 28 <= min(box[0] for box in body) <= 28.5
        assert 183 <= max(box[2] for box in body) <= 184
        assert min(box[1] for box in body) >= 37
        assert max(box[3] for box in body) <= 262
        assert "".join(box[4] for box in feet) == f"—{number}—"
        if number == 1:
            assert max(box[2] for box in feet) == pytest.approx(184 - 5.6, abs=0.6)
        else:
            assert min(box[0] for box in feet) == pytest.approx(28 + 5.6, abs=0.6)


def test_a_whole_report_comes_out_in_order_and_without_empty_pages(reader):
    document = Document(title="暨龙镇2026年10月工作情况的报告", organ="暨龙镇人民政府", number="暨龙府发〔2026〕12号")
    document.addressee("县生态环境保护委员会办公室")
    document.heading1("工作情况", "本月工作已经完成。")
    document.attachments(["问题整改清单"])
    document.signature("暨龙镇人民政府", date(2026, 11, 5))
    document.landscape()
    document.attachment_page(None, "问题整改清单")
    document.table(["序号", "问题"], [[n, "河道边有垃圾"] for n in range(1, 20)], [1, 5])
    document.portrait()
    document.attachment_page(None, "说明")
    document.colophon(printed_by="党政办公室", printed_on=date(2026, 11, 5), copies="县生态环境局")

    pages = [lines_of(page) for page in reader(document, "-layout").split("\f") if page.strip()]

    assert [page[-1] for page in pages] == ["—1—", "—2—", "—3—", "—4—"]
    assert pages[0][:3] == ["暨龙镇人民政府文件", "暨龙府发〔2026〕12号", "暨龙镇2026年10月工作情况的报告"]
    assert pages[0][3:-1] == [
        "县生态环境保护委员会办公室：",
        "一、工作情况。本月工作已经完成。",
        "附件：问题整改清单",
        "暨龙镇人民政府",
        "2026年11月5日",
    ]
    assert (pages[1][:3], pages[2][0]) == (["附件", "问题整改清单", "序号问题"], "序号问题")
    assert pages[3][:-1] == ["附件", "说明", "抄送：县生态环境局。", "党政办公室2026年11月5日印发"]
