"""Import a list from the command line, or see what an import would do."""

import json
from argparse import ArgumentParser
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from apps.common import arguments, clock
from apps.common.verdicts import Refused
from apps.imports import actions, queries, reading
from apps.territory.levels import Level, level_of
from apps.territory.models import Division

_NUMBERS = ("created", "updated", "unchanged", "duplicates")


class Command(BaseCommand):
    help = (
        "把一张问题清单导入台账。加 --json 时，标准输出只有一份结果 JSON（IMPORT.md 第 2 节），旁边的 counts 是"
        "新增、更新、没有变化和表内重复的件数；加 --dry-run 时只试算，counts 是预计的件数，什么也不留下。"
        "文件读不了也输出 JSON（errors 里说明原因）。只要命令本身能运行，退出码就是 0；"
        "文件不存在、区划代码不对等命令运行不了的情形，退出码是 1。"
    )

    def add_arguments(self, parser: ArgumentParser):
        parser.add_argument("file", type=Path, help="要导入的表格文件")
        parser.add_argument("--division", required=True, metavar="CODE", help="区县代码（6 位）或乡镇代码（9 位）")
        parser.add_argument("--user-township", default="", metavar="NAME", help="导入人所在乡镇的全称；县里导入的不填")
        parser.add_argument("--today", type=arguments.day, metavar="DATE", help="按哪一天导入，如 2026-04-20；默认今天")
        parser.add_argument("--dry-run", action="store_true", help="只试算，不写入台账")
        parser.add_argument("--json", action="store_true", help="输出结果 JSON")

    def handle(self, *, file, division, user_township, today, dry_run, json: bool, **options):
        content = self._content(file)
        place, township = self._place(division, user_township)
        upload = ContentFile(content, name=file.name)
        context = {"place": place, "user_township": township, "today": today or clock.today()}
        try:
            result, counts = (_try_out if dry_run else _bring_in)(upload, context, whole=json)
        except Refused:
            # Too large to be kept; the reader says so in the contract's words.
            result, counts = _only_read(content, file.name, context), dict.fromkeys(_NUMBERS, 0)
        self._say(result.to_json() | {"counts": counts}, as_json=json, dry_run=dry_run)

    def _content(self, file):
        try:
            return file.read_bytes()
        except OSError as failure:
            raise CommandError(f"读不了文件 {file}：{failure}") from failure

    def _place(self, code, township):
        if not Division.objects.filter(code=code, level__in=[Level.COUNTY, Level.TOWNSHIP]).exists():
            raise CommandError(f"区划表里没有区县或乡镇 {code}。请先运行 import_divisions。")
        if township and not Division.objects.filter(code__startswith=code[:6], name=township).exists():
            raise CommandError(f"{code[:6]} 没有乡镇“{township}”，请写全称。")
        return code, township or (queries.township_name(code) if level_of(code) == Level.TOWNSHIP else "")

    def _say(self, result, *, as_json, dry_run):
        if as_json:
            self.stdout.write(json.dumps(result, ensure_ascii=False, indent=1))
            return
        for error in result["errors"]:
            where = f"{error['sheet']} 第{error['row']}行：" if error["row"] else ""
            self.stdout.write(f"{where}{error['message']}")
        counts = result["counts"]
        self.stdout.write(
            f"{'预计' if dry_run else '完成'}：新增 {counts['created']}，更新 {counts['updated']}，"
            f"没有变化 {counts['unchanged']}，表内重复 {counts['duplicates']}。"
        )


def _bring_in(upload, context, *, whole):
    batch = actions.receive(file=upload, by=None, at=clock.now(), **context)
    result = actions.read(batch, whole=whole)
    counts = batch.promise
    if batch.is_open:
        actions.confirm(batch, by=None, at=clock.now())
        counts = actions.commit(batch_id=batch.pk, at=clock.now()).counts
    return result, _four(counts)


def _try_out(upload, context, *, whole):
    """Everything but the last step, and then nothing of it is kept."""
    with transaction.atomic():
        batch = actions.receive(file=upload, by=None, at=clock.now(), **context)
        try:
            result = actions.read(batch, whole=whole)
        finally:
            batch.file.storage.delete(batch.file.name)
        transaction.set_rollback(True)
    return result, _four(batch.promise)


def _only_read(content, name, context):
    return reading.read(content, name, gazetteer=None, today=context["today"])


def _four(counts):
    return {name: counts.get(name, 0) for name in _NUMBERS}
