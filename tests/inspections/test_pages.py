"""Every page of the app: it opens for whom it is, its form does its work, its list costs the same for 1 and 5 rows."""

import datetime as dt
import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from apps.common import clock
from apps.inspections.actions.patrols import log_patrol
from apps.inspections.models import Grid, GridMember, Patrol, PatrolPlan, PatrolTask, Site
from apps.inspections.records import read
from apps.problems.models import Problem
from apps.problems.states import State
from tests.cast import JILONG, XINGLONG
from tests.inspections import setting

LISTS = (
    "patrol_tasks", "patrols", "days", "sites", "grids", "patrol_plans", "gaps", "out_of_watch", "site_kinds", "powers", "phones",
    "backups", "new_patrol", "new_leave",
)  # fmt: skip


def patrolled(person, site):
    at = clock.now() - dt.timedelta(minutes=5)
    record = setting.body(person, at, visits=[{"site": site.pk}])
    return log_patrol(record=read(setting.frozen(record)), by=person, at=clock.now()).patrol


@pytest.mark.parametrize("name", LISTS)
def test_every_page_opens_empty_and_filled(county, signed_in, name):
    client = signed_in(county.township_staff)
    empty = client.get(reverse(name))
    setting.grid()
    patrolled(county.grid_member, setting.site(keeper=county.grid_member))

    assert (empty.status_code, client.get(reverse(name)).status_code) == (200, 200)


@pytest.mark.parametrize("name", ["patrols", "sites", "grids"])
def test_a_list_costs_the_same_for_one_row_and_for_five(county, signed_in, django_assert_num_queries, name):
    client = signed_in(county.township_staff)

    def fill(number):
        grid = setting.grid(f"{XINGLONG}{number:03d}", f"第{number}网格")
        patrolled(county.grid_member, setting.site(grid.code, keeper=county.grid_member))

    fill(1)
    client.get(reverse(name))
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as one:
        client.get(reverse(name))
    for number in range(2, 6):
        fill(number)
    with django_assert_num_queries(len(one)):
        client.get(reverse(name))


def test_a_grid_is_founded_led_and_handed_over_on_its_pages(county, signed_in):
    client, today = signed_in(county.township_staff), clock.today().isoformat()
    client.post(reverse("new_grid"), {"parent": XINGLONG, "name": "第一网格", "area": "", "since": today})
    grid = Grid.objects.everywhere("test").get()
    member = {"duty": "leader", "side": "government", "person": county.grid_member.pk, "name": "", "since": today}
    client.post(reverse("assign_member", args=[grid.code]), member)
    leader = GridMember.objects.get()
    change = {"side": "government", "person": county.village_leader.pk, "name": "", "on": today}

    answer = client.post(reverse("hand_over", args=[grid.code, leader.pk]), change, follow=True)

    page = answer.content.decode()
    assert "由村主任甲接手" in page
    assert list(grid.members.in_force(clock.today()).values_list("name", flat=True)) == ["村主任甲"]


def test_a_site_is_filed_with_its_own_attributes(county, signed_in):
    client = signed_in(county.village_leader)
    setting.kind()
    page = client.get(reverse("new_site") + "?kind=livestock_farm")
    typed = {
        "form_key": page.context["form"]["form_key"].value(), "name": "兴龙养殖场", "division_code": XINGLONG, "risk": "high",
        "coordinates": "107.954244, 29.657202", "datum": "GCJ02", "own_species": "生猪", "own_stock": "120",
    }  # fmt: skip

    answer = client.post(reverse("new_site") + "?kind=livestock_farm", typed, follow=True)

    site = Site.objects.everywhere("test").get()
    assert (site.attributes, str(site.latitude), str(site.longitude)) == (
        {"species": "生猪", "stock": 120}, "29.660000", "107.950000",
    )  # fmt: skip
    assert "兴龙养殖场" in answer.content.decode()
    assert client.get(reverse("change_site", args=[site.pk])).status_code == 200


def test_one_tap_logs_a_visit_and_a_double_tap_is_one_patrol(county, signed_in):
    farm = setting.site()
    plan = PatrolPlan.objects.create(
        division_code=JILONG, name="每月一次", target="each_site", times=1, period="month", since=clock.today(),
        created_at=clock.now(),
    )  # fmt: skip
    first = clock.today().replace(day=1)
    end = (first + dt.timedelta(days=32)).replace(day=1)
    PatrolTask.objects.create(
        plan=plan,
        division_code=XINGLONG,
        site=farm,
        first_day=first,
        end_day=end,
        number=1,
        due_on=end - dt.timedelta(days=1),
    )
    client = signed_in(county.grid_member)
    (task,) = client.get(reverse("patrol_tasks")).context["page"]
    tap = {"uuid": str(task.key), "site": str(farm.pk)}

    for _ in range(2):
        assert "没有发现问题" in client.post(reverse("nothing_found"), tap, follow=True).content.decode()

    assert Patrol.objects.everywhere("test").count() == 1
    assert PatrolTask.objects.everywhere("test").get().done_on == clock.today()
    assert list(client.get(reverse("patrol_tasks")).context["page"]) == []


