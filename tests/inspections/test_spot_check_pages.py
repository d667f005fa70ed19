"""The pages of spot checks: drawn with one form, recorded with one tap or item by item, counted with links."""

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from apps.common import clock
from apps.inspections.drawing import fingerprint
from apps.inspections.models import SpotCheck, SpotCheckDraw
from apps.problems.models import Problem
from tests.inspections import setting, spot_setting


@pytest.fixture
def check(county):
    setting.site(name="兴龙养殖场")
    return spot_setting.check_of(spot_setting.drawn(county, clock.now(), people=(county.supervisor,)))


def typed(client, check, **facts):
    """The form as it opens, with what is filled in."""
    form = client.get(reverse("record_spot_check", args=[check.pk])).context["form"]
    return {"form_key": str(form["form_key"].value()), "checklist": spot_setting.checklist_of(check).version} | facts


def usual_of(form) -> dict:
    """What a form has chosen already when it opens."""
    return {name: value for name in form.fields if (value := form[name].value()) is not None}


def put(client, check, facts):
    return client.post(reverse("record_spot_check", args=[check.pk]), facts, follow=True).content.decode()


def test_drawing_takes_one_tap_and_shows_list_seed_and_proof(county, signed_in):
    for _ in range(8):
        setting.site()
    client = signed_in(county.supervisor)
    form = client.get(reverse("new_spot_draw")).context["form"]
    usual = usual_of(form)

    page = client.post(reverse("new_spot_draw"), usual, follow=True)

    draw = SpotCheckDraw.objects.visible_to(county.supervisor).get()
    text = page.content.decode()
    assert (draw.how_many, draw.each, "已抽出 6 处" in text) == (6, 2, True)
    assert draw.seed in text and draw.frame_sha256 in text
    assert text.count("ledger-title") == 6
    again = client.get(reverse("spot_draw", args=[draw.pk]) + "?again=1").content.decode()
    assert "一处不差" in again and "一处不差" not in text
    assert "最近30天抽过" in client.get(reverse("new_spot_draw")).content.decode()


def test_the_frame_that_is_downloaded_has_the_fingerprint_that_is_shown(county, signed_in, check):
    answer = signed_in(county.county_staff).get(reverse("spot_draw_frame", args=[check.draw_id]))

    assert fingerprint(json.loads(answer.content)) == check.draw.frame_sha256
    assert "attachment" in answer["Content-Disposition"]


def test_an_impossible_draw_says_why_and_keeps_what_was_typed(county, signed_in):
    setting.site()
    client = signed_in(county.supervisor)
    form = client.get(reverse("new_spot_draw")).context["form"]
    usual = usual_of(form) | {"title": "秋季抽查"}

    page = client.post(reverse("new_spot_draw"), usual).content.decode()

    assert "只有 1 处在用的点位，抽不出 6 处" in page and "秋季抽查" in page
    assert SpotCheckDraw.objects.visible_to(county.supervisor).count() == 0


def test_one_tap_records_a_site_in_order_and_a_double_tap_is_one_record(county, signed_in, check):
    client = signed_in(county.supervisor)
    tap = typed(client, check, all_fine="1")

    pages = [put(client, check, tap) for _ in range(2)]

    kept = SpotCheck.objects.visible_to(county.township_staff).get()
    assert all("没有发现问题" in page for page in pages)
    assert set(kept.answers.values()) == {"fine"}
    assert Problem.objects.everywhere("test").count() == 0


def test_a_problem_is_recorded_with_its_photo_and_goes_to_the_ledger_once(county, signed_in, check):
    client = signed_in(county.supervisor)
    answers = {f"answer_{key}": value for key, value in spot_setting.answers_of(check, manure="problem").items()}
    facts = typed(client, check, words_manure="粪污外溢到路边沟", note="现场有两人", **answers)

    for _ in range(2):
        facts["photos_manure"] = SimpleUploadedFile("a.jpg", setting.jpeg(noise=1))
        page = put(client, check, facts)

    problem = Problem.objects.visible_to(county.township_staff).get()
    assert (problem.description, problem.get_source_display()) == ("粪污外溢到路边沟", "县级检查")
    assert problem.attachments.filter(photo__isnull=False).count() == 1
    assert "没有巡查" in page and reverse("problem", args=[problem.pk]) in page
    assert "/photos/" in page


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({}, "请选一项"),
        ({"answer_manure": "problem", "all_fine": "1"}, "不能按“全部正常”登记"),
        ({"answer_manure": "problem"}, "请写一句话说明发现了什么问题"),
        ({"words_": "场外有病死猪", "all_fine": "1"}, "不能按“全部正常”登记"),
        ({"found_at": "2099-01-01T08:00", "all_fine": "1"}, "检查时间不能晚于现在"),
    ],
)
def test_what_is_missing_is_said_beside_its_field_and_nothing_is_recorded(county, signed_in, check, facts, words):
    client = signed_in(county.supervisor)

    page = put(client, check, typed(client, check, **facts))

    assert words in page
    assert SpotCheck.objects.visible_to(county.supervisor).recorded().count() == 0


def test_my_checks_are_those_that_wait_for_me(county, signed_in, check):
    mine = signed_in(county.supervisor).get(reverse("my_spot_checks")).content.decode()
    others = signed_in(county.county_staff).get(reverse("my_spot_checks")).content.decode()

    assert ("兴龙养殖场" in mine, "兴龙养殖场" in others) == (True, False)
    page = signed_in(county.county_staff).get(reverse("record_spot_check", args=[check.pk])).content.decode()
    assert "只有抽到的检查人员能登记" in page


def test_cancelling_asks_for_a_reason_and_keeps_it_on_the_list(county, signed_in, check):
    client = signed_in(county.county_staff)
    address = reverse("cancel_spot_check", args=[check.pk])

    assert "请填写" in client.post(address, {"reason": ""}).content.decode()
    page = client.post(address, {"reason": "点位已拆除"}, follow=True).content.decode()

    assert "点位已拆除" in page
    assert "点位已拆除" in client.get(reverse("spot_check", args=[check.pk])).content.decode()


def test_every_figure_of_the_comparison_opens_its_list(county, signed_in, check):
    spot_setting.recorded(check, clock.now(), problems={"manure": "粪污外溢"})
    client = signed_in(county.county_staff)

    page = client.get(reverse("spot_differences")).content.decode()

    figures = re.findall(r'<a href="(/inspections/spot-checks/\?[^"]+)">(\d+)</a>', page)
    assert sorted(int(number) for _, number in figures) == [0, 0, 0, 1, 1]
    for address, number in figures:
        assert client.get(address.replace("&amp;", "&")).context["total"] == int(number)


def test_the_printed_list_names_sites_inspectors_and_seed(county, signed_in, check):
    page = signed_in(county.supervisor).get(reverse("spot_draw_list", args=[check.draw_id])).content.decode()

    assert all(word in page for word in ("兴龙养殖场", "督查甲（丰都县生态环境局）", check.draw.seed, "data-print"))


@pytest.mark.parametrize(
    ("who", "words"),
    [("supervisor", "双随机抽查"), ("township_staff", "县级抽查"), ("grid_member", ""), ("office_staff", "")],
)
def test_the_tab_is_there_for_whom_it_concerns(county, signed_in, who, words):
    page = signed_in(getattr(county, who)).get(reverse("patrols")).content.decode()

    assert [word for word in ("双随机抽查", "县级抽查") if word in page] == ([words] if words else [])


@pytest.mark.parametrize("name", ["spot_checks", "spot_draws", "spot_differences"])
def test_a_list_costs_the_same_for_one_row_and_for_five(county, signed_in, django_assert_num_queries, name):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = signed_in(county.county_staff)

    def fill():
        setting.site()
        spot_setting.recorded(spot_setting.check_of(spot_setting.drawn(county, clock.now())), clock.now())

    fill()
    client.get(reverse(name))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse(name))
    for _ in range(4):
        fill()
    with django_assert_num_queries(len(one)):
        client.get(reverse(name))
