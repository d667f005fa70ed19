"""Drawing, recording and giving up: who may, what is kept, what cannot be changed."""

import datetime as dt
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from apps.accounts.models import Post
from apps.accounts.roles import Role
from apps.common.models import AuditEntry
from apps.common.verdicts import Refused
from apps.inspections.actions import spot_checks as actions
from apps.inspections.drawing import fingerprint
from apps.inspections.models import SpotCheck, SpotCheckDraw, SpotCheckInspector
from apps.inspections.queries import spot_draws as queries
from apps.inspections.words import CheckStatus, Outcome
from apps.problems.models import Problem
from apps.problems.words import Source
from tests import cast
from tests.cast import COUNTY, JILONG, WUPING_VILLAGE, XINGLONG
from tests.inspections import setting, spot_setting

HOUR = dt.timedelta(hours=1)


def also_at(person, division, county):
    """Somebody of the county who holds a post in a township as well."""
    Post.objects.create(
        person=person, role=Role.TOWNSHIP_STAFF, division_id=division, organisation=county.station, valid_from=dt.date(2026, 1, 1)
    )  # fmt: skip
    person.__dict__.pop("current_posts", None)


def test_a_draw_keeps_seed_frame_and_list_and_can_be_drawn_again(county, noon):
    sites = [setting.site() for _ in range(5)]

    draw = spot_setting.drawn(county, noon, how_many=3, each=2)

    checks = SpotCheck.objects.visible_to(county.supervisor).filter(draw=draw)
    assert checks.count() == 3
    assert [row["id"] for row in draw.frame["sites"]] == sorted(site.pk for site in sites)
    assert {row["name"] for row in draw.frame["inspectors"]} == {"县局甲", "县局乙", "督查甲"}
    assert draw.frame_sha256 == fingerprint(draw.frame)
    draw.refresh_from_db(from_queryset=SpotCheckDraw.objects.visible_to(county.supervisor))
    assert actions.draw_again(draw).agrees


def test_a_list_that_was_tampered_with_does_not_agree(county, noon):
    for _ in range(4):
        setting.site()
    draw = spot_setting.drawn(county, noon, how_many=2)

    draw.frame["sites"].pop()
    assert not actions.draw_again(draw).frame_unchanged
    draw.refresh_from_db(from_queryset=SpotCheckDraw.objects.visible_to(county.supervisor))
    draw.seed = "another"
    assert actions.draw_again(draw).noted is False


def test_a_form_sent_twice_is_one_draw(county, noon):
    setting.site()
    key = uuid4()

    first = spot_setting.drawn(county, noon, form_key=key)
    second = spot_setting.drawn(county, noon, form_key=key, seed="another")

    assert (second.pk, second.seed) == (first.pk, "2026-11")
    assert SpotCheck.objects.everywhere("test").count() == 1


def test_a_second_draw_over_the_same_sites_shows_the_earlier_one(county, noon):
    for _ in range(3):
        setting.site()
    first = spot_setting.drawn(county, noon)
    setting.site()
    second = spot_setting.drawn(county, noon + HOUR, seed="another")
    month_later = spot_setting.drawn(county, noon + dt.timedelta(days=40))

    earlier = queries.earlier_than(second, county.supervisor)
    assert [(row.draw.pk, row.sites_shared) for row in earlier] == [(first.pk, 3)]
    assert queries.earlier_than(first, county.supervisor) == []
    assert queries.earlier_than(month_later, county.supervisor) == []


def test_an_inspector_never_gets_the_township_where_he_holds_a_post(county, noon):
    also_at(county.county_staff, JILONG, county)
    for _ in range(6):
        setting.site()
        setting.site(WUPING_VILLAGE)

    draw = spot_setting.drawn(county, noon, how_many=12, each=1)

    own = SpotCheckInspector.objects.filter(person=county.county_staff, spot_check__draw=draw)
    assert {row.spot_check.division_code[:9] for row in own.select_related("spot_check")} == {"500230114"}
    assert queries.bars_of(draw) == [("县局甲", ["暨龙镇"])]


