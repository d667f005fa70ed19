"""The closed vocabularies of an import, and the field names of the contract in the words of the office."""

from django.db.models import TextChoices


class Status(TextChoices):
    RECEIVED = "received", "等待读取"
    UNREADABLE = "unreadable", "读不了"
    READ = "read", "等待确认"
    COMMITTING = "committing", "正在导入"
    COMMITTED = "committed", "已导入"
    UNDOING = "undoing", "正在撤销"
    UNDONE = "undone", "已撤销"
    DROPPED = "dropped", "没有导入"


class Outcome(TextChoices):
    """What an import does, or did, with one row."""

    CREATED = "created", "新增"
    UPDATED = "updated", "更新"
    UNCHANGED = "unchanged", "没有变化"
    DUPLICATE = "duplicate", "表内重复"
    CONFLICT = "conflict", "和别人的改动冲突"
    REFUSED = "refused", "不归您导入"
    FAILED = "failed", "读不懂"


# The four numbers of the contract (section 9) under their names there.
COUNTS = {"created": Outcome.CREATED, "updated": Outcome.UPDATED, "unchanged": Outcome.UNCHANGED,
          "duplicates": Outcome.DUPLICATE}  # fmt: skip

# What a column may be taken as; the order is the order of the menu.
FIELD_LABELS = {
    "external_no": "来件编号",
    "title": "问题名称",
    "description": "问题描述",
    "source": "问题来源",
    "category": "问题类型",
    "township": "乡镇（街道）",
    "village": "村（社区）",
    "location": "具体位置",
    "discovered_on": "发现日期",
    "deadline": "整改期限",
    "goal": "整改目标",
    "measures": "整改措施",
    "lead_unit": "牵头单位",
    "supporting_units": "配合单位",
    "responsible_person": "责任人",
    "supervisor": "督导领导",
    "progress": "整改进展",
    "state": "整改状态",
    "completed_on": "整改完成日期",
    "closed_on": "销号日期",
    "remarks": "备注",
}

IGNORED_REASONS = {
    "title": "表头上方的标题",
    "column_numbers": "栏目编号行",
    "repeated_header": "重复的表头",
    "total": "合计行",
    "note": "表下说明",
    "section_heading": "分组标题",
    "continuation": "上一条的续行",
    "empty_row": "只有序号的空行",
    "no_header": "工作表没有可用的表头",
    "example": "模板里的示例行",
}
