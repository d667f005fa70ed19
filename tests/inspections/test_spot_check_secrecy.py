"""The object of a spot check learns of it only after the record is in: on every page, in every count and file."""

import json

import pytest
from django.urls import reverse

from apps.accounts.models import Post
from apps.accounts.roles import Role
from apps.common import clock
from apps.inspections.models import SpotCheck, SpotCheckDraw
from apps.inspections.queries.pack import pack_of
from apps.inspections.queries.sites import file_of, problems_of
from tests.cast import JILONG
from tests.inspections import setting, spot_setting
from tests.structure.addresses import ADDRESSES

OBJECTS = ("grid_member", "village_leader", "township_staff", "township_leader", "office_staff")
SEEING = ("grid_member", "village_leader", "township_staff", "township_leader")


@pytest.fixture
def waiting(county, noon):
    """A drawn check of a site whose keeper is the village's leader."""
    setting.site(keeper=county.village_leader)
    return spot_setting.check_of(spot_setting.drawn(county, clock.now(), seed="seed-9876"))


def own_pages(person):
    """Every page that needs no thing to name, as this person opens it."""
    for name, address in ADDRESSES.items():
        if address.parts or address.post_only or address.missing or not person.roles & (address.roles or frozenset()):
            continue
        if name not in ("logout", "login"):
            yield reverse(name)


def traces(check):
    """Words that would give the check away. The county's trail says that there was a draw, and nothing of its list."""
    return [spot_setting.SECRET, check.reference, f"spot-checks/{check.pk}/", check.draw.seed, check.draw.frame_sha256]


@pytest.mark.parametrize("who", [*OBJECTS, "administrator"])
def test_no_page_count_or_file_tells_of_a_check_that_is_not_on_record(county, signed_in, waiting, who):
    person = getattr(county, who)
    client = signed_in(person)
    pages = [*own_pages(person), f"{reverse('problems')}?q={waiting.site.name}"]
    if who in SEEING:
        pages += [reverse("site", args=[waiting.site_id]), reverse("site_visits")]

    for url in pages:
        answer = client.get(url)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert not any(trace.encode() in content for trace in traces(waiting)), url

    assert SpotCheck.objects.visible_to(person).count() == 0
    assert SpotCheckDraw.objects.visible_to(person).count() == 0
    assert "暗号" not in json.dumps(pack_of(person, on=clock.today()), ensure_ascii=False)


@pytest.mark.parametrize("who", OBJECTS)
def test_its_addresses_do_not_exist_for_the_object(county, signed_in, waiting, who):
    client = signed_in(getattr(county, who))

    answers = {
        client.get(reverse(name, args=[pk])).status_code
        for name, pk in (("spot_check", waiting.pk), ("record_spot_check", waiting.pk), ("spot_draw", waiting.draw_id))
    }

    assert answers <= {403, 404}


def test_once_on_record_it_stands_in_the_sites_file_and_on_the_townships_page(county, signed_in, waiting):
    spot_setting.recorded(waiting, clock.now(), problems={"manure": "粪污外溢到路边沟"})

    for who in SEEING:
        person = getattr(county, who)
        told = [row.label for row in file_of(waiting.site, user=person)]
        assert "县级抽查" in told
        assert [problem.description for problem in problems_of(waiting.site, user=person)] == ["粪污外溢到路边沟"]
        client = signed_in(person)
        page = client.get(reverse("spot_check", args=[waiting.pk]))
        assert (page.status_code, "粪污外溢到路边沟" in page.content.decode()) == (200, True)
        assert waiting.site.name in client.get(reverse("spot_checks")).content.decode()
        assert "县级抽查" in client.get(reverse("site", args=[waiting.site_id])).content.decode()
        # The draw itself, with what it still holds for others, stays with the county.
        assert spot_setting.SECRET not in page.content.decode()
    for who in ("office_staff", "neighbour_staff", "administrator", "department_staff"):
        assert SpotCheck.objects.visible_to(getattr(county, who)).count() == 0


def test_a_cancelled_check_is_never_told(county, waiting, signed_in):
    spot_setting.actions.cancel(waiting, reason="点位已拆除", by=county.supervisor, at=clock.now())

    assert SpotCheck.objects.visible_to(county.township_staff).count() == 0
    assert [row.label for row in file_of(waiting.site, user=county.township_staff)] == []


def test_somebody_of_the_county_with_a_post_in_the_township_is_an_object_too(county, waiting):
    lent = county.county_staff
    Post.objects.create(
        person=lent, role=Role.TOWNSHIP_LEADER, division_id=JILONG, organisation=county.government, valid_from=clock.today()
    )  # fmt: skip
    lent.__dict__.pop("current_posts", None)

    assert SpotCheck.objects.visible_to(lent).count() == 0
    assert SpotCheckDraw.objects.visible_to(lent).count() == 0


def test_the_keeper_of_a_site_does_not_see_its_check_whatever_his_post(county):
    setting.site(keeper=county.county_staff)
    draw = spot_setting.drawn(county, clock.now())

    assert SpotCheck.objects.visible_to(county.county_staff).filter(draw=draw).count() == 0
    assert SpotCheckDraw.objects.visible_to(county.county_staff).filter(pk=draw.pk).count() == 0
    assert SpotCheck.objects.visible_to(county.second_county_staff).filter(draw=draw).count() == 1
