"""Making, writing and publishing reports. A version's figures never change once they are written."""

import datetime as dt
import hashlib
import io
import json

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone

from apps.assessments import periods
from apps.common import audit
from apps.common.models import LongWork
from apps.common.queries import calendar
from apps.common.verdicts import Refused
from apps.reports import briefs as daily
from apps.reports import files, queries, snapshots
from apps.reports.kinds import FileFormat, ReportKind, Section
from apps.reports.models import DailyBrief, Figure, Report, ReportFile, ReportRun, ReportText
from apps.reports.permissions import may_make, may_publish, may_revise, may_write
from apps.territory.models import Division

# A run that was asked for longer ago has lost its worker.
FORGOTTEN_AFTER = dt.timedelta(minutes=10)


@transaction.atomic
def make(*, kind: str, division_code: str, month: dt.date, at, by=None, afresh=False) -> Report:
    """The report of a month on the present data.

    Unchanged data give the version that is there; changed data a new version beside it. Two workers at once give one.
    `afresh` writes a new version in any case. Raises Refused for a month that has not begun.
    """
    today = timezone.localdate(at)
    if month > today:
        raise Refused("这个月份还没有开始，不能生成报表。")
    _hold(kind, division_code, month, at=at)
    taken = snapshots.take(kind, division_code, periods.month(month, as_of=today))
    last = queries.latest(kind, division_code, month)
    if last and last.fingerprint == taken.fingerprint and not afresh:
        return last
    if last and last.is_draft:
        last.status = Report.Status.REPLACED
        last.save(update_fields=["status"])
    report = Report.objects.create(
        kind=kind,
        division_code=division_code,
        month=month,
        version=last.version + 1 if last else 1,
        snapshot=taken.snapshot,
        extracts=taken.extracts,
        fingerprint=taken.fingerprint,
        made_at=at,
        made_by=by,
    )
    _keep_figures(report, taken.figures)
    report.refresh_from_db(from_queryset=Report.objects.within(division_code))
    audit.record("生成报表", at=at, by=by, about=report, version=report.version)
    return report


def _keep_figures(report, listed):
    Figure.objects.bulk_create(
        Figure(
            report=report,
            code=f"Z-{number:03d}",
            key=one.key,
            assessee=one.assessee,
            part=one.part,
            value=len(one.ids),
            ids=one.ids,
        )
        for number, one in enumerate(listed, start=1)
    )


def _hold(kind, division_code, month, *, at) -> ReportRun:
    """Locks the run's row until the end of the transaction; a second worker waits here."""
    runs = ReportRun.objects.within(division_code)
    nobody_waits = {"asked_at": at, "stage": LongWork.Stage.DONE}
    runs.get_or_create(kind=kind, division_code=division_code, month=month, defaults=nobody_waits)
    return runs.select_for_update().get(kind=kind, division_code=division_code, month=month)


# --- As a background task, with its progress ---


@transaction.atomic
def ask_for(targets, *, month: dt.date, by, at) -> list[queries.Target]:
    """Note that these reports are wanted; returns those that nobody is making already."""
    for kind, code in targets:
        may_make(by, kind, code).or_raise()
    if month > timezone.localdate(at):
        raise Refused("这个月份还没有开始，不能生成报表。")
    wanted = []
    for kind, code in targets:
        run = _hold(kind, code, month, at=at)
        if _is_being_made(run, at):
            continue
        _set_stage(run, LongWork.Stage.QUEUED, asked_at=at, started_at=None, finished_at=None, failure="")
        wanted.append((kind, code))
    return wanted


def _is_being_made(run, at) -> bool:
    waiting = run.stage in (LongWork.Stage.QUEUED, LongWork.Stage.RUNNING)
    return waiting and run.asked_at > at - FORGOTTEN_AFTER


def run(*, kind: str, division_code: str, month: dt.date, at, by=None) -> Report | None:
    """Make a report and keep the run's row up to date for the page that shows it."""
    with transaction.atomic():
        _set_stage(_hold(kind, division_code, month, at=at), LongWork.Stage.RUNNING, started_at=at, failure="")
    outcome = {"stage": LongWork.Stage.FAILED, "failure": "生成时出了错，请稍后重新生成；一直不行请联系系统管理员。"}
    try:
        report = make(kind=kind, division_code=division_code, month=month, at=at, by=by)
        outcome = {"stage": LongWork.Stage.DONE, "failure": "", "steps_done": 1, "steps_total": 1}
    except Refused as refusal:
        outcome["failure"] = str(refusal)
        return None
    finally:
        with transaction.atomic():
            _set_stage(_hold(kind, division_code, month, at=at), finished_at=at, **outcome)
    return report


