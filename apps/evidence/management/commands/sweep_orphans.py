"""Remove evidence files that no record refers to; the timetable does the same every night."""

from django.core.management.base import BaseCommand

from apps.common import clock
from apps.evidence.upkeep import sweep_orphans


class Command(BaseCommand):
    help = "删除没有任何记录引用的照片和附件文件（上传中断时留下的）。"

    def handle(self, *args, **options):
        self.stdout.write(f"已删除 {sweep_orphans(at=clock.now())} 个无人引用的文件。")
