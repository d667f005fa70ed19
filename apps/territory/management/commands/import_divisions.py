from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from apps.common.verdicts import Refused
from apps.territory import actions


class Command(BaseCommand):
    help = "Takes over a county's divisions from a CSV file with the columns code,name[,level]."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    def handle(self, *, file, **options):
        try:
            done = actions.import_divisions(_text(file.read_bytes()))
        except (OSError, UnicodeDecodeError) as problem:
            raise CommandError(f"读不了文件 {file}：{problem}") from problem
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"新增 {done.created} 个区划，更名 {done.renamed} 个，未变 {done.unchanged} 个。")


def _text(content: bytes) -> str:
    """Spreadsheet programs of Chinese offices save CSV files in GB 18030 unless told otherwise."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030")
