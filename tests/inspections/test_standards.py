"""五有标准: a photo for each 无, and a site passes with all five only."""

import pytest

from apps.inspections.actions import sites
from apps.inspections.actions.patrols import log_patrol, take_back
from apps.inspections.models import Checklist, Patrol
from apps.inspections.queries.patrols import told_answers
from apps.inspections.queries.standards import standing
from apps.inspections.records import NotAccepted, read
from tests.inspections import setting

KEYS = ("managers", "workers", "progress", "activity", "effect")
LABELS = ("有管理人员", "有施工人员", "有形象进度", "有施工行动", "有帮扶成效")


@pytest.fixture
def works(county, noon):
    """整改工程工地 with the standard, made again where a test without transactions emptied the tables."""
    kind = setting.kind("rectification_works", "整改工程工地", "other")
    if not kind.checklists.exclude(standard="").exists():
        items = [{"key": key, "label": label} for key, label in zip(KEYS, LABELS, strict=True)]
        Checklist.objects.create(kind=kind, version=5, items=items, published_at=noon, standard="五有标准")
    return setting.site(kind=kind)


def looked_at(person, site, at, answers, *, shown=()):
    """A record that answers the checklist, with a finding for each 无 and a photo for those in `shown`."""
    missing = [key for key, answer in answers.items() if answer == "problem"]
    findings = {key: setting.found(f"{key} 没有", site=site.pk, item=key) for key in missing}
    photos = [
        {"sha256": setting.digest(f"photo {key}"), "role": "before", "finding": findings[key]["uuid"]} for key in shown
    ]
    version = site.kind.checklists.first().version
    visits = [{"site": site.pk, "checklist": version, "answers": answers}]
    written = setting.body(person, at, visits=visits, findings=list(findings.values()), photos=photos)
    return log_patrol(record=read(setting.frozen(written)), by=person, at=at).patrol


def test_the_kind_and_its_five_items_are_planted(db, works):
    checklist = works.kind.checklists.first()

    assert (checklist.standard, tuple(item["label"] for item in checklist.items)) == ("五有标准", LABELS)


def test_a_site_that_nobody_looked_at_stands_at_nought(works):
    stands = standing(works)

    assert (stands.name, stands.known, stands.total, stands.passes, stands.patrol_id) == ("五有标准", 0, 5, False, None)


def test_four_of_five_do_not_pass_and_five_do(county, works, noon):
    almost = looked_at(
        county.grid_member, works, noon, dict.fromkeys(KEYS, "fine") | {"workers": "problem"}, shown=["workers"]
    )
    first = standing(works)
    looked_at(county.grid_member, works, noon, dict.fromkeys(KEYS, "fine"))

    then = standing(works)

    assert (first.known, first.missing, first.passes, first.patrol_id) == (4, ("有施工人员",), False, almost.pk)
    assert (then.known, then.missing, then.passes) == (5, (), True)


def test_what_was_not_answered_is_not_there(county, works, noon):
    looked_at(county.grid_member, works, noon, {"managers": "fine", "workers": "na"})

    assert (standing(works).known, standing(works).missing) == (1, LABELS[1:])


def test_a_record_taken_back_says_nothing(county, works, noon):
    patrol = looked_at(county.grid_member, works, noon, dict.fromkeys(KEYS, "fine"))

    take_back(patrol, reason="去错了工地", by=county.grid_member, at=noon)

    assert standing(works).patrol_id is None


def test_each_missing_item_wants_its_own_photo(county, works, noon):
    answers = dict.fromkeys(KEYS, "fine") | {"workers": "problem", "effect": "problem"}

    with pytest.raises(NotAccepted) as refusal:
        looked_at(county.grid_member, works, noon, answers, shown=["workers"])

    assert (refusal.value.code, refusal.value.field) == ("standard", "visits.0.answers.effect")
    assert str(refusal.value) == "“有帮扶成效”答了“无”，请给这一项拍一张照片。"
    assert Patrol.objects.everywhere("test").count() == 0


def test_an_ordinary_checklist_wants_no_photo(county, noon):
    farm = setting.site()

    assert looked_at(county.grid_member, farm, noon, {"manure": "problem"}).finding_count == 1
    assert standing(farm) is None


def test_answers_to_a_standard_are_told_as_there_or_not(county, works, noon):
    patrol = looked_at(county.grid_member, works, noon, {"managers": "fine", "workers": "problem"}, shown=["workers"])

    assert told_answers(patrol.visits.get()) == [("有管理人员", "有"), ("有施工人员", "无")]


def test_a_county_names_a_standard_in_a_new_version_and_takes_the_name_off(county, noon):
    kind = setting.kind()
    labels = [item["label"] for item in kind.checklists.first().items]

    named = sites.publish_checklist(kind, labels=labels, standard=" 三有标准 ", by=county.county_staff, at=noon)
    plain = sites.publish_checklist(kind, labels=labels, by=county.county_staff, at=noon)

    assert (named.standard, plain.standard, plain.version) == ("三有标准", "", named.version + 1)


def test_the_file_of_the_site_shows_how_it_stands(county, works, noon, signed_in):
    looked_at(county.grid_member, works, noon, dict.fromkeys(KEYS, "fine") | {"workers": "problem"}, shown=["workers"])

    page = signed_in(county.village_leader).get(f"/inspections/sites/{works.pk}/").content.decode()

    assert ("<strong>4/5</strong>" in page, "没有达标" in page, "没有做到：有施工人员" in page) == (True, True, True)
