"""The register of named measures: one definition of every figure in the product (DESIGN.md, Numbers).

How they are read stands in `queries`; docs/figures.md is printed from here.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import F, Q, TextChoices
from django.db.models.functions import TruncDate

from apps.assessments import conditions as when
from apps.assessments import patrol_conditions as on_patrol
from apps.assessments.cells import Kind, Part
from apps.assessments.periods import Period
from apps.assessments.subjects import COUNTED_IN, Subject
from apps.problems.words import Category, Source

Condition = Callable[[Period], Q]


class Better(TextChoices):
    MORE = "more", "越高越好"
    LESS = "less", "越低越好"
    NEITHER = "", "不评价高低"


@dataclass(frozen=True)
class Measure:
    """`counted` is the numerator of a ratio, the number itself, or the records of a mean or sum; `of` the denominator;
    `added` what a mean (time) or a sum (`sum_unit`) adds up over the records.

    `subject` says what kind of record the lists behind it hold. `by_unit` says that reports break the measure down by
    township or village. Villages' days are no rows: their measures have no condition (see `queries`).
    """

    key: str
    name: str
    kind: Kind
    formula: str
    counted: Condition | None
    of: Condition | None = None
    added: object = None
    better: Better = Better.NEITHER
    by_unit: bool = False
    subject: Subject = Subject.PROBLEM
    sum_unit: str = ""

    @property
    def unit(self) -> str:
        return {Kind.RATIO: "%", Kind.DAYS: "天", Kind.SUM: self.sum_unit}.get(self.kind) or self.record_unit

    @property
    def record_unit(self) -> str:
        """What the lists behind it are counted in."""
        return COUNTED_IN[self.subject]

    def condition(self, part: Part, period: Period) -> Q:
        """The one condition from which both the number and its list come."""
        if self.kind == Kind.RATIO and part == Part.DENOMINATOR:
            return self.of(period)
        return self.counted(period)


def _count(key, name, formula, counted, better=Better.NEITHER, **more):
    return Measure(key, name, Kind.COUNT, formula, counted, better=better, **more)


def _ratio(key, name, formula, counted, of, better=Better.MORE, **more):
    return Measure(key, name, Kind.RATIO, formula, counted, of, better=better, **more)


def _mean(key, name, formula, counted, days):
    return Measure(key, name, Kind.DAYS, formula, counted, added=days, better=Better.LESS)


def _sum(key, name, formula, counted, field, unit, **more):
    return Measure(key, name, Kind.SUM, formula, counted, added=F(field), sum_unit=unit, **more)


_MEASURES = (
    _count(
        "found", "新增问题", "发现日期在本期内的问题；没有发现日期的按登记日期；不含未立案的（不属实、重复、移交）",
        when.found, by_unit=True,
    ),
    _ratio(
        "found_by_themselves", "自行发现率", "新增问题中来源为网格巡查、自查的 ÷ 新增问题",
        when.found_by_themselves, when.found, by_unit=True,
    ),
    _count(
        "found_by_others", "他人发现", "新增问题中上级检查、信访举报、媒体曝光、移交等发现的",
        when.found_by_others, Better.LESS,
    ),
    *(
        _count(f"found_{category.value}", f"新增{category.label}", f"新增问题中类型为“{category.label}”的",
               when.found_as(category=category.value))
        for category in Category
    ),
    *(
        _count(f"source_{source.value}", f"{source.label}发现", f"新增问题中来源为“{source.label}”的",
               when.found_as(source=source.value))
        for source in Source
    ),
    _count("not_registered", "未立案", "本期内决定不予立案（不属实、重复、移交）的问题", when.not_registered),
    _ratio(
        "reported_in_time", "上报及时率",
        f"新增问题中发现后{when.REPORT_WITHIN_DAYS}日内登记的 ÷ 新增问题中有发现日期的",
        when.reported_in_time, when.report_dated,
    ),
    _ratio(
        "dispatched_in_time", "交办及时率",
        f"新增问题中登记后{when.DISPATCH_WITHIN_DAYS}日内交办的 ÷ 新增问题中已交办的和超过"
        f"{when.DISPATCH_WITHIN_DAYS}日仍未交办的；不含导入时没有交办时间的",
        when.dispatched_in_time, when.dispatch_due,
    ),
    _ratio(
        "in_time", "按期完成率",
        "到期问题中在期限当天或以前完成整改的 ÷ 应完成（整改期限在本期内且截至统计日已到期的问题）；"
        "未到期的、没有日期期限的、未立案的不计入；批准延期的按延期后的期限；没有完成日期的不算按期",
        when.due_in_time, when.due, by_unit=True,
    ),
    _count("due_late", "超期完成", "应完成的问题中，期限以后、本期结束以前完成整改的", when.due_late, Better.LESS),
    _count("due_unfinished", "到期未完成", "应完成的问题中，到本期结束仍没有完成整改的",
           when.due_unfinished, Better.LESS),
    _count("due_undated", "完成日期不明", "应完成的问题中，已完成整改但没有登记完成日期的",
           when.due_undated, Better.LESS),
    _ratio("closing_rate", "到期销号率", "应完成的问题中截至本期末已销号的 ÷ 应完成（截至统计日到期）",
           when.due_closed, when.due, by_unit=True),
    _count("overdue", "期末超期", "到本期末整改期限已过、责任单位仍未完成整改的问题（含以前月份到期的）",
           when.overdue, Better.LESS, by_unit=True),
    _count("due_next", "下月到期", "本期结束后一个月内到期、责任单位还没有完成整改的问题", when.due_next),
    _count("closed", "本期销号", "销号日期在本期内的问题", when.closed, by_unit=True),
    _count("open_at_end", "期末在办", "本期末以前发现、到本期末还没有销号的问题（不含未立案的）",
           when.open_at_end, by_unit=True),
    _count("staged", "阶段性办结", "本期内登记过阶段性办结的问题（仍在办，不算销号）", when.staged),
    _count("relapsed", "反弹", "销号后在本期内回头看认定反弹的问题（同一问题反弹几次算一件）",
           when.relapsed, Better.LESS, by_unit=True),
    _mean("days_to_report", "平均上报天数", "从发现日期到登记日期的天数之和 ÷ 新增问题中有发现日期的",
          when.report_dated, TruncDate("created_at") - F("discovered_on")),
    _mean("days_to_dispatch", "平均交办天数", "从登记日期到交办日期的天数之和 ÷ 新增问题中本期末以前交办的",
          when.dispatch_dated, TruncDate("dispatched_at") - TruncDate("created_at")),
    _mean("days_to_rectify", "平均整改天数", "从交办日期到整改完成日期的天数之和 ÷ 本期完成整改且有交办时间的问题",
          when.rectified, F("completed_on") - TruncDate("dispatched_at")),
    _ratio("call_signed_in_time", "部门按时签收率",
           "本期呼叫县级部门的问题中，部门全部按时签收的 ÷ 本期呼叫过部门且已签收或签收时限已过的问题",
           when.call_signed_in_time, when.called),
)  # fmt: skip

_PATROL, _TASK, _SITE, _DAY = (
    {"subject": one, "by_unit": True} for one in (Subject.PATROL, Subject.TASK, Subject.SITE, Subject.DAY)
)
_ON_PATROL = (
    _count("patrols", "巡查次数", "按发现当天（不按送达那天）算在本期内的巡查，不含撤回的；一次巡查不论几人同行算1次",
           on_patrol.patrolled, **_PATROL),
    _sum("person_times", "巡查人次", "本期各次巡查的人数（登记人和同行人）之和", on_patrol.patrolled, "persons", "人次", **_PATROL),
    _sum("site_visits", "到点次数", "本期各次巡查到过的点位数之和", on_patrol.patrolled, "visit_count", "个次", **_PATROL),
    _sum("finds_logged", "巡查登记的发现", "本期各次巡查当场登记的问题数之和（后来未立案的也在内）",
         on_patrol.patrolled, "finding_count", "件", subject=Subject.PATROL),
    _count("patrols_with_find", "发现问题的巡查", "本期巡查中登记了问题的", on_patrol.patrolled_with_find, subject=Subject.PATROL),
    _ratio("coverage", "点位覆盖率",
           "应巡查点位中本期内至少到过一次的 ÷ 应巡查点位（有巡查任务的最迟日期在本期内的点位；月中投用或恢复的，从投用、恢复后的任务"
           "算起；月中停产、关闭的，停用日以后的任务取消，以前的照算；本月还没有结束时是到目前为止的进度）",
           on_patrol.site_covered, on_patrol.site_due, **_SITE),
    _count("sites_not_covered", "还没有到过的点位", "应巡查点位中本期内一次也没有到过的",
           on_patrol.site_not_covered, Better.LESS, subject=Subject.SITE),
    _count("sites_working", "在运行点位", "本期末在运行的点位（已投用，没有停产、关闭或整治销号）", on_patrol.site_working, **_SITE),
    _count("sites_unplanned", "没有列入计划的点位", "本期末在运行、本期没有任何巡查任务要求到点的点位",
           on_patrol.site_unplanned, Better.LESS, subject=Subject.SITE),
    _count("out_of_watch", "失管点位", "本期末在运行、有任务过了最迟日期没有完成、之后也没有人到过的点位",
           on_patrol.site_out_of_watch, Better.LESS, **_SITE),
    _ratio("tasks_in_time", "巡查任务按期完成率",
           "到期任务中在最迟日期当天或以前完成的 ÷ 到期任务（最迟日期在本期内且截至统计日已过的巡查任务；取消的不计入）",
           on_patrol.task_in_time, on_patrol.task_due, **_TASK),
    _count("tasks_late", "任务超期完成", "到期任务中，最迟日期以后、本期结束以前完成的",
           on_patrol.task_late, Better.LESS, subject=Subject.TASK),
    _count("tasks_missed", "任务没有完成", "到期任务中，到本期结束仍没有完成的",
           on_patrol.task_missed, Better.LESS, subject=Subject.TASK),
    _count("found_on_patrol", "巡查发现问题", "新增问题中巡查时当场登记的（含现场受理的群众反映）",
           on_patrol.found_on_patrol, by_unit=True),
    _count("fixed_on_spot", "现场整改", "新增问题中巡查人员当场处理的", on_patrol.fixed_on_spot, by_unit=True),
    _count("spot_checks", "抽查点位", "检查日期在本期内、已登记结果的双随机抽查，一处点位查一次算1处", on_patrol.checked,
           subject=Subject.CHECK, by_unit=True),
    _ratio("spot_checks_with_find", "抽查发现问题率", "本期抽查中发现问题的 ÷ 本期抽查",
           on_patrol.checked_with_find, on_patrol.checked, Better.LESS, subject=Subject.CHECK),
    _count("missed_by_patrols", "巡查正常、抽查发现问题", "本期抽查中发现问题、而此前最近一次巡查填写正常的",
           on_patrol.missed_by_patrols, Better.LESS, subject=Subject.CHECK, by_unit=True),
    _ratio("days_reported", "日报告报送率",
           "有巡查记录或确认过日报告的村日 ÷ 应报村日（每个村每个工作日算1个村日，休息日不要求报，今天还没有过完不算）",
           None, None, **_DAY),
    _count("days_silent", "未报", "应报村日中，既没有巡查记录也没有确认日报告的；未报不等于没有问题", None, Better.LESS, **_DAY),
)  # fmt: skip

MEASURES: dict[str, Measure] = {measure.key: measure for measure in (*_MEASURES, *_ON_PATROL)}


def about(*subjects: Subject) -> tuple[Measure, ...]:
    return tuple(measure for measure in MEASURES.values() if measure.subject in subjects)
