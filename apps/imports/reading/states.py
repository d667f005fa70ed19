"""How far a problem has come, from the words of a state column or of the progress told."""

import re

from .aliases import NO_MEANS_NOTHING, YES_MEANS_CLOSED

ADVANCE = ("dispatched", "rectifying", "submitted", "closed")
UNKNOWN = "unknown"

_PARTLY = re.compile("阶段性|基本(?:完成|办结|整改)|部分(?:完成|办结|整改)|序时|滞后|逾期|超期")
_PERCENT = re.compile(r"(\d+(?:\.\d+)?)%")
_PROGRESS_PERCENT = re.compile(r"(?:完成|进度|完成率)(?:约|达|至|为|到)?(\d+(?:\.\d+)?)%")
_NOT_STARTED = frozenset(["未整改", "尚未整改", "未开展", "未开始", "未办理", "未处理", "未处置", "未落实"])
_DISPATCHED = re.compile("未启动|未开工|未动工|待整改|待办|待处理|已交办|已转办|已下发|已派发|待核实")
_NOT_DONE = re.compile(
    "(?:未|没有|尚未|没)(?:能|全部|按期|按时|如期|完全|彻底)*(?:完成|办结|整改到位|整改完成|到位|解决|达标)"
)
_SUBMITTED = re.compile(
    "待验收|待销号|待审核|待复核|待核查|待县级验收|申请销号|提请销号|报请销号|申请验收|正在销号|正在验收|拟销号"
)
_NOT_CLOSED, _DONE = re.compile("未销号|未验收"), re.compile("完成|到位")
_UNDER_WAY = re.compile("正在|(?:整改|推进|办理|处理|治理|进行|实施|施工|建设)中")
# 未销号 and 未通过验收 contain the words for the opposite.
_DENIED = re.compile("未(?:能)?(?:销号|通过验收|验收通过|验收合格|归档|闭环)")
_CLOSED = re.compile("销号|办结|已验收|验收合格|验收通过|通过验收|归档|闭环|已关闭")
_FINISHED = re.compile("完成|到位|已整改|整改完毕|已解决|已处理|已处置|已整治|已治理|已落实|100%")
_ONGOING = re.compile("持续|长期|在办|推进")
_TICKS, _CROSSES = frozenset("√✓"), frozenset("否×✗")
_TOLD_CLOSED = re.compile("已销号|已办结|完成销号|验收销号")
_TOLD_FINISHED = re.compile("已完成整改|已整改完成|整改完成|完成整改|已整改到位|整改到位|整改完毕|已全部完成|已完成$")


def of_cell(text, column):
    """A state for the key of a state cell; None when it says nothing, UNKNOWN when nobody can tell.

    `column` is the normalised header: a bare 是 or 否 means what the column asks.
    """
    early = _early(text)
    return early if early else _late(text, column)


def _early(text):
    if _PARTLY.search(text) or _below_hundred(_PERCENT, text):
        return "rectifying"
    if text in _NOT_STARTED or _DISPATCHED.search(text):
        return "dispatched"
    if _NOT_DONE.search(text):
        return "rectifying"
    if _is_submitted(text):
        return "submitted"
    return "rectifying" if _UNDER_WAY.search(text) else None


def _late(text, column):
    affirmed = _DENIED.sub("", text)
    if _CLOSED.search(affirmed):
        return "closed"
    if column in YES_MEANS_CLOSED and (text == "是" or text in _TICKS):
        return "closed"
    if _FINISHED.search(affirmed) or text in _TICKS or text == "是":
        return "submitted"
    if column == NO_MEANS_NOTHING and text in _CROSSES:
        return None
    if _ONGOING.search(affirmed) or text in _CROSSES:
        return "rectifying"
    return None if "未销号" in text else UNKNOWN


def _below_hundred(pattern, text):
    return any(float(number) < 100 for number in pattern.findall(text))


def _is_submitted(text):
    return bool(_SUBMITTED.search(text) or (_NOT_CLOSED.search(text) and _DONE.search(text)))


def furthest(states):
    """Of two state columns the more advanced; None when all say nothing."""
    return max((state for state in states if state), key=ADVANCE.index, default=None)


def from_dates_and_progress(progress, *, completed, closed):
    """Without a word in a state column: the dates, then the key of the progress text."""
    if closed:
        return "closed"
    if completed:
        return "submitted"
    return of_progress(progress) if progress else "dispatched"


def of_progress(text):
    if _PARTLY.search(text) or _below_hundred(_PROGRESS_PERCENT, text) or _NOT_DONE.search(text):
        return "rectifying"
    if _is_submitted(text):
        return "submitted"
    if _TOLD_CLOSED.search(text):
        return "closed"
    return "submitted" if _TOLD_FINISHED.search(text) else "rectifying"
