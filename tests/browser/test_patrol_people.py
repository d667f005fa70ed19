"""Who holds the phone: an expired login, another person, signing out. No record is lost, none goes under a wrong name."""

import datetime as dt

from django.urls import reverse
from playwright.sync_api import expect

from apps.accounts.models import Post
from apps.inspections.models import DayConfirmation
from tests.browser import patrols
from tests.browser.patrols import SINCE
from tests.browser.weak_network import BROKEN, FINE
from tests.cast import HUILONG, WUPING_VILLAGE


def forget_login(own):
    own.context.clear_cookies()


def test_an_expired_login_asks_and_then_sends(phone, county):
    patrols.patrolled(county)
    own = phone(county.grid_member).ready_for_work()
    own.fly()
    own.log("兴龙养殖场", patrols.photo(1))
    forget_login(own)
    own.fly(False)
    expect(own.page.locator("#line")).to_contain_text("登录已过期")

    own.page.evaluate("patrol.app.go('outbox')")
    own.page.locator("[data-do=send]").tap()
    own.page.locator("dialog").get_by_role("button", name="去登录").tap()
    own.page.get_by_label("账号").fill(county.grid_member.username)
    own.page.get_by_label("密码").fill("Test-pass-2026")
    own.page.get_by_role("button", name="登录").tap()
    own.page.locator("body.is-ready").wait_for(state="attached")
    own.waits_until_empty()

    assert len(patrols.records()) == 1
    assert len(patrols.arrived()) == 1


def test_another_person_reads_whose_records_lie_here_and_sends_none_of_them(phone, county):
    patrols.patrolled(county)
    own = phone(county.grid_member).ready_for_work()
    own.fly()
    own.log("兴龙养殖场", patrols.photo(1))
    own.page.locator("[data-do=report]").tap()
    own.page.get_by_label("发现了什么问题").fill("只写了一半")
    forget_login(own)
    own.visitor.is_known_as(county.village_leader)
    own.fly(False)
    own.open()

    expect(own.page.locator("#others")).to_contain_text("网格员甲有 1 条、1 张照片没送到")
    expect(own.page.locator("#others")).to_contain_text("网格员甲有 1 条没写完")
    expect(own.page.locator("#drafts-card")).to_be_hidden()
    own.send()
    assert own.pending() == (1, 1)
    assert patrols.records() == []

    forget_login(own)
    own.visitor.is_known_as(county.grid_member)
    own.open()
    own.waits_until_empty()
    assert [record.person for record in patrols.records()] == [county.grid_member]
    expect(own.page.locator("#drafts")).to_contain_text("报告问题")


def test_signing_out_with_unsent_records_warns_and_loses_nothing(phone, network, county):
    patrols.patrolled(county)
    own = phone(county.grid_member).ready_for_work()
    network.always(BROKEN, "/sync/records/")
    own.log("兴龙养殖场", patrols.photo(1))
    own.page.evaluate("patrol.app.go('more')")

    own.page.get_by_role("button", name="退出登录").tap()
    expect(own.page.locator("dialog")).to_contain_text("还有 1 条、1 张照片没送到")
    own.page.locator("dialog").get_by_role("button", name="退出").tap()
    own.page.wait_for_url("**/login/")
    network.always(FINE)
    own.open()

    expect(own.page.locator("#login-card")).to_be_visible()
    assert own.pending() == (1, 1)
    own.visitor.is_known_as(county.grid_member)
    own.open()
    own.waits_until_empty()
    assert len(patrols.records()) == 1


def test_signing_out_on_any_other_page_warns_as_well(phone, network, county):
    patrols.patrolled(county)
    own = phone(county.grid_member).ready_for_work()
    network.always(BROKEN, "/sync/records/")
    own.log("兴龙养殖场")
    own.page.goto(reverse("workbench"))
    own.page.locator(".me summary").tap()

    own.page.get_by_role("button", name="退出登录").tap()
    expect(own.page.locator("dialog")).to_contain_text("还有 1 条巡查记录、0 张照片没送到")
    own.page.locator("dialog").get_by_role("button", name="先不做").tap()
    own.page.locator(".me summary").tap()
    own.page.get_by_role("button", name="退出登录").tap()
    own.page.locator("dialog").get_by_role("button", name="退出", exact=True).tap()

    own.page.wait_for_url("**/login/")
    own.open()
    assert own.pending() == (1, 0)


def test_who_has_never_signed_in_here_is_asked_to(phone, county):
    own = phone(None)
    own.open()

    expect(own.page.locator("#login-card")).to_be_visible()
    expect(own.page.locator("#begin")).to_be_hidden()


def test_a_day_is_confirmed_with_one_tap_without_a_network_and_a_second_changes_nothing(phone, county):
    patrols.patrolled(county)
    own = phone(county.grid_member).ready_for_work()
    own.fly()

    own.page.locator("#days button").tap()
    expect(own.page.locator("#days")).to_contain_text("已确认，等待送出")
    expect(own.page.locator("#days button")).to_be_hidden()
    own.fly(False)
    own.waits_until_empty()

    (record,) = own.kept("records")
    assert (record["type"], record["state"]) == ("day", "done")


def test_a_refused_day_asks_for_which_of_several_places_it_is(phone, county):
    patrols.patrolled(county)
    member = county.grid_member
    facts = {"person": member, "role": "grid_member", "organisation": county.village_committee, "valid_from": SINCE}
    Post.objects.create(division_id=HUILONG, **facts)
    third = Post.objects.create(division_id=WUPING_VILLAGE, **facts)
    own = phone(member).ready_for_work()
    own.fly()
    day = own.page.locator(".patrol-day", has_text="坝周村")
    day.get_by_role("button", name="确认").tap()
    expect(day).to_contain_text("已确认，等待送出")
    Post.objects.filter(pk=third.pk).update(valid_from=SINCE, valid_until=SINCE + dt.timedelta(days=1))
    own.fly(False)
    own.open()
    own.page.evaluate("patrol.sender.start('person')")
    own.page.evaluate("patrol.app.go('outbox')")

    own.page.get_by_role("button", name="改正后再送").tap()
    dialog = own.page.locator("dialog")
    assert dialog.get_by_role("combobox").locator("option").all_text_contents() == ["暨龙镇兴龙村", "暨龙镇回龙村"]
    dialog.get_by_role("combobox").select_option(label="暨龙镇回龙村")
    dialog.get_by_role("button", name="再送").tap()
    own.waits_until_empty()

    days = DayConfirmation.objects.everywhere("test").values_list("division_code", flat=True)
    assert list(days) == [HUILONG]
