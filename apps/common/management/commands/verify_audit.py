"""Prove that nobody has changed, added or taken away a sealed entry of the audit trail."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from apps.common import sealing
from apps.common.models import AuditEntry, AuditSeal


class Command(BaseCommand):
    help = (
        "核对操作记录有没有被改动、删除或补写。最后一行的校验码请和备份一起另外保存；"
        "以后用 --expect 校验码 核对，连封存记录本身被整个重做也查得出来。"
    )

    def add_arguments(self, parser):
        parser.add_argument("--expect", metavar="CODE", help="以前核对时记下的校验码")

    def handle(self, *, expect, **options):
        if expect and not AuditSeal.objects.filter(sha256=expect).exists():
            raise CommandError("封存记录里没有这个校验码：操作记录的封存被改动过，或者校验码抄错了。请和备份核对。")
        broken = list(sealing.breaks())
        for found in broken:
            self.stdout.write(
                f"第 {found.seal.pk} 段（{_when(found.seal)} 封存，到第 {found.seal.until} 条）：{found.words}。"
            )
        head = sealing.head()
        if broken:
            raise CommandError(f"操作记录被改动过，{len(broken)} 段对不上。请保护现场，和备份核对。")
        if head is None:
            self.stdout.write("操作记录还没有封存过。定时任务每小时封存一次。")
            return
        waiting = AuditEntry.objects.filter(pk__gt=head.until).count()
        self.stdout.write(
            f"{AuditSeal.objects.count()} 段全部完好，到第 {head.until} 条；另有 {waiting} 条还没有封存。"
        )
        self.stdout.write(f"校验码 {head.sha256}（{_when(head)}）")


def _when(seal) -> str:
    return f"{timezone.localtime(seal.sealed_at):%Y-%m-%d %H:%M}"
