"""The kinds of record that figures count. Pure; which rows of each a place has stands in `sources`."""

from django.db.models import TextChoices


class Subject(TextChoices):
    PROBLEM = "problem", "问题"
    PATROL = "patrol", "巡查"
    TASK = "task", "巡查任务"
    SITE = "site", "点位"
    CHECK = "check", "抽查"
    # A village's working day: computed, not a row (apps/inspections/queries/village_days.py).
    DAY = "day", "日报告"


# What one record of the kind is counted in.
COUNTED_IN = {
    Subject.PROBLEM: "件",
    Subject.PATROL: "次",
    Subject.TASK: "项",
    Subject.SITE: "个",
    Subject.CHECK: "处",
    Subject.DAY: "村日",
}
