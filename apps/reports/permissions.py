"""May this person make, write or publish this report? Pages show the answer's reason, actions raise it."""

from apps.accounts.roles import TOWNSHIP, Role
from apps.common.verdicts import YES, Verdict, no
from apps.reports.kinds import ReportKind


def may_make(user, kind: str, division_code: str) -> Verdict:
    if user.holds(Role.COUNTY_STAFF, over=division_code):
        return YES
    if kind == ReportKind.TOWNSHIP_MONTHLY and user.holds(*TOWNSHIP, over=division_code):
        return YES
    return no("月报由镇环保岗、镇领导或县生态环境局生成，县通报由县生态环境局生成。")


def may_write(user, report) -> Verdict:
    if not report.is_draft:
        return no("已经发布或被替代的文稿不能再改；需要修改时，请点“另起一版”。")
    return may_make(user, report.kind, report.division_code)


def may_revise(user, report) -> Verdict:
    """A published report is never changed; a new version is written beside it."""
    if not report.published_at or report.status != report.Status.PUBLISHED:
        return no("只有已发布的文稿需要另起一版。")
    return may_make(user, report.kind, report.division_code)


def may_publish(user, report) -> Verdict:
    if not report.is_draft:
        return no(f"这一版{report.get_status_display()}，不用再发布。")
    if not report.is_finished:
        return no("这一稿统计时本月还没有结束。请在月份结束后重新生成，再发布。")
    if report.kind == ReportKind.COUNTY_RANKING:
        if user.holds(Role.COUNTY_STAFF, over=report.division_code):
            return YES
        return no("县通报由县生态环境局发布。")
    if user.holds(Role.TOWNSHIP_LEADER, over=report.division_code):
        return YES
    return no("乡镇月报由镇领导发布。")
