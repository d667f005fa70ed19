"""五有标准 for works that put right what an inspection found: the kind of site that it is asked of."""

import datetime as dt

from django.db import migrations

KEY = "rectification_works"
ITEMS = [
    ("managers", "有管理人员"), ("workers", "有施工人员"), ("progress", "有形象进度"), ("activity", "有施工行动"),
    ("effect", "有帮扶成效"),
]  # fmt: skip


def plant(apps, schema_editor):
    kinds, checklists = apps.get_model("inspections", "SiteKind"), apps.get_model("inspections", "Checklist")
    attributes = apps.get_model("inspections", "SiteAttribute")
    if kinds.objects.filter(key=KEY).exists():
        return  # planted before this migration was taken back
    kind = kinds.objects.create(key=KEY, name="整改工程工地", category="other", position=75)
    for number, (key, label, type_) in enumerate(
        [("builder", "施工单位", "text"), ("works", "整改工程内容", "text"), ("until", "计划完工", "day")], start=1
    ):
        attributes.objects.create(kind=kind, key=key, label=label, type=type_, position=number * 10)
    items = [{"key": key, "label": label} for key, label in ITEMS]
    published = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    checklists.objects.create(kind=kind, version=1, items=items, published_at=published, standard="五有标准")


class Migration(migrations.Migration):
    dependencies = [("inspections", "0006_standards")]

    operations = [migrations.RunPython(plant, migrations.RunPython.noop)]
