"""Things that belong to 武平镇, or to another county: nobody of 暨龙镇 may find them."""

import datetime as dt
from uuid import uuid4

from apps.accounts.roles import Role
from apps.evidence.actions import keep_document, keep_photo
from apps.problems.actions import report as report_problem
from apps.problems.actions.steps import Step
from apps.problems.models import ProblemExport, SavedView
from apps.reports import actions as reports
from apps.territory.models import Division
from apps.workbench.actions import send_suggestion
from tests import cast
from tests.cast import WUPING, WUPING_VILLAGE
from tests.evidence.photos import jpeg, pdf, upload
from tests.imports.scene import line, received
from tests.imports.tables import received as received_table
from tests.inspections.neighbour import patrolled_by_neighbour
from tests.monitoring.setting import station


def neighbours_things(county, at) -> dict[str, object]:
    """Name -> what stands in the address."""
    neighbour = county.neighbour_staff
    photo = keep_photo(file=upload(jpeg(), "现场.jpg"), by=neighbour, at=at)
    document = keep_document(file=upload(pdf(), "材料.pdf"), by=neighbour, at=at)
    problem = report_problem(
        given=Step(by=neighbour, at=at, photos=(photo,), documents=(document,)),
        division_code=WUPING_VILLAGE,
        description="邻镇的问题",
        category="water",
        source="self_check",
    )
    report = reports.make(kind="township_monthly", division_code=WUPING, month=dt.date(2026, 10, 1), at=at)
    brief = reports.make_brief(division_code=WUPING, day=at.date(), at=at)
    view = SavedView.objects.create(person=neighbour, name="我的", query="state=open")
    export = ProblemExport.objects.create(owner=neighbour, query="", created_at=at)
    foreigner, post = _another_county()
    suggestion = send_suggestion(text="别县的意见", form_key=uuid4(), by=foreigner, at=at)
    return {
        "problem": problem.pk,
        "photo": photo.pk,
        "document": document.pk,
        "remark": "remark",
        "batch": received(neighbour, line(所属乡镇="武平镇", 所属村="坝周村"), at=at).pk,
        "table_kind": "sites",
        "table": received_table(
            neighbour, "sites", ["点位名称", "类型", "村"], ["邻镇场", "畜禽养殖场", "坝周村"], at=at
        ).pk,
        "sha256": "0" * 64,
        "report": report.pk,
        "figure": report.figures.values_list("pk", flat=True).first() or 0,
        "docx": "docx",
        "township": brief.division_code,
        "day": brief.day.isoformat(),
        "measure": "patrols",
        "part": "count",
        "month": "2026-10",
        "saved_view": view.pk,
        "export": export.pk,
        "person": foreigner.pk,
        "post": post.pk,
        "unit": post.organisation_id,
        "suggestion": suggestion.pk,
        "no_day": "2030-01-01",
        "monitoring_point": station(WUPING).pk,
    } | patrolled_by_neighbour(county, at, photo, document)


def _another_county():
    names = {"51": ("四川省", "province"), "5107": ("绵阳市", "city"), "510722": ("三台县", "county")}
    Division.objects.bulk_create([Division(code=code, name=name, level=level) for code, (name, level) in names.items()])
    bureau = cast.unit("三台县生态环境局", "510722", "bureau")
    foreigner = cast.person(Role.COUNTY_STAFF, "510722", bureau, "三台县局")
    return foreigner, foreigner.posts.get()
