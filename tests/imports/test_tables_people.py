"""People with their posts by template, and the sheet of initial passwords."""

import datetime as dt
import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from apps.accounts.models import Post, User
from apps.accounts.roles import Role
from apps.common.models import AuditEntry
from apps.common.verdicts import Refused
from apps.imports.actions import table_passwords, table_undoing
from apps.problems.models import SavedView
from tests import cast
from tests.cast import COUNTY, JILONG, XINGLONG
from tests.imports.tables import TODAY, errors, four, fresh, imported, received

HEADINGS = ["姓名", "账号", "手机", "单位", "管辖范围", "角色", "任职日期", "离任日期"]


def post(name, role):
    return Post.objects.get(person__full_name=name, role=role)


def people(county, noon, *rows):
    return imported(county.administrator, "people", HEADINGS, *rows, at=noon)


def test_people_and_posts_are_new_changed_unchanged_and_unreadable(county, noon):
    leader = county.township_leader
    table = people(
        county, noon,
        ["李四", "", "13800000001", "镇规划环保岗", "", "镇环保岗", "2026-10-01", ""],
        ["李四", "", "13800000001", "丰都县生态环境局", "", "县生态环境局人员", "", ""],
        ["王五", "WangWu", "", "兴龙村", "暨龙镇兴龙村", "网格员", "", "2026-12-31"],
        ["镇长甲", leader.username, "", "暨龙镇人民政府", "", "镇领导", "", "2026-12-01"],
        ["环保岗甲", "", "", "镇规划环保岗", "", "镇环保岗", "", ""],
        ["赵六", "", "12345", "没有的单位", "", "镇环保岗", "", ""],
        ["钱七", "", "", "兴龙村", "", "镇领导", "", ""],
        ["孙八", leader.username, "", "镇规划环保岗", "", "镇环保岗", "", ""],
        ["周九", "", "", "镇规划环保岗", "", "镇环保岗", "2026-10-01", "2026-09-01"],
    )  # fmt: skip

    assert four(table.promise) == four(table.counts) == (3, 1, 1, 4)
    lisi = User.objects.get(full_name="李四")
    assert (lisi.username, lisi.phone, lisi.posts.count(), lisi.has_usable_password()) == (
        "李四",
        "13800000001",
        2,
        False,
    )
    assert lisi.must_change_password
    assert post("李四", Role.COUNTY_STAFF).valid_from == TODAY
    wangwu = post("王五", Role.GRID_MEMBER)
    assert (wangwu.person.username, wangwu.division_id, wangwu.valid_until) == (
        "wangwu",
        XINGLONG,
        dt.date(2026, 12, 31),
    )
    assert post("镇长甲", Role.TOWNSHIP_LEADER).valid_until == dt.date(2026, 12, 1)
    assert [(row, column) for row, column, _ in errors(table)] == [(7, "C"), (7, "D"), (8, "F"), (9, "B"), (10, "H")]
    assert table.rows.get(position=0).note == "账号按姓名取为“李四”。"


def test_a_second_person_of_the_same_name_gets_an_account_of_his_own(county, noon):
    cast.person(Role.COUNTY_STAFF, COUNTY, county.bureau, "李四")
    User.objects.filter(full_name="李四").update(username="李四")

    people(county, noon, ["李四", "", "", "镇规划环保岗", "", "镇环保岗", "", ""])

    assert post("李四", Role.TOWNSHIP_STAFF).person.username == "李四2"


def test_units_of_the_same_name_are_told_apart_by_their_place(county, noon):
    cast.unit("镇规划环保岗", cast.WUPING, "office", parent=county.neighbour_government)

    table = people(
        county,
        noon,
        ["李四", "", "", "镇规划环保岗", "暨龙镇", "镇环保岗", "", ""],
        ["王五", "", "", "镇规划环保岗", "", "镇环保岗", "", ""],
    )

    assert four(table.counts) == (1, 0, 0, 1)
    assert post("李四", Role.TOWNSHIP_STAFF).division_id == JILONG
    assert errors(table)[0][1] == "D"


def test_somebody_of_another_county_is_no_business_of_this_one(county, noon):
    stranger = User.objects.create(username="foreign", full_name="外县人")

    table = received(
        county.administrator,
        "people",
        HEADINGS,
        ["外县人", "foreign", "", "镇规划环保岗", "", "镇环保岗", "", ""],
        at=noon,
    )

    assert errors(table) == [(2, "B", "账号“foreign”已有人使用，请换一个。")]
    assert stranger.posts.count() == 0


def test_the_same_file_twice_brings_nobody_new(county, noon):
    row = ["李四", "", "", "镇规划环保岗", "", "镇环保岗", "2026-10-01", ""]
    people(county, noon, row)

    assert four(received(county.administrator, "people", HEADINGS, row, at=noon).promise) == (0, 0, 1, 0)


