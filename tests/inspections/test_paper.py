"""纸质单: codes that find slips of the pen, sheets in scope, and one record for one sheet, whoever keys it in."""

import datetime as dt
import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from apps.common import clock
from apps.common.verdicts import Refused
from apps.inspections import slips
from apps.inspections.actions import paper
from apps.inspections.forms.paper import SlipForm
from apps.inspections.models import Checklist, Conflict, Finding, GridMember, PaperSheet, PaperSlip, Patrol
from apps.inspections.queries import paper as queries
from apps.inspections.words import Via
from apps.problems.models import Problem
from tests import cast
from tests.cast import HUILONG, WUPING_VILLAGE, XINGLONG
from tests.inspections import setting

codes = st.text(st.sampled_from(slips.SIGNS), min_size=7, max_size=7).map(
    lambda free: free + slips.check_character(free)
)


def printed(county, *, by=None, checklist=None, number=1, code=XINGLONG):
    return paper.print_sheet(
        division_code=code, number=number, checklist=checklist, by=by or county.township_staff, at=clock.now()
    )


def keyed(client, slip, **written):
    return client.post(reverse("paper_slip", args=[slip.code]), {"day": clock.today().isoformat()} | written)


# --- Codes ---


@given(codes, st.integers(0, 7), st.sampled_from(slips.SIGNS))
def test_one_wrong_sign_is_always_found(code, place, sign):
    wrong = code[:place] + sign + code[place + 1 :]

    assert slips.read_code(wrong) == (code if wrong == code else "")


@given(codes, st.integers(0, 7), st.integers(0, 7))
def test_two_signs_that_changed_places_are_always_found(code, one, other):
    signs = list(code)
    signs[one], signs[other] = signs[other], signs[one]
    swapped = "".join(signs)

    assert slips.read_code(swapped) == (code if swapped == code else "")


@given(codes)
def test_a_code_is_read_in_small_letters_with_gaps_and_in_full_width(code):
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in code)

    assert {slips.read_code(text) for text in (slips.spaced(code).lower(), f" {code[:2]} {code[2:]} ", wide)} == {code}


@given(st.text(max_size=30))
def test_nothing_that_is_typed_is_an_error(text):
    assert slips.read_code(text) in ("", slips.read_code(text))


def test_a_new_code_is_a_code():
    assert all(slips.read_code(code) == code for code in (slips.new_code() for _ in range(200)))


# --- Printing ---


def test_a_sheet_has_as_many_slips_as_asked_for_each_with_its_own_id(county):
    sheet = printed(county, number=12)

    rows = list(sheet.slips.values_list("number", "uuid", "code"))
    assert [number for number, _, _ in rows] == list(range(1, 13))
    assert len({uuid for _, uuid, _ in rows}) == len({code for _, _, code in rows}) == 12
    assert (sheet.printed_by, sheet.by_label) == (county.township_staff, county.township_staff.signature)


def test_a_grid_leader_prints_for_his_grid_and_a_member_does_not(county):
    grid = setting.grid()
    with pytest.raises(Refused, match="纸质单由网格长、所属村或乡镇印发。"):
        printed(county, by=county.grid_member, code=grid.code)

    GridMember.objects.create(
        grid=grid, duty="leader", side="government", person=county.grid_member, name="甲", since=dt.date(2026, 1, 1)
    )

    assert printed(county, by=county.grid_member, code=grid.code).slips.count() == 1


def test_nobody_prints_for_a_neighbour(county):
    with pytest.raises(Refused):
        printed(county, code=WUPING_VILLAGE)

    assert PaperSheet.objects.everywhere("test").count() == 0


def test_the_printed_page_shows_code_address_sites_and_items(county, signed_in):
    farm = setting.site(name="兴龙养殖场")
    sheet = printed(county, checklist=setting.kind().checklists.first(), number=2)

    page = signed_in(county.village_leader).get(reverse("paper_sheet", args=[sheet.pk])).content.decode()

    first = sheet.slips.first()
    assert page.count('class="qr"') == 2
    assert f'href="http://testserver/inspections/paper/{first.code}/"' in page
    assert (first.spoken in page, farm.name in page, "粪污没有外溢、直排" in page, " style=" in page) == (
        True, True, True, False,
    )  # fmt: skip


# --- Keying in ---


def test_a_slip_keyed_in_is_the_patrol_of_its_id_on_the_day_of_the_sheet(county, signed_in):
    farm, slip = setting.site(), printed(county).slips.get()
    day = clock.today() - dt.timedelta(days=3)

    answer = keyed(signed_in(county.grid_member), slip, day=day.isoformat(), sites=[farm.pk], companions="李四、王五")

    patrol = Patrol.objects.everywhere("test").get()
    assert answer.url == reverse("patrol", args=[patrol.pk])
    assert (patrol.uuid, patrol.day, patrol.via, patrol.person) == (slip.uuid, day, Via.PAPER, county.grid_member)
    assert (patrol.persons, patrol.division_code, patrol.finding_count) == (3, XINGLONG, 0)
    assert queries.listed(county.township_staff).values_list("slip_count", "keyed_count").get() == (1, 1)


