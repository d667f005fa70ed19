"""What is said to the person whose list it is: what is wrong, and how to write it."""

from difflib import SequenceMatcher
from functools import lru_cache

from .cells import key

_FILE = {
    "unreadable_file": "文件无法读取：可能已损坏，或不是表格。请用 Excel 或 WPS 打开，另存为 .xlsx 后再上传。",
    "encrypted_file": "文件设有打开密码。请在 Excel 或 WPS 中取消密码，保存后再上传。",
    "too_large": "文件过大（最多 20 MB、10 万行、60 个工作表）。请拆分成几个文件，或删除多余的空行和图片后再上传。",
    "no_header_found": "没有找到表头行。请在前 30 行内保留一行列名，至少要有“存在问题”和另外两列，例如“所属乡镇”“整改时限”。",
}
_DATE_EXAMPLES = {
    "discovered_on": "2026-03-15 或 2026年3月15日",
    "deadline": "2026-06-30、2026年6月底前、立行立改或长期坚持",
    "completed_on": "2026-06-30，尚未完成的请留空",
    "closed_on": "2026-06-30，尚未销号的请留空",
}
_ORDER = {
    "deadline": "整改时限“{value}”早于发现时间 {other}，请核对两个日期。",
    "completed_on": "完成时间“{value}”早于发现时间 {other}，请核对两个日期。",
    "closed_on": "销号时间“{value}”早于完成（发现）时间 {other}，请核对两个日期。",
}
_FIELDS = {
    "external_no": "编号",
    "title": "名称",
    "description": "问题描述",
    "location": "地点",
    "goal": "整改目标",
    "measures": "整改措施",
    "lead_unit": "牵头单位",
    "supporting_units": "配合单位",
    "responsible_person": "责任人",
    "supervisor": "督导领导",
    "progress": "整改进展",
    "remarks": "备注",
}


def of_file(code):
    return _FILE[code]


def unknown_township(gazetteer, value):
    return f"“{_quoted(value)}”不在{gazetteer.county}乡镇（街道）名录中，请写全称，如“{_closest(value, tuple(gazetteer.longest_first))}”。"


def ambiguous_township(townships, value):
    if townships:
        return f"“{_quoted(value)}”对应不止一个乡镇（{'、'.join(sorted(townships))}），请只写一个乡镇（街道）的全称。"
    return f"“{_quoted(value)}”无法确定是哪个乡镇，请在乡镇列只写一个乡镇（街道）的全称。"


def missing_township(gazetteer):
    example = gazetteer.longest_first[-1] if gazetteer.longest_first else "乡镇全称"
    return f"没有写明所属乡镇（街道）。请增加或填写“所属乡镇”列，写全称，如“{example}”；全县性问题请写“全县”。"


def unknown_village(gazetteer, township, value, elsewhere):
    """`elsewhere` are the townships that do have a village of this name."""
    if elsewhere:
        return f"“{_quoted(value)}”在{'、'.join(sorted(elsewhere))}，不在{township}，请核对乡镇和村（社区）。"
    names = tuple(
        sorted({village.name for found in gazetteer.villages_of(township).full.values() for village in found})
    )
    return f"“{_quoted(value)}”不在{township}村（社区）名录中，请写全称，如“{_closest(value, names)}”。"


@lru_cache(maxsize=1024)
def _closest(value, names):
    """The name that begins most alike, and of those the most alike."""
    value = key(value)
    return max(
        names, key=lambda name: (_common(value, name), SequenceMatcher(None, value, name).ratio()), default="全称"
    )


def _common(one, other):
    return next(
        (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


def _quoted(value):
    """A value on one line, and not longer than a message bears."""
    line = " ".join(value.split("\n"))
    return line if len(line) <= 40 else f"{line[:40]}…"


def bad_date(field, value, impossible):
    if impossible:
        return f"“{_quoted(value)}”不是有效日期，请写成 {impossible}。"
    return f"“{_quoted(value)}”看不出是哪一天，请写成 {_DATE_EXAMPLES[field]}。"


def impossible_date_order(field, value, other):
    return _ORDER[field].format(value=_quoted(value), other=other)


def missing_description(header):
    return f"缺少问题描述，请在“{header or '存在问题'}”列写明存在什么问题；不是问题的行请删除。"


def formula_error(value):
    if value:
        return f"公式出错（{value}），请修正公式，或直接填写文字。"
    return "公式没有计算结果，请用 Excel 或 WPS 打开文件重新计算并保存，或直接填写文字。"


def unknown_status(value):
    return f"“{_quoted(value)}”看不出整改状态，请写“未启动”“整改中”“已完成整改”“待验收”或“已销号”。"


def digits_lost(value, *, is_number):
    kept = "没有当作编号" if is_number else "原样保留"
    seen = f"{value[:15]}…" if value.isdecimal() else value
    return f"“{seen}”是超过 15 位的号码，表格软件只记住了前 15 位，后面几位已经丢失，{kept}。请把这一栏设为“文本”，照原件重新填写。"


def year_inferred(year):
    return f"没有写年份，按 {year} 年导入，请核对。"


def text_truncated(field, most):
    return f"“{_FIELDS[field]}”超过 {most} 个字，只导入前 {most} 个字。"


def unknown_column_kept(label):
    return f"“{label}”不是台账的固定栏目，内容保留在附加信息中。"


DUPLICATE = "与本文件中前面的一行是同一问题，只导入最后一行。"
HIDDEN_ROW = "这一行在表中是隐藏的，也已读取。"
HIDDEN_SHEET = "隐藏的工作表没有读取；需要导入的，请先取消隐藏。"
FUTURE = "发现时间晚于今天，请核对。"
