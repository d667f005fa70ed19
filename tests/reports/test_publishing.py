"""Publishing freezes; sentences of people stay; a correction is a new version beside the old."""

import datetime as dt
import hashlib

import pytest
from django.db import IntegrityError

from apps.common.models import AuditEntry
from apps.common.verdicts import Refused
from apps.problems.models import Problem
from apps.problems.states import State
from apps.reports import actions, files, queries
from apps.reports.kinds import FileFormat, ReportKind
from apps.reports.models import Report, ReportFile
from tests import cast
from tests.reports.conftest import LATER, at, day

HOUR = dt.timedelta(hours=1)


def change(problem):
    Problem.objects.within(cast.COUNTY).filter(pk=problem.pk).update(
        state=State.SUBMITTED, completed_on=day(14), updated_at=LATER + HOUR
    )


def test_what_was_published_stays_byte_by_byte(made, october):
    report = actions.publish(made(), by=october.county_staff, at=LATER)
    sent = {one: files.content(report, one) for one in FileFormat}

    change(october.late)
    second = made(moment=LATER + 2 * HOUR)

    assert {one: files.content(report, one) for one in FileFormat} == sent
    assert (second.version, second.status) == (2, "draft")
    assert Report.objects.within(cast.COUNTY).get(pk=report.pk).status == "published"
    assert queries.changed_since(report) == 1


def test_the_sums_of_the_files_stand_in_the_audit_trail(made, october):
    report = actions.publish(made(), by=october.county_staff, at=LATER)

    sums = {one.format: hashlib.sha256(bytes(one.content)).hexdigest() for one in report.files.all()}
    assert {one.format: one.sha256 for one in report.files.all()} == sums
    assert AuditEntry.objects.get(action="发布报表").changes["sha256"] == sums


def test_published_files_cannot_be_changed_in_the_database(made, october):
    report = actions.publish(made(), by=october.county_staff, at=LATER)

    with pytest.raises(IntegrityError, match="never changed or deleted"):
        ReportFile.objects.filter(report=report).update(content=b"")


def test_a_second_published_version_replaces_the_first_but_both_stay(made, october):
    first = actions.publish(made(), by=october.county_staff, at=LATER)
    change(october.late)
    second = actions.publish(made(moment=LATER + HOUR), by=october.county_staff, at=LATER + 2 * HOUR)

    first.refresh_from_db(from_queryset=Report.objects.within(cast.COUNTY))
    assert (first.status, second.status) == ("replaced", "published")
    assert [one.pk for one in queries.versions(october.township_staff, second)] == [second.pk, first.pk]


def test_a_running_month_is_not_published(made, october):
    with pytest.raises(Refused, match="还没有结束"):
        actions.publish(made(moment=at(16)), by=october.county_staff, at=LATER)


def test_who_publishes_what(made, october):
    circular, monthly = made(), made(kind=ReportKind.TOWNSHIP_MONTHLY, code=cast.JILONG)

    with pytest.raises(Refused, match="镇领导发布"):
        actions.publish(monthly, by=october.township_staff, at=LATER)
    with pytest.raises(Refused, match="镇领导发布"):
        actions.publish(monthly, by=october.county_staff, at=LATER)
    with pytest.raises(Report.DoesNotExist):
        actions.publish(circular, by=october.township_leader, at=LATER)
    with pytest.raises(Refused, match="县生态环境局发布"):
        actions.publish(circular, by=october.supervisor, at=LATER)
    assert actions.publish(monthly, by=october.township_leader, at=LATER).status == "published"


def test_published_twice_is_refused(made, october):
    report = made()
    actions.publish(report, by=october.county_staff, at=LATER)

    with pytest.raises(Refused, match="不用再发布"):
        actions.publish(report, by=october.second_county_staff, at=LATER)


def test_sentences_of_people_outlive_the_versions(made, october):
    first = made()
    actions.write_text(first, section="problems", text=" 个别村巡查走过场。 ", by=october.county_staff, at=LATER)
    change(october.late)

    second = made(moment=LATER + HOUR)

    assert queries.texts(second) == {"problems": "个别村巡查走过场。", "next": ""}


def test_a_published_text_is_frozen_and_a_new_version_goes_on_from_it(made, october):
    report = made()
    actions.write_text(report, section="next", text="抓好秸秆禁烧。", by=october.county_staff, at=LATER)
    report = actions.publish(report, by=october.county_staff, at=LATER)
    with pytest.raises(Refused, match="另起一版"):
        actions.write_text(report, section="next", text="别的。", by=october.county_staff, at=LATER)

    second = actions.revise(report, by=october.county_staff, at=LATER + HOUR)
    actions.write_text(second, section="next", text="抓好冬季巡查。", by=october.county_staff, at=LATER + HOUR)

    assert (second.version, queries.texts(report)["next"]) == (2, "抓好秸秆禁烧。")
    assert queries.texts(second)["next"] == "抓好冬季巡查。"
    with pytest.raises(Refused, match="已经有一版草稿"):
        actions.revise(report, by=october.county_staff, at=LATER + HOUR)
