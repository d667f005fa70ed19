"""The closed vocabularies of grids, sites, plans and patrols."""

from django.db.models import IntegerChoices, TextChoices


class Side(TextChoices):
    """政府+企业+农户: who the people of a grid come from."""

    GOVERNMENT = "government", "政府"
    ENTERPRISE = "enterprise", "企业"
    HOUSEHOLD = "household", "农户"


class Duty(TextChoices):
    LEADER = "leader", "网格长"
    MEMBER = "member", "网格员"


class Risk(TextChoices):
    HIGH = "high", "重点"
    MEDIUM = "medium", "一般"
    LOW = "low", "较低"


class AttributeType(TextChoices):
    TEXT = "text", "文字"
    NUMBER = "number", "数字"
    CHOICE = "choice", "选一项"
    DAY = "day", "日期"
    YES_NO = "yes_no", "是或否"


class SiteStep(TextChoices):
    """What happens to a site itself; patrols and problems have their own records."""

    REGISTER = "register", "建档"
    CORRECT = "correct", "更正资料"
    PLACE = "place", "调整网格"
    KEEPER = "keeper", "变更责任人"
    STOP = "stop", "停用"
    RESUME = "resume", "恢复"
    ATTACH = "attach", "添加照片或材料"


class StopKind(TextChoices):
    PAUSED = "paused", "停产"
    CLOSED = "closed", "关闭"
    SORTED_OUT = "sorted_out", "整治销号"


class Target(TextChoices):
    """How the number of a plan is meant: 6 farms x 2 a month are 12 tasks, 12 in total are 12 tasks as well."""

    EACH_SITE = "each_site", "每个点位"
    TOTAL = "total", "合计"
    EACH_GRID = "each_grid", "每个网格"


class Period(TextChoices):
    DAY = "day", "天"
    WEEK = "week", "周"
    HALF_MONTH = "half_month", "半月"
    MONTH = "month", "月"
    QUARTER = "quarter", "季度"
    YEAR = "year", "年"


class Answer(TextChoices):
    FINE = "fine", "正常"
    PROBLEM = "problem", "有问题"
    NOT_APPLICABLE = "na", "不涉及"


def answers_of(standard: str) -> list[tuple[str, str]]:
    """(answer, label) for the items of a checklist; a standard's items are there or are not."""
    if standard:
        return [(Answer.FINE.value, "有"), (Answer.PROBLEM.value, "无")]
    return list(Answer.choices)


class Via(TextChoices):
    PHONE = "phone", "手机"
    PAPER = "paper", "纸质单补录"
    PC = "pc", "电脑"


class PhotoRole(TextChoices):
    BEFORE = "before", "处理前"
    AFTER = "after", "处理后"
    OTHER = "other", "现场"


class Mark(TextChoices):
    """Something for a person to look at. Never a reason to refuse, never scored (POLICY.md)."""

    FAR = "far", "离点位较远"
    PHOTO_SEEN = "photo_seen", "照片可能用过"
    CLOCK = "clock", "手机时间不准"
    BASE = "base", "点位或清单已更新"
    SEQUENCE = "seq", "手机编号重复"
    DAMAGED = "damaged", "照片打不开"


class Depth(IntegerChoices):
    """How deep a grid lies below its township; the names differ from place to place (STANDARDS.md 3.5, line 5)."""

    VILLAGE = 1, "村级网格"
    GROUP = 2, "组级网格"
    COURTYARD = 3, "院落网格"
    POINT = 4, "点位网格"


class CheckStatus(TextChoices):
    """What became of a drawn spot check. Until it is recorded, whom it concerns does not know of it."""

    DRAWN = "drawn", "待检查"
    RECORDED = "recorded", "已登记"
    CANCELLED = "cancelled", "已取消"


class Outcome(TextChoices):
    FINE = "fine", "没有发现问题"
    PROBLEM = "problem", "发现问题"


class PatrolSaid(TextChoices):
    """What the township's own last patrol before a spot check had said, as it was known when the check was recorded."""

    FINE = "fine", "巡查正常"
    PROBLEM = "problem", "巡查已发现问题"
    NONE = "none", "没有巡查"


class Comparison(TextChoices):
    """Four parts of all recorded checks; each check is in one of them."""

    MISSED = "missed", "巡查正常、抽查发现问题"
    BOTH = "both", "巡查、抽查都发现问题"
    UNPATROLLED = "unpatrolled", "没有巡查、抽查发现问题"
    FINE = "fine", "抽查没有发现问题"