def test_a_finding_put_right_on_the_spot_is_logged_with_its_photos_on_the_page(county, signed_in):
    farm, client = setting.site(), signed_in(county.grid_member)
    key = client.get(reverse("new_patrol") + f"?site={farm.pk}").context["form"]["uuid"].value()
    typed = {
        "uuid": key, "sites": [farm.pk], "description": "路边一袋垃圾", "measure": "当场清走", "companions": "王五、赵六",
        "before": SimpleUploadedFile("a.jpg", setting.jpeg(noise=1)), "after": SimpleUploadedFile("b.jpg", setting.jpeg(noise=2)),
    }  # fmt: skip

    answer = client.post(reverse("new_patrol"), typed, follow=True)

    patrol, problem = Patrol.objects.everywhere("test").get(), Problem.objects.everywhere("test").get()
    assert answer.status_code == 200
    assert (patrol.persons, problem.state, problem.photos_to_come) == (3, State.CLOSED, 0)
    assert sorted(problem.attachments.values_list("phase", flat=True)) == ["after", "before"]
    photo = patrol.photos.first()
    assert client.get(reverse("patrol_photo", args=[patrol.pk, photo.pk])).status_code == 200


def test_a_plan_is_made_with_its_tasks_at_once(county, signed_in):
    setting.site()
    typed = {
        "name": "每月两次", "division_code": JILONG, "target": "each_site", "period": "month", "times": 2, "since": "2026-01-01",
        "kinds": [setting.kind().pk], "workdays_only": "on",
    }  # fmt: skip

    answer = signed_in(county.township_staff).post(reverse("new_plan"), typed, follow=True)

    plan = PatrolPlan.objects.everywhere("test").get()
    assert "2 个任务" in answer.content.decode()
    assert [row.times for row in (plan,)] == [2]


def test_a_backup_file_brings_what_the_phone_could_not_and_doubles_nothing(county, signed_in):
    photo, found = setting.jpeg(noise=3), setting.found("沟里有粪污")
    at = clock.now() - dt.timedelta(hours=5)
    photos = [{"sha256": setting.digest(photo), "role": "before", "finding": found["uuid"]}]
    envelope = setting.frozen(setting.body(county.grid_member, at, place=XINGLONG, findings=[found], photos=photos))
    import base64

    lines = [
        {"format": "patrol-backup/1", "device": {"id": "x"}, "records": 1, "photos": 1},
        {"photo": setting.digest(photo), "type": "image/jpeg", "base64": base64.b64encode(photo).decode()},
        {"record": envelope},
    ]
    content = "\n".join(json.dumps(line) for line in lines).encode()
    client = signed_in(county.township_staff)

    taken = [client.post(reverse("backups"), {"file": io.BytesIO(content)}).context["taken"] for _ in range(2)]

    assert [(row.stored, row.photos_stored, row.already, row.photos_already, row.refused) for row in taken] == [
        (1, 1, 0, 0, []), (0, 0, 1, 1, []),
    ]  # fmt: skip
    patrol = Patrol.objects.everywhere("test").get()
    assert (patrol.person, patrol.brought_by) == (county.grid_member, county.township_staff)


def test_a_neighbour_cannot_bring_somebody_elses_records(county, signed_in):
    envelope = setting.frozen(setting.body(county.grid_member, clock.now() - dt.timedelta(hours=1), place=XINGLONG))
    content = "\n".join(json.dumps(line) for line in ({"format": "patrol-backup/1"}, {"record": envelope})).encode()

    taken = signed_in(county.neighbour_staff).post(reverse("backups"), {"file": io.BytesIO(content)}).context["taken"]

    assert (taken.stored, taken.refused) == (0, ["这条记录是另一个账号写的，请用那个账号登录后再送。"])
    assert Patrol.objects.everywhere("test").count() == 0


def test_what_is_marked_is_looked_at_and_stays_readable(county, signed_in):
    farm = setting.site()
    patrol = patrolled(county.grid_member, farm)
    patrol.marks.create(mark="far", words="离点位约 3 公里")

    client = signed_in(county.township_staff)
    page = client.get(reverse("patrol", args=[patrol.pk])).content.decode()
    client.post(reverse("look_at_marks", args=[patrol.pk]))

    assert "不计分" in page
    assert patrol.marks.get().looked_by == county.township_staff
