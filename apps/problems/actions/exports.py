"""A long export: asked for, made by a worker, kept for a few days."""

import datetime as dt

from django.core.files import File
from django.db import transaction
from django.db.models.functions import Coalesce

from apps.common.models import LongWork
from apps.problems.models import ProblemExport

KEPT_DAYS = 7
GIVEN_UP_AFTER = dt.timedelta(hours=3)
NOT_DONE = "导出没有完成，请重新导出；再不行请联系系统管理员。"


def ask_for_export(*, by, at, query: str, rows: int) -> ProblemExport:
    return ProblemExport.objects.create(owner=by, created_at=at, query=query, steps_total=rows)


def begin_export(export, *, at) -> bool:
    """Take the export in hand, also after a worker who died at it; False when it is over."""
    waiting = ProblemExport.objects.filter(pk=export.pk, stage__in=(LongWork.Stage.QUEUED, LongWork.Stage.RUNNING))
    return bool(waiting.update(stage=LongWork.Stage.RUNNING, started_at=Coalesce("started_at", at)))


def advance_export(export, rows: int) -> None:
    ProblemExport.objects.filter(pk=export.pk).update(steps_done=rows)


@transaction.atomic
def finish_export(export, *, stream, rows: int, at) -> None:
    """Of two workers the first one's file is kept."""
    export = ProblemExport.objects.select_for_update().get(pk=export.pk)
    if export.is_over:
        return
    export.file.save("export.xlsx", File(stream), save=False)
    export.stage, export.steps_done, export.steps_total = LongWork.Stage.DONE, rows, rows
    export.finished_at = at
    export.save()


def fail_export(export, *, reason: str, at) -> None:
    under_way = ProblemExport.objects.filter(pk=export.pk).exclude(stage=LongWork.Stage.DONE)
    under_way.update(stage=LongWork.Stage.FAILED, failure=reason, finished_at=at)


def give_up_hopeless(*, at) -> None:
    """What was begun again and again for hours is not made by beginning once more."""
    hopeless = ProblemExport.objects.filter(stage=LongWork.Stage.RUNNING, started_at__lt=at - GIVEN_UP_AFTER)
    for export in hopeless:
        fail_export(export, reason=NOT_DONE, at=at)


def remove_old_exports(*, at) -> int:
    """Exports are copies of personal work data: they do not stay longer than somebody needs to fetch them."""
    old = ProblemExport.objects.filter(created_at__lt=at - dt.timedelta(KEPT_DAYS))
    for export in old:
        export.file.delete(save=False)
        export.delete()
    return len(old)
