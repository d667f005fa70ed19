"""The kinds of report, and the blocks of text that people add to each. Pure."""

from django.db.models import TextChoices


class ReportKind(TextChoices):
    COUNTY_RANKING = "county_ranking", "生态环境问题整改情况通报"
    TOWNSHIP_MONTHLY = "township_monthly", "生态环境保护工作月报"


# The township's brief of a working day: a document once made, without versions or sentences of people.
BRIEF_TITLE = "网格巡查日报"


class Section(TextChoices):
    """Where a person may add sentences; they stay when the figures are computed again."""

    PROBLEMS = "problems", "存在问题"
    NEXT = "next", "下月安排"


class FileFormat(TextChoices):
    DOCX = "docx", "Word 公文"
    XLSX = "xlsx", "Excel 数据附件"


# Any of these figures means that the unit has been working with the ledger.
SIGNS_OF_RECORD = ("found", "in_time", "closed", "open_at_end", "overdue", "patrols")

MEDIA_TYPES = {
    FileFormat.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def shows_record(cells: dict) -> bool:
    """Whether the figures of a unit (numerator and denominator by measure) come from any record; a day confirmed is one,
    a day that was only asked for is none. Reports made before a measure existed do not have it."""
    reported = cells.get("days_reported", (0, 0))[0]
    return bool(reported) or any(any(cells.get(key, ())) for key in SIGNS_OF_RECORD)


def section_label(kind: str, section: str) -> str:
    """The county's circular asks of others what a township's report plans for itself."""
    if kind == ReportKind.COUNTY_RANKING and section == Section.NEXT:
        return "下步要求"
    return Section(section).label
