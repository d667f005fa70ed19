"""五有标准, the note of one site, and a day that was refused, as a thumb meets them on the phone."""

import datetime as dt

from django.utils import timezone
from playwright.sync_api import expect

from apps.accounts.models import Post
from apps.common import clock
from apps.inspections.actions import sites
from apps.inspections.models import Checklist, DayConfirmation, Grid, SiteKind, SpentNumber
from tests.browser import patrols
from tests.cast import HUILONG, XINGLONG

LABELS = ("有管理人员", "有施工人员", "有形象进度", "有施工行动", "有帮扶成效")
WORKS = "兴龙村污水管网整改工程"


def works(county):
    """A site that the standard is asked of, beside the farm."""
    patrols.patrolled(county)
    kind, _ = SiteKind.objects.get_or_create(
        key="rectification_works", defaults={"name": "整改工程工地", "category": "other"}
    )
    items = [{"key": f"item{number}", "label": label} for number, label in enumerate(LABELS)]
    Checklist.objects.create(kind=kind, version=9, items=items, published_at=clock.now(), standard="五有标准")
    code = Grid.objects.within(XINGLONG).order_by("-code").first().code
    return sites.register_site(
        kind=kind, division_code=code, name=WORKS, since=patrols.SINCE, by=county.township_staff, at=clock.now()
    )


def confirm_today(own):
    own.page.locator("#days button", has_text="确认").first.tap()


def test_each_missing_item_of_a_standard_asks_for_its_photo(phone, county):
    site = works(county)
    own = phone(county.grid_member).ready_for_work()
    own.begin(WORKS)
    expect(own.page.locator("#visits h2")).to_have_text("五有标准")
    expect(own.page.locator(".patrol-item").first.locator("label:visible")).to_have_text(["有", "无"])
    own.page.locator(".patrol-item", has_text="有施工人员").locator("label").nth(1).tap()
    own.page.get_by_role("button", name="全部都有").tap()

    own.page.locator("#finish").tap()
    expect(own.page.locator("#view-form")).to_contain_text("答“无”的，请拍一张照片。")
    own.album(patrols.photo(1), place="#findings")
    own.finish()
    own.waits_until_empty()

    (record,) = patrols.records()
    answers = record.visits.get(site=site).answers
    assert sorted(answers.values()) == ["fine"] * 4 + ["problem"]
    assert (record.findings.get().problem.description, len(patrols.arrived())) == ("“有施工人员”不符合", 1)


def test_what_is_said_of_one_site_stands_at_that_site(phone, county):
    patrols.patrolled(county)
    own = phone(county.grid_member).ready_for_work()
    own.begin("兴龙养殖场")

    own.page.get_by_text("这个点位的说明").first.tap()
    own.page.get_by_label("这个点位的说明").fill("场主不在，隔着围栏看的")
    own.finish()
    own.waits_until_empty()

    (record,) = patrols.records()
    assert (record.visits.get().note, record.note) == ("场主不在，隔着围栏看的", "")


def moved(county, to=HUILONG):
    """The person's post moves to another village, so that a day of the old one is refused."""
    post = Post.objects.get(person=county.grid_member)
    Post.objects.filter(pk=post.pk).update(division_id=to, valid_from=timezone.localdate() - dt.timedelta(days=1))


def refused_day(phone, county):
    patrols.patrolled(county)
    own = phone(county.grid_member).ready_for_work()
    own.fly()
    confirm_today(own)
    moved(county)
    own.fly(False)
    own.send()
    own.page.evaluate("patrol.app.go('outbox')")
    expect(own.page.locator("#open-records")).to_contain_text("没有接收")
    return own


def test_a_refused_day_is_corrected_under_its_own_number(phone, county):
    own = refused_day(phone, county)
    (refused,) = own.kept("records")
    own.open()  # fetches the pack of the new place
    own.waits_for("patrol.store.fact('me').then((me) => patrol.store.fact('pack:' + me.id))"
                  f".then((kept) => kept.pack.days.some((one) => one.place === '{HUILONG}'))")  # fmt: skip
    own.page.evaluate("patrol.app.go('outbox')")

    own.page.get_by_role("button", name="改正后再送").tap()
    own.page.locator("dialog").get_by_role("button", name="再送").tap()
    own.waits_until_empty()

    day = DayConfirmation.objects.everywhere(patrols.WHY).get()
    assert (str(day.uuid), day.seq, day.division_code) == (refused["uuid"], refused["seq"], HUILONG)


def test_a_refused_day_is_thrown_away_and_nobody_looks_for_its_number(phone, county):
    own = refused_day(phone, county)

    own.page.get_by_role("button", name="不要了").tap()
    own.page.locator("dialog").get_by_role("button", name="不要了").tap()
    own.waits_until_empty()
    own.waits_for("patrol.store.fact('voided').then((voided) => !(voided && voided.length))")

    assert DayConfirmation.objects.everywhere(patrols.WHY).count() == 0
    assert SpentNumber.objects.values_list("seq", flat=True).get() == 1