def _set_stage(run, stage, **facts):
    run.stage = stage
    for name, value in facts.items():
        setattr(run, name, value)
    run.save(update_fields=["stage", *facts])


# --- The township's brief of a day ---


@transaction.atomic
def make_brief(*, division_code: str, day: dt.date, at) -> DailyBrief:
    """The township's brief of a working day, made once: again, late or by two workers, it is the one that is there.

    What arrives after it was made stands in the ledger and in the month's figures. Raises Refused for a day of rest.
    """
    if day > timezone.localdate(at):
        raise Refused("还没有到的日子不能生成日报。")
    if not calendar().is_workday(day):
        raise Refused("休息日不要求报日报告，不生成日报；这几天的巡查写进下一个工作日的日报。")
    briefs = DailyBrief.objects.within(division_code)
    kept = briefs.filter(division_code=division_code, day=day).first()
    if kept is not None:
        return kept
    data = json.loads(json.dumps(_snapshot_of_day(division_code, day, at), cls=DjangoJSONEncoder))
    stream = io.BytesIO()
    daily.write(data, stream)
    content = stream.getvalue()
    facts = {"snapshot": data, "content": content, "sha256": hashlib.sha256(content).hexdigest(), "made_at": at}
    brief, made = briefs.get_or_create(division_code=division_code, day=day, defaults=facts)
    if made:
        audit.record("生成日报", at=at, by=None, about=brief, sha256=brief.sha256)
    return brief


def _snapshot_of_day(division_code, day, at) -> dict:
    organ = snapshots.organ(ReportKind.TOWNSHIP_MONTHLY, Division.objects.get(pk=division_code))
    return daily.snapshot(division_code, day, organ=organ, at=at)


# --- By people ---


@transaction.atomic
def write_text(report, *, section: str, text: str, by, at) -> ReportText:
    """Sentences of one block; they stay when the figures are computed again."""
    report = _locked(report, by)
    may_write(by, report).or_raise()
    written, _ = ReportText.objects.within(report.division_code).update_or_create(
        kind=report.kind,
        division_code=report.division_code,
        month=report.month,
        section=Section(section),
        defaults={"text": text.strip(), "by": by, "at": at},
    )
    audit.record("填写报表文字", at=at, by=by, about=report, section=section, text=written.text)
    return written


@transaction.atomic
def publish(report, *, by, at) -> Report:
    """Freeze the report with its files as they are now. What was published before stays, marked as replaced."""
    report = _locked(report, by)
    may_publish(by, report).or_raise()
    earlier = Report.objects.within(report.division_code).of(report.kind, report.division_code, report.month)
    earlier.published().update(status=Report.Status.REPLACED)
    report.texts = queries.texts(report)
    report.status = Report.Status.PUBLISHED
    report.published_at, report.published_by = at, by
    report.save(update_fields=["texts", "status", "published_at", "published_by"])
    sums = {file_format.value: _keep_file(report, file_format).sha256 for file_format in FileFormat}
    audit.record("发布报表", at=at, by=by, about=report, version=report.version, sha256=sums)
    return report


def _keep_file(report, file_format) -> ReportFile:
    stream = io.BytesIO()
    files.write(report, file_format, stream)
    content = stream.getvalue()
    return ReportFile.objects.create(
        report=report, format=file_format, content=content, sha256=hashlib.sha256(content).hexdigest()
    )


@transaction.atomic
def revise(report, *, by, at) -> Report:
    """A new draft beside the published report, on the present data, with the published sentences to go on from."""
    report = _locked(report, by)
    may_revise(by, report).or_raise()
    if (
        Report.objects.within(report.division_code)
        .of(report.kind, report.division_code, report.month)
        .filter(status=Report.Status.DRAFT)
    ):
        raise Refused("已经有一版草稿，请直接在草稿上修改。")
    return make(kind=report.kind, division_code=report.division_code, month=report.month, at=at, by=by, afresh=True)


def _locked(report, by) -> Report:
    """Whoever acts second finds out what the first one did. Raises Report.DoesNotExist out of scope."""
    return Report.objects.visible_to(by).select_for_update(of=("self",)).get(pk=report.pk)
