"""The one Celery application, with the whole timetable of the product."""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("config")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

app.conf.beat_schedule = {
    # 每月 1 日 02:00 生成上月月报和排名
    "monthly-reports": {
        "task": "apps.reports.tasks.make_monthly_reports",
        "schedule": crontab(minute=0, hour=2, day_of_month=1),
    },
    # 每小时补做因停机错过的月报
    "missed-monthly-reports": {
        "task": "apps.reports.tasks.make_missed_monthly_reports",
        "schedule": crontab(minute=20),
    },
    # 每分钟接手没人做的报表
    "forgotten-reports": {
        "task": "apps.reports.tasks.make_forgotten_reports",
        "schedule": crontab(),
    },
    # 每小时封存一次操作记录，以后改动得了数据库也改不了记录而不被发现
    "audit-seals": {
        "task": "apps.common.tasks.seal_audit_trail",
        "schedule": crontab(minute=50),
    },
    # 每天 03:00 清理无人引用的附件
    "orphaned-files": {
        "task": "apps.evidence.tasks.sweep_orphaned_files",
        "schedule": crontab(minute=0, hour=3),
    },
    # 每小时看一次：新一年的放假安排录入以后，重新推算暂定的期限
    "provisional-days": {
        "task": "apps.problems.tasks.recount_provisional_days",
        "schedule": crontab(minute=5),
    },
    # 每天 03:30 删除七天前导出的台账文件
    "old-exports": {
        "task": "apps.problems.tasks.remove_old_exports",
        "schedule": crontab(minute=30, hour=3),
    },
    # 每分钟接手没人做的台账导出
    "stranded-exports": {
        "task": "apps.problems.tasks.resume_stranded_exports",
        "schedule": crontab(),
    },
    # 每天 00:10 派出本周期的巡查任务
    "patrol-tasks": {
        "task": "apps.inspections.tasks.make_patrol_tasks",
        "schedule": crontab(minute=10, hour=0),
    },
    # 每小时补做因停机没做完的巡查收尾（任务核销、照片入库）
    "interrupted-patrols": {
        "task": "apps.inspections.tasks.finish_interrupted_work",
        "schedule": crontab(minute=35),
    },
    # 每天 03:20 清理没有记录认领的巡查照片文件
    "incoming-photos": {
        "task": "apps.inspections.tasks.sweep_incoming_files",
        "schedule": crontab(minute=20, hour=3),
    },
    # 每小时看一次，到设定的钟点提醒还没报的村
    "daily-report-reminders": {
        "task": "apps.inspections.tasks.remind_of_daily_reports",
        "schedule": crontab(minute=0),
    },
    # 每小时看一次，到设定的钟点（默认 18:00）生成各乡镇当天的巡查日报，并补做上一个工作日漏掉的
    "daily-briefs": {
        "task": "apps.reports.tasks.make_daily_briefs",
        "schedule": crontab(minute=0),
    },
    # 每分钟接手中断的导入
    "stranded-imports": {
        "task": "apps.imports.tasks.resume_stranded_imports",
        "schedule": crontab(),
    },
}