def test_passwords_exist_only_in_the_sheet_that_is_handed_out_once(county, noon, signed_in, client):
    table = people(county, noon, ["李四", "", "", "镇规划环保岗", "", "镇环保岗", "2026-10-01", ""])
    admin = signed_in(county.administrator)
    address = reverse("table_passwords", args=["people", table.pk])
    assert "生成初始密码表" in admin.get(reverse("table", args=["people", table.pk])).content.decode()

    answer = admin.post(address)
    rows = list(load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active.iter_rows(values_only=True))

    line = next(row for row in rows if row[0] == "李四")
    lisi = User.objects.get(full_name="李四")
    assert line[1] == "李四"
    assert lisi.check_password(line[2])
    assert lisi.must_change_password
    assert answer["Cache-Control"] == "private, no-store"
    assert line[2] not in str(list(AuditEntry.objects.values())) + str(list(table.rows.values()))
    assert admin.post(address).status_code == 302
    client.logout()
    assert (
        client.post(reverse("login"), {"username": "李四", "password": line[2]}, follow=True).redirect_chain[-1][0]
        == "/password/"
    )


def test_a_lost_sheet_is_made_anew_and_the_old_one_is_void(county, noon):
    table = people(county, noon, ["李四", "", "", "镇规划环保岗", "", "镇环保岗", "2026-10-01", ""])
    ((person, old),) = table_passwords.hand_out(table, by=county.administrator, at=noon)
    with pytest.raises(Refused):
        table_passwords.hand_out(table, by=county.administrator, at=noon)

    ((again, new),) = table_passwords.hand_out(table, anew=True, by=county.administrator, at=noon)

    assert (again, User.objects.get(pk=person.pk).check_password(old)) == (person, False)
    assert User.objects.get(pk=person.pk).check_password(new)


def test_nobody_but_who_imported_gets_the_passwords(county, noon):
    table = people(county, noon, ["李四", "", "", "镇规划环保岗", "", "镇环保岗", "2026-10-01", ""])
    other = cast.person(Role.ADMINISTRATOR, COUNTY, county.bureau, "管理员乙")

    with pytest.raises(Refused, match="只交给导入这张表的系统管理员"):
        table_passwords.hand_out(table, by=other, at=noon)


def test_undoing_takes_accounts_away_that_nobody_has_used(county, noon):
    table = people(
        county, noon,
        ["李四", "", "", "镇规划环保岗", "", "镇环保岗", "", ""], ["王五", "", "", "镇规划环保岗", "", "镇环保岗", "", ""],
        ["镇长甲", county.township_leader.username, "13800000009", "暨龙镇人民政府", "", "镇领导", "", "2026-12-01"],
    )  # fmt: skip
    User.objects.filter(full_name="王五").update(last_login=noon + dt.timedelta(hours=1))

    refused = table_undoing.undo(table, by=county.administrator, at=noon, today=TODAY)
    assert [(row.label, row.kept) for row in refused.kept] == [("王五 镇规划环保岗 镇环保岗", "王五已经登录使用。")]
    done = table_undoing.undo(fresh(table), by=county.administrator, at=noon, today=TODAY, rest=True)

    assert (done.removed, done.restored) == (1, 1)
    assert sorted(User.objects.filter(full_name__in=["李四", "王五"]).values_list("full_name", flat=True)) == ["王五"]
    leader = User.objects.get(pk=county.township_leader.pk)
    assert (leader.phone, leader.posts.get().valid_until) == ("", None)


def test_undoing_keeps_whom_a_record_names_and_takes_along_what_is_a_persons_own(county, noon):
    table = people(
        county, noon,
        ["李四", "", "", "镇规划环保岗", "", "镇环保岗", "", ""], ["王五", "", "", "镇规划环保岗", "", "镇环保岗", "", ""],
    )  # fmt: skip
    named, free = (User.objects.get(full_name=name) for name in ("李四", "王五"))
    cast.problem(discovered_by=named)
    SavedView.objects.create(person=free, name="我的", query="state=dispatched")

    done = table_undoing.undo(table, by=county.administrator, at=noon, today=TODAY, rest=True)

    assert [(row.label, row.kept) for row in done.kept] == [
        ("李四 镇规划环保岗 镇环保岗", "李四已经有办理记录，不能删除。")
    ]
    assert (named.posts.count(), User.objects.filter(pk=free.pk).exists(), SavedView.objects.count()) == (1, False, 0)
    withdrawn = AuditEntry.objects.filter(action__in=["撤回任职", "删除误开的账号"]).order_by("pk")
    assert list(withdrawn.values_list("action", "object_label")) == [
        ("撤回任职", "王五 镇规划环保岗 镇环保岗"), ("删除误开的账号", "王五"),
    ]  # fmt: skip
