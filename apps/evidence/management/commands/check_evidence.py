"""Prove after a restore or a move that every kept file is there and is what was uploaded."""

from django.core.management.base import BaseCommand, CommandError

from apps.evidence.models import Document, Photo
from apps.evidence.upkeep import broken


class Command(BaseCommand):
    help = "逐一核对照片原图和附件：文件在不在，内容和上传时是否一致。"

    def handle(self, *args, **options):
        faults = 0
        for rows in (Photo.objects.all(), Document.objects.all()):
            for row, sentence in broken(rows):
                faults += 1
                self.stdout.write(f"{row.pk}  {row.original_name}  {sentence}")
        checked = Photo.objects.count() + Document.objects.count()
        if faults:
            raise CommandError(f"核对了 {checked} 个文件，{faults} 个有问题。请从备份恢复。")
        self.stdout.write(f"核对了 {checked} 个文件，全部完好。")
