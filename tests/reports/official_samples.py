"""A sample document and how to read it back."""

import io
from datetime import date

import docx
from docx.oxml.ns import qn

from apps.reports.official import Document

EAST_ASIA, VALUE = qn("w:eastAsia"), qn("w:val")


def report(**more):
    document = Document(title="暨龙镇2026年10月生态环境保护工作月报", organ="暨龙镇人民政府", **more)
    document.addressee("县生态环境保护委员会办公室")
    document.heading1("任务进展")
    document.paragraph("本月应完成24项，已完成23项。")
    document.heading2("责任清单")
    document.heading3("养殖场巡查", "巡查12次。")
    document.heading4("规模养殖场")
    document.table(["村（社区）", "新增", "完成"], [["凤来社区", 5, None], ["A&B<村>", 7, 5]], [60, 30, 30])
    document.attachments(["问题整改清单。", "巡查统计表"])
    document.signature("暨龙镇人民政府", date(2026, 11, 5))
    document.attachment_page(1, "问题整改清单")
    document.heading1("附件里的标题")
    return document


def saved(document):
    stream = io.BytesIO()
    document.save(stream)
    return stream


def read(document):
    return docx.Document(io.BytesIO(saved(document).getvalue()))


def found(file, text):
    return next(paragraph for paragraph in file.paragraphs if text in paragraph.text)


def looks(paragraph):
    """Font, size and character spacing of each run."""
    return [
        (run._r.rPr.rFonts.get(EAST_ASIA), run.font.size.pt, run._r.rPr.find(qn("w:spacing")).get(VALUE))
        for run in paragraph.runs
    ]
