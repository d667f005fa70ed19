import datetime as dt

import pytest
from django.contrib.messages import get_messages

from apps.accounts.roles import Role
from apps.problems.models import SavedView
from tests import cast

ADDRESS = "/problems/"


def shown(response):
    return [problem.description for problem in response.context["page"].rows]


def test_the_newest_problem_comes_first_with_its_place(county, signed_in):
    for words in ("第一个", "第二个"):
        cast.problem(description=words)

    response = signed_in(county.township_staff).get(ADDRESS)

    assert shown(response) == ["第二个", "第一个"]
    assert response.context["page"].rows[0].place == "暨龙镇兴龙村"
    assert response.context["total"] == 2


def test_by_deadline_the_most_urgent_comes_first_and_what_has_none_comes_last(county, signed_in):
    for words, day in (("晚", 20), ("早", 5)):
        cast.problem(description=words, state="rectifying", deadline=dt.date(2026, 11, day), lead_unit="村")
    cast.problem(description="没有")

    assert shown(signed_in(county.township_staff).get(ADDRESS, {"order": "deadline"})) == ["早", "晚", "没有"]


def test_nobody_sees_the_neighbours_rows_or_counts_them(county, signed_in):
    cast.problem(cast.WUPING_VILLAGE)

    response = signed_in(county.township_staff).get(ADDRESS)

    assert (shown(response), response.context["total"]) == ([], 0)
    assert "台账里还没有问题" in response.text


@pytest.mark.parametrize(("role", "status"), [(role, 403 if role == Role.ADMINISTRATOR else 200) for role in Role])
def test_the_ledger_is_open_to_all_but_the_administrator(county, signed_in, role, status):
    assert signed_in(county.by_role[role]).get(ADDRESS).status_code == status


def test_the_count_on_each_chip_is_what_the_chip_then_finds(county, signed_in):
    today = dt.date.today()  # noqa: DTZ011
    unit = {"lead_organisation": county.village_committee, "lead_unit": "村"}
    cast.problem()
    cast.problem(category="water")
    cast.problem(state="rectifying", deadline=today - dt.timedelta(2), **unit)
    cast.problem(state="dispatched", deadline=today - dt.timedelta(2), category="water", **unit)
    cast.problem(state="rectifying", deadline=today + dt.timedelta(2), **unit)
    cast.problem(state="closed")
    client = signed_in(county.township_staff)

    for before in ({}, {"state": "rectifying"}, {"due": "overdue"}, {"category": "water"}):
        for _, name, value, count in client.get(ADDRESS, before).context["chips"]:
            if count is not None:
                after = client.get(ADDRESS, before | {name: value})
                assert (before, name, value, after.context["total"]) == (before, name, value, count)
                assert len(shown(after)) == count


def test_all_rows_come_once_over_the_pages(county, signed_in):
    for number in range(101):
        cast.problem(description=str(number))
    client, seen, cursor = signed_in(county.township_staff), [], ""

    for _ in range(3):
        response = client.get(ADDRESS, {"cursor": cursor})
        seen += shown(response)
        cursor = response.context["page"].next_cursor

    assert seen == [str(number) for number in reversed(range(101))]
    assert (cursor, response.context["total"]) == ("", 101)


@pytest.mark.parametrize("rows", [1, 5])
def test_the_page_costs_the_same_for_one_row_and_for_five(county, signed_in, rows, django_assert_num_queries):
    for _ in range(rows):
        cast.problem(state="dispatched", lead_organisation=county.village_committee, lead_unit="村")
    client = signed_in(county.township_staff)
    client.get(ADDRESS)

    # Session; person with posts; counts, rows, names of places; villages to choose from, saved views.
    with django_assert_num_queries(7):
        client.get(ADDRESS)


def test_a_filter_that_cannot_be_read_lists_nothing_and_says_so(county, signed_in):
    cast.problem()

    response = signed_in(county.township_staff).get(ADDRESS, {"discovered_from": "昨天"})

    assert (shown(response), response.context["total"]) == ([], 0)
    assert "条件认不出来" in response.text


def test_without_a_hit_the_way_back_is_to_clear_the_filters(county, signed_in):
    cast.problem()

    response = signed_in(county.township_staff).get(ADDRESS, {"q": "没有这样的"})

    assert "没有符合条件的问题" in response.text


def test_words_from_outside_are_text_and_not_markup(county, signed_in):
    cast.problem(description="<script>alert(1)</script>")

    response = signed_in(county.township_staff).get(ADDRESS, {"q": "<script>"})

    assert "<script>alert" not in response.text
    assert "&lt;script&gt;alert(1)" in response.text


# --- Saved views ---


def test_a_view_is_saved_by_name_and_taken_over_by_the_same_name(county, signed_in):
    client = signed_in(county.township_staff)

    for query in ("state=open", "state=closed"):
        response = client.post("/problems/views/save/", {"name": "我的", "query": query})

    assert response.url == "/problems/?state=closed"
    assert [(view.name, view.query) for view in SavedView.objects.all()] == [("我的", "state=closed")]
    assert client.get(ADDRESS).context["views"][0].name == "我的"


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("  ", "请给这个视图起一个名字，最多20个字。"),
        ("长" * 21, "请给这个视图起一个名字，最多20个字。"),
    ],
)
def test_a_view_needs_a_short_name(county, signed_in, name, sentence):
    response = signed_in(county.township_staff).post("/problems/views/save/", {"name": name, "query": "state=open"})

    assert [str(message) for message in get_messages(response.wsgi_request)] == [sentence]
    assert not SavedView.objects.exists()


def test_a_view_of_somebody_else_cannot_be_removed(county, signed_in):
    view = SavedView.objects.create(person=county.township_leader, name="他的", query="state=open")

    assert signed_in(county.township_staff).post(f"/problems/views/{view.pk}/forget/").status_code == 404
    assert signed_in(county.township_leader).post(f"/problems/views/{view.pk}/forget/").status_code == 302
    assert not SavedView.objects.exists()


@pytest.mark.parametrize("name", ["discovered_from", "discovered_until", "registered_until", "closed_until"])
@pytest.mark.parametrize("day", ["0026-11-01", "9999-12-31"])
def test_a_day_of_another_century_is_a_slip_and_no_failure(county, signed_in, name, day):
    cast.problem()

    response = signed_in(county.township_staff).get(ADDRESS, {name: day})

    assert shown(response) == []
    assert "请检查年份" in response.text


def test_a_cursor_that_was_tampered_with_begins_anew(county, signed_in):
    cast.problem(description="只有一个")

    response = signed_in(county.township_staff).get(f"{ADDRESS}?order=deadline&cursor=WyJ4IiwiMSIsMF0")

    assert shown(response) == ["只有一个"]


@pytest.mark.parametrize("query", ["state=open\nX-Other: 1", "state=open&cursor=abc&q=", "state=open&strange=\0"])
def test_a_view_keeps_the_filters_and_nothing_else(county, signed_in, query):
    response = signed_in(county.township_staff).post(f"{ADDRESS}views/save/", {"name": "我的", "query": query})

    kept = SavedView.objects.get().query
    assert response.headers["Location"] == f"{ADDRESS}?{kept}"
    assert "\n" not in kept and "cursor" not in kept and "strange" not in kept


def test_a_name_with_signs_that_nobody_can_read_is_refused(county, signed_in):
    response = signed_in(county.township_staff).post(f"{ADDRESS}views/save/", {"name": "我\0的", "query": "state=open"})

    assert [str(message) for message in get_messages(response.wsgi_request)] == ["名字里有不能用的符号，请重新写。"]
