"""报表公文: reports by month, one report, the records behind a figure, files."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.access import open_to
from apps.accounts.roles import COUNTY, TOWNSHIP, Role
from apps.assessments.listing import page_behind
from apps.assessments.subjects import Subject
from apps.common import clock
from apps.common.arguments import month_in
from apps.common.handing_over import BROKER_IS_AWAY
from apps.common.scoping import get_or_404
from apps.common.verdicts import Refused
from apps.reports import actions, files, queries, tasks, wording
from apps.reports.forms import MonthForm, TextForm
from apps.reports.kinds import MEDIA_TYPES, FileFormat
from apps.reports.models import Figure, Report
from apps.reports.pages import ReportPage, report_rows
from apps.reports.readings import Reading

READERS = TOWNSHIP | COUNTY | {Role.VILLAGE_LEADER}
MAKERS = TOWNSHIP | {Role.COUNTY_STAFF}


@require_safe
@open_to(READERS)
def reports(request):
    months = queries.months(request.user)
    month = month_in(request.GET.get("month", "")) or (months[0] if months else None)
    context = {
        "months": months,
        "month": month,
        "rows": report_rows(request.user, month) if month else [],
        "form": MonthForm(today=clock.today()) if request.user.roles & MAKERS else None,
        "job": _job(request.user, month) if month else None,
    }
    return render(request, "reports/reports.html", context)


@require_POST
@open_to(MAKERS)
def make_reports(request):
    form = MonthForm(request.POST, today=clock.today())
    if not form.is_valid():
        messages.error(request, "请选择要生成的月份。")
        return redirect("reports")
    month = form.cleaned_data["month"]
    targets = queries.targets_of(request.user, month=month)
    try:
        wanted = actions.ask_for(targets, month=month, by=request.user, at=clock.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        if not tasks.start(wanted, month=month, by=request.user):
            messages.warning(request, BROKER_IS_AWAY)
    return redirect(f"{reverse('reports')}?month={month:%Y-%m}")


@require_safe
@open_to(READERS)
def reports_progress(request, month):
    first = month_in(month)
    if first is None:
        raise Http404
    job = _job(request.user, first)
    if job is None:
        return HttpResponse()
    return render(request, "components/progress.html", job)


def _job(user, month) -> dict | None:
    """The progress of a month while it is being made, and once more when it is over."""
    progress = queries.progress(user, month, now=clock.now())
    if progress is None:
        return None
    page = f"{reverse('reports')}?month={month:%Y-%m}"
    return {
        "name": f"生成{month.year}年{month.month}月报表",
        "done": progress.done,
        "total": progress.total,
        "unit": "份",
        "url": reverse("reports_progress", args=[f"{month:%Y-%m}"]),
        "finished": progress.is_over,
        "failed": progress.is_over and progress.failed > 0,
        "words": progress.words,
        "next_url": page if progress.is_over else "",
        "next_label": "查看报表",
    }


@require_safe
@open_to(READERS)
def report(request, pk):
    mine = Report.objects.visible_to(request.user).select_related("published_by", "made_by")
    report = get_or_404(mine.defer("extracts"), pk=pk)
    page = ReportPage(report, Reading(report), request.user)
    return render(request, "reports/report.html", {"page": page, "report": report, "reading": page.reading})


@require_safe
@open_to(READERS)
def report_differences(request, pk):
    report = get_or_404(Report.objects.visible_to(request.user).defer("extracts"), pk=pk)
    before = queries.version_before(request.user, report)
    context = {
        "report": report,
        "before": before,
        "title": f"{wording.titled(Reading(report))}第{report.version}版与上一版的差异",
        "differences": queries.differences(before, report) if before else [],
    }
    return render(request, "reports/differences.html", context)


@require_safe
@open_to(READERS)
def report_figure(request, pk, figure):
    report = get_or_404(Report.objects.visible_to(request.user).defer("extracts"), pk=pk)
    figure = get_or_404(Figure.objects.filter(report=report).select_related("report"), pk=figure)
    reading = Reading(report)
    subject = Subject(reading.measures[figure.key].subject)
    opened = queries.opened(figure, subject, request.user)
    context = {
        "report": report,
        "figure": figure,
        "opened": opened,
        "behind": page_behind(subject, opened.records, request.user, cursor=request.GET.get("cursor", "")),
        "heading": wording.figure_heading(reading, figure),
    }
    return render(request, "reports/figure.html", context)


@require_POST
@open_to(MAKERS)
def publish_report(request, pk):
    report = get_or_404(Report.objects.visible_to(request.user), pk=pk)
    try:
        actions.publish(report, by=request.user, at=clock.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "已发布，相关单位现在就能看到；下载的 Word 和 Excel 就是发布时的文件。")
    return redirect("report", pk)


@require_POST
@open_to(MAKERS)
def revise_report(request, pk):
    report = get_or_404(Report.objects.visible_to(request.user), pk=pk)
    try:
        report = actions.revise(report, by=request.user, at=clock.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"已另起第{report.version}版草稿，改好后再发布。")
    return redirect("report", report.pk)


@require_POST
@open_to(MAKERS)
def write_report_text(request, pk):
    report = get_or_404(Report.objects.visible_to(request.user), pk=pk)
    form = TextForm(request.POST)
    if not form.is_valid():
        messages.error(request, "".join(error for errors in form.errors.values() for error in errors))
        return redirect("report", pk)
    try:
        actions.write_text(report, **form.cleaned_data, by=request.user, at=clock.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "已保存，下载的 Word 里已经是新的文字；重新生成时会保留。")
    return redirect(f"{reverse('report', args=[pk])}#{form.cleaned_data['section']}")


@require_safe
@open_to(READERS)
def report_file(request, pk, file_format):
    report = get_or_404(Report.objects.visible_to(request.user), pk=pk)
    if file_format not in FileFormat.values:
        raise Http404
    return HttpResponse(
        files.content(report, file_format),
        content_type=MEDIA_TYPES[file_format],
        headers={
            "Content-Disposition": files.disposition(report, file_format),
            "Cache-Control": "private, no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )
