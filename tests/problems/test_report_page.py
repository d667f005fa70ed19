from uuid import uuid4

import pytest
from django.urls import reverse

from apps.accounts.roles import Role
from apps.problems.forms.reporting import ReportForm
from apps.problems.models import Problem
from tests import cast
from tests.problems.files import photo_file

ADDRESS = "/problems/report/"


def sent(**facts):
    return {
        "form_key": str(uuid4()),
        "description": "路口焚烧秸秆冒黑烟",
        "division_code": cast.XINGLONG,
        "discovered_on": "2026-11-04",
        "category": "",
    } | facts


def only_problem():
    return Problem.objects.everywhere("test").get()


def test_a_photo_and_a_sentence_are_enough_for_a_grid_member(county, signed_in):
    client = signed_in(county.grid_member)
    form = client.get(ADDRESS).context["form"]
    known = {field.html_name: field.value() or "" for field in form if field.name != "photos"}

    response = client.post(ADDRESS, known | {"description": "路口焚烧秸秆冒黑烟", "photos": [photo_file()]})

    problem = only_problem()
    assert response.url == reverse("problem_reported", args=[problem.pk])
    assert (problem.division_code, problem.category, problem.source) == (cast.XINGLONG, "air", "patrol")
    assert problem.discovered_by == county.grid_member
    assert [attachment.phase for attachment in problem.attachments.all()] == ["before"]


def test_the_answer_says_the_number_and_what_comes_next(county, signed_in):
    client = signed_in(county.grid_member)

    response = client.post(ADDRESS, sent(), follow=True)

    assert f"已上报，编号 {only_problem().number}。等所属乡镇交办。" in response.text
    assert "再报一个" in response.text


def test_the_place_of_the_photo_becomes_the_place_of_the_problem(county, signed_in):
    place = {"latitude": "29.863331", "longitude": "107.730812", "accuracy_m": "12"}

    signed_in(county.grid_member).post(ADDRESS, sent(photos=[photo_file()], **place))

    assert (str(only_problem().latitude), str(only_problem().longitude)) == ("29.863331", "107.730812")


@pytest.mark.parametrize(
    ("facts", "field", "sentence"),
    [
        ({"description": " "}, "description", "请写一句话说明发现了什么问题。"),
        ({"division_code": cast.WUPING_VILLAGE}, "division_code", None),
        ({"discovered_on": "2099-01-01"}, "discovered_on", "发现日期不能晚于今天。"),
        ({"form_key": "abc"}, "form_key", None),
    ],
)
def test_what_cannot_be_is_complained_about_beside_its_field(county, signed_in, facts, field, sentence):
    response = signed_in(county.grid_member).post(ADDRESS, sent(**facts))

    errors = response.context["form"].errors
    assert list(errors) == [field]
    assert sentence is None or errors[field] == [sentence]
    assert not Problem.objects.everywhere("test").exists()


def test_a_form_sent_again_reports_nothing_new(county, signed_in):
    client, form = signed_in(county.grid_member), sent()

    answers = [client.post(ADDRESS, form) for _ in range(2)]

    assert [answer.url for answer in answers] == [reverse("problem_reported", args=[only_problem().pk])] * 2


def test_another_problem_written_on_a_form_gone_back_to_is_not_lost(county, signed_in):
    client, form = signed_in(county.grid_member), sent()
    client.post(ADDRESS, form)

    again = client.post(ADDRESS, form | {"description": "桥下倾倒建筑垃圾"}).context["form"]

    assert again.non_field_errors() == [
        f"这张表单已经上报过 {only_problem().number}。如果现在写的是另一个问题，请再点一次“上报”。"
    ]
    client.post(ADDRESS, {field.html_name: field.value() or "" for field in again if field.name != "photos"})
    assert Problem.objects.everywhere("test").count() == 2


@pytest.mark.parametrize(
    ("role", "source"),
    [
        (Role.GRID_MEMBER, None),
        (Role.VILLAGE_LEADER, None),
        (Role.TOWNSHIP_STAFF, "self_check"),
        (Role.OFFICE_STAFF, "self_check"),
        (Role.COUNTY_STAFF, "county_inspection"),
        (Role.SUPERVISOR, "county_inspection"),
    ],
)
def test_the_source_follows_from_the_post_and_staff_may_change_it(county, noon, role, source):
    form = ReportForm(user=county.by_role[role], today=noon.date())

    assert (form["source"].value() if "source" in form.fields else None) == source


def test_a_village_is_not_asked_where_it_is(county, noon):
    village = ReportForm(user=county.grid_member, today=noon.date())
    township = ReportForm(user=county.township_staff, today=noon.date())

    assert village.only_place == "兴龙村"
    assert [code for code, _ in township.fields["division_code"].choices] == [
        "",
        cast.JILONG,
        cast.XINGLONG,
        cast.HUILONG,
    ]


def test_the_county_chooses_among_villages_under_their_townships(county, noon):
    form = ReportForm(user=county.county_staff, today=noon.date())

    headings = [heading for heading, _ in form.fields["division_code"].choices]
    assert headings == ["", "全县", "武平镇", "暨龙镇"]


def test_the_administrator_reports_nothing(county, signed_in):
    assert signed_in(county.administrator).get(ADDRESS).status_code == 403


@pytest.mark.parametrize(
    ("asked", "status", "guess"),
    [
        ({"description": "焚烧秸秆", "category": "", "guessed": ""}, 200, "air"),
        ({"description": "焚烧秸秆", "category": "water", "guessed": ""}, 204, None),
        ({"description": "焚烧秸秆", "category": "air", "guessed": "air"}, 204, None),
        ({"description": "有点不对劲", "category": "air", "guessed": "air"}, 200, ""),
    ],
)
def test_the_guess_gives_way_to_a_choice_made_by_hand(county, signed_in, asked, status, guess):
    response = signed_in(county.grid_member).post("/problems/report/category/", asked)

    assert response.status_code == status
    assert (response.context["guess"] if status == 200 else None) == guess


def test_a_neighbour_does_not_see_what_was_reported(county, reported, signed_in):
    address = reverse("problem_reported", args=[reported.pk])

    assert signed_in(county.neighbour_staff).get(address).status_code == 404