def test_the_answers_of_the_checklist_and_what_was_found_go_to_the_ledger(county, signed_in):
    farm, checklist = setting.site(), setting.kind().checklists.first()
    slip = printed(county, checklist=checklist).slips.get()
    shown = SimpleUploadedFile("现场.jpg", setting.jpeg(noise=1), "image/jpeg")
    whole = SimpleUploadedFile("单子.jpg", setting.jpeg(noise=2), "image/jpeg")

    keyed(
        signed_in(county.grid_member), slip, site=farm.pk, item_manure="problem", item_odour="fine",
        description="粪水流进水沟", before=shown, sheet=whole,
    )  # fmt: skip

    finding, patrol = Finding.objects.get(), Patrol.objects.everywhere("test").get()
    assert (finding.item, finding.site, finding.problem.description) == ("manure", farm, "粪水流进水沟")
    assert patrol.visits.get().answers == {"manure": "problem", "odour": "fine"}
    photos = [(photo.role, photo.finding_id, photo.photo_id is None) for photo in patrol.photos.order_by("role")]
    assert photos == [("before", finding.pk, False), ("other", None, False)]


def test_the_second_keying_shows_the_record_that_is_there(county, signed_in):
    slip, first = printed(county).slips.get(), signed_in(county.grid_member)
    keyed(first, slip, note="第一次")
    patrol = Patrol.objects.everywhere("test").get()

    again = signed_in(county.village_leader)
    answers = [again.get(reverse("paper_slip", args=[slip.code])), keyed(again, slip, note="第二次")]

    assert [answer.url for answer in answers] == [reverse("patrol", args=[patrol.pk])] * 2
    assert (Patrol.objects.everywhere("test").get().note, Conflict.objects.count()) == ("第一次", 0)


def test_a_slip_of_a_neighbour_does_not_exist(county, signed_in):
    slip = printed(county, by=county.neighbour_staff, code=WUPING_VILLAGE).slips.get()
    client = signed_in(county.grid_member)

    statuses = [client.get(reverse(name, args=[part])).status_code for name, part in (
        ("paper_slip", slip.code), ("paper_sheet", slip.sheet_id), ("paper_slip", "ABCDEFGH"),
    )]  # fmt: skip

    assert statuses == [404, 404, 404]


def test_the_township_keys_in_for_whoever_was_out_there(county, signed_in):
    slip = printed(county).slips.get()

    keyed(signed_in(county.township_staff), slip, author=county.grid_member.pk)

    patrol = Patrol.objects.everywhere("test").get()
    assert (patrol.person, patrol.brought_by) == (county.grid_member, county.township_staff)


def test_a_village_is_not_asked_who_it_was(county):
    slip = printed(county).slips.get()

    asked = [
        "author" in SlipForm(slip=slip, user=person, today=clock.today()).fields
        for person in (county.grid_member, county.village_leader, county.township_staff)
    ]

    assert asked == [False, False, True]


def test_whoever_has_no_business_there_cannot_have_been_there(county, signed_in):
    elsewhere = cast.person("grid_member", HUILONG, county.village_committee)
    slip = printed(county).slips.get()

    page = keyed(signed_in(county.township_staff), slip, author=elsewhere.pk)

    assert "这个地点不在您的工作范围内" in page.content.decode()
    assert Patrol.objects.everywhere("test").count() == 0


def test_a_missing_item_of_a_standard_is_keyed_in_with_its_photo_only(county, signed_in):
    kind, item = setting.kind(), {"key": "workers", "label": "有施工人员"}
    checklist = Checklist.objects.create(
        kind=kind, version=70, items=[item], published_at=clock.now(), standard="五有标准"
    )
    site, slip = setting.site(), printed(county, checklist=checklist).slips.get()
    client, written = signed_in(county.grid_member), {"site": site.pk, "item_workers": "problem"}

    refused = keyed(client, slip, **written).content.decode()
    shown = SimpleUploadedFile("无人施工.jpg", setting.jpeg(noise=3), "image/jpeg")
    keyed(client, slip, **written, photo_workers=shown)

    assert "“有施工人员”答了“无”，请给这一项拍一张照片。" in refused
    assert Finding.objects.get().problem.description == "“有施工人员”不符合"


def test_a_day_that_has_not_come_is_refused_beside_its_field(county, signed_in):
    slip, tomorrow = printed(county).slips.get(), clock.today() + dt.timedelta(days=1)

    page = keyed(signed_in(county.grid_member), slip, day=tomorrow.isoformat()).content.decode()

    assert ("巡查日期不能晚于今天。" in page, Patrol.objects.everywhere("test").count()) == (True, 0)


def test_a_typed_code_leads_to_its_slip_and_a_wrong_one_is_told(county, signed_in):
    slip, client = printed(county).slips.get(), signed_in(county.grid_member)

    right = client.get(reverse("paper_sheets"), {"code": slip.spoken.lower()})
    wrong = client.get(reverse("paper_sheets"), {"code": "AAAA-AAAB"})

    assert right.url == reverse("paper_slip", args=[slip.code])
    assert "这个编码不对" in wrong.content.decode()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_key_in_the_same_slip_at_once_one_wins_and_the_other_is_shown_the_record():
    county = cast.county()
    slip, both, results = printed(county).slips.get(), threading.Barrier(2), []

    def key_in(person, note):
        try:
            form = SlipForm(
                {"day": clock.today().isoformat(), "note": note}, slip=slip, user=person, today=clock.today()
            )
            assert form.is_valid(), form.errors
            both.wait()
            now = clock.now()
            results.append(
                paper.key_in(slip, envelope=form.envelope(at=now), author_id=form.author_id, by=person, at=now)
            )
        finally:
            connection.close()

    people = ((county.grid_member, "甲"), (county.village_leader, "乙"))
    threads = [threading.Thread(target=key_in, args=one) for one in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(made for _, made in results) == [False, True]
    assert len({patrol.pk for patrol, _ in results}) == Patrol.objects.everywhere("test").count() == 1
    assert (Problem.objects.everywhere("test").count(), PaperSlip.objects.count()) == (0, 1)