def test_nobody_draws_a_range_with_his_own_township(county, noon):
    setting.site()
    setting.site(WUPING_VILLAGE)
    also_at(county.supervisor, JILONG, county)

    with pytest.raises(Refused, match="您任职的乡镇"):
        spot_setting.drawn(county, noon)

    draw = spot_setting.drawn(county, noon, townships=["500230114"])
    assert spot_setting.check_of(draw).division_code == WUPING_VILLAGE


def test_the_keeper_of_a_site_does_not_check_it(county, noon):
    setting.site(keeper=county.county_staff)

    draw = spot_setting.drawn(county, noon, people=(county.county_staff, county.supervisor))

    assert spot_setting.inspector_of(spot_setting.check_of(draw)) == county.supervisor
    with pytest.raises(Refused, match="按回避规定只有 0 名"):
        spot_setting.drawn(county, noon, people=(county.county_staff,))


def test_only_people_of_the_countys_units_are_drawn(county, noon):
    setting.site()
    lent = cast.person(Role.SUPERVISOR, COUNTY, county.government, "借调甲")

    near = queries.inspectors_of(COUNTY, on=noon.date())

    assert {person.name for person in near.values()} == {"县局甲", "县局乙", "督查甲"}
    with pytest.raises(Refused, match="名单里只有 0 名"):
        spot_setting.drawn(county, noon, people=(lent, county.township_staff))


def test_filters_narrow_the_frame(county, noon):
    other = setting.kind("outfall", "入河排污口", "water")
    wanted = setting.site(kind=other, risk="high")
    setting.site(kind=other, risk="low")
    setting.site(risk="high")
    setting.site(WUPING_VILLAGE, kind=other, risk="high")

    draw = spot_setting.drawn(county, noon, kinds=["outfall"], risks=["high"], townships=[JILONG])

    assert [row["id"] for row in draw.frame["sites"]] == [wanted.pk]
    assert (draw.kinds, draw.risks, draw.townships) == (["outfall"], ["high"], [JILONG])


def test_townships_draw_nothing(county, noon):
    setting.site()

    with pytest.raises(Refused, match="由县生态环境局或督查组进行"):
        spot_setting.drawn(county, noon, by=county.township_leader)


def test_a_record_fixes_the_answers_and_enters_its_problem_in_the_ledger(county, noon):
    site = setting.site(latitude="29.660000", longitude="107.950000", position_source="manual")
    check = spot_setting.check_of(spot_setting.drawn(county, noon))
    inspector = spot_setting.inspector_of(check)

    done = spot_setting.recorded(check, noon + HOUR, problems={"manure": "粪污外溢到路边沟", "": "场外堆着病死猪"})

    problems = list(Problem.objects.visible_to(county.township_staff).order_by("pk"))
    assert (done.status, done.outcome, done.answers["manure"]) == (CheckStatus.RECORDED, Outcome.PROBLEM, "problem")
    assert [(p.description, p.source, p.division_code, p.discovered_by) for p in problems] == [
        ("粪污外溢到路边沟", Source.COUNTY_INSPECTION, XINGLONG, inspector),
        ("场外堆着病死猪", Source.COUNTY_INSPECTION, XINGLONG, inspector),
    ]
    assert [(str(p.latitude), p.location) for p in problems] == [("29.660000", site.name)] * 2
    assert [row.item for row in done.findings.all()] == ["manure", ""]


def test_a_double_click_is_one_record_and_another_form_is_refused(county, noon):
    setting.site()
    check = spot_setting.check_of(spot_setting.drawn(county, noon))
    words = spot_setting.said(check, noon + HOUR, problems={"manure": "粪污外溢"})
    facts = {"checklist": spot_setting.checklist_of(check), "by": spot_setting.inspector_of(check), "at": noon + HOUR}

    for _ in range(2):
        actions.record(check, said=words, **facts)

    assert Problem.objects.everywhere("test").count() == 1
    with pytest.raises(Refused, match="登记，请看记录"):
        actions.record(check, said=spot_setting.said(check, noon + HOUR), **facts)


def test_only_who_was_drawn_records(county, noon):
    setting.site()
    check = spot_setting.check_of(spot_setting.drawn(county, noon, people=(county.supervisor,)))

    with pytest.raises(Refused, match="只有抽到的检查人员"):
        spot_setting.recorded(check, noon + HOUR, by=county.county_staff)
    for stranger in (county.township_staff, county.grid_member, county.department_staff, county.administrator):
        with pytest.raises(SpotCheck.DoesNotExist):
            spot_setting.recorded(check, noon + HOUR, by=stranger)


def test_nobody_draws_a_range_with_a_site_that_he_answers_for(county, noon):
    setting.site(name="自家排口", keeper=county.supervisor)

    with pytest.raises(Refused, match="您负责的点位“自家排口”"):
        spot_setting.drawn(county, noon)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"answers": {"manure": "fine"}}, "检查项没有全部回答"),
        ({"findings": ()}, "每个有问题的检查项都要写一句话"),
        ({"found_at": dt.datetime(2026, 11, 3, tzinfo=dt.UTC)}, "检查时间应在抽取以后"),
    ],
)
def test_a_half_filled_record_is_refused(county, noon, change, words):
    setting.site()
    check = spot_setting.check_of(spot_setting.drawn(county, noon))

    with pytest.raises(Refused, match=words):
        spot_setting.recorded(check, noon + HOUR, problems={"manure": "粪污外溢"}, **change)
    assert Problem.objects.everywhere("test").count() == 0


def test_giving_up_needs_a_reason_and_leaves_the_list_as_it_was(county, noon):
    setting.site()
    draw = spot_setting.drawn(county, noon)
    check = spot_setting.check_of(draw)

    with pytest.raises(Refused, match="请写明为什么取消"):
        actions.cancel(check, reason=" ", by=county.supervisor, at=noon)
    actions.cancel(check, reason="点位已拆除", by=county.supervisor, at=noon)

    check = spot_setting.check_of(draw)
    assert (check.status, check.cancelled_reason) == (CheckStatus.CANCELLED, "点位已拆除")
    assert actions.draw_again(draw).agrees
    with pytest.raises(Refused, match="已取消：点位已拆除"):
        spot_setting.recorded(check, noon + HOUR)
    with pytest.raises(Refused, match="只有待检查的"):
        actions.cancel(check, reason="再来", by=county.supervisor, at=noon)


def test_the_database_keeps_draws_lists_and_records(county, noon):
    setting.site()
    draw = spot_setting.drawn(county, noon)
    check = spot_setting.recorded(spot_setting.check_of(draw), noon + HOUR)
    everything = (
        lambda: SpotCheckDraw.objects.everywhere("test").update(seed="x"),
        lambda: SpotCheckInspector.objects.update(person=county.supervisor),
        lambda: SpotCheck.objects.everywhere("test").update(outcome="problem"),
        lambda: SpotCheck.objects.everywhere("test").filter(pk=check.pk).delete(),
    )

    for change in everything:
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_the_trail_names_no_site_before_the_record(county, noon):
    site = setting.site(name="秘密养殖场")
    draw = spot_setting.drawn(county, noon)
    spot_setting.check_of(draw)
    actions.cancel(spot_setting.check_of(draw), reason="秘密养殖场已拆", by=county.supervisor, at=noon)

    told = [f"{entry.object_label}{entry.changes}" for entry in AuditEntry.objects.all()]

    assert len(told) == 2
    assert not any(site.name in words or spot_setting.SECRET in words or draw.seed in words for words in told)
