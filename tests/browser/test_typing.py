"""Typing: what was typed survives the lost session and the closed tab; the input method; the keyboard alone."""

from django.conf import settings
from playwright.sync_api import expect

from tests import cast

SENTENCE = "河边沟渠堆放生活垃圾约两立方米"


def test_a_report_typed_before_the_session_was_lost_comes_back_after_signing_in(visit, county):
    member = visit(county.grid_member, phone=True)
    page = member.go("report_problem")
    page.get_by_label("发现了什么问题").fill(SENTENCE)
    member.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    member.button("上报").tap()
    member.sees("登录")
    member.reads("请先登录")
    page.get_by_label("账号").fill(county.grid_member.username)
    page.get_by_label("密码").fill(cast.PASSWORD)
    member.button("登录").tap()

    member.sees("上报问题")
    member.reads("已恢复上次没有提交的内容")
    assert page.get_by_label("发现了什么问题").input_value() == SENTENCE
    member.button("上报").tap()
    member.sees("已上报")
    member.go("report_problem")
    assert page.get_by_label("发现了什么问题").input_value() == ""


def test_a_closed_tab_keeps_the_draft_for_this_person_only(visit, county):
    member = visit(county.grid_member, phone=True)
    page = member.go("report_problem")
    page.get_by_label("发现了什么问题").press_sequentially(SENTENCE)
    member.waits_until("Object.values(localStorage).some((draft) => draft.includes('立方米'))")
    page.close()

    member.page = member.context.new_page()
    member.go("report_problem")
    member.reads("已恢复上次没有提交的内容")
    assert member.page.get_by_label("发现了什么问题").input_value() == SENTENCE

    member.is_known_as(county.village_leader)
    member.go("report_problem")
    assert member.page.get_by_label("发现了什么问题").input_value() == ""


def test_enter_inside_the_input_method_sends_nothing(visit, county):
    staff = visit(county.township_staff)
    page = staff.go("workbench")
    search = page.get_by_label("查找问题")
    search.focus()
    keyboard = page.context.new_cdp_session(page)
    keyboard.send("Input.imeSetComposition", {"text": "jielong", "selectionStart": 7, "selectionEnd": 7})
    enter = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 229, "type": "rawKeyDown"}
    keyboard.send("Input.dispatchKeyEvent", enter)
    keyboard.send("Input.insertText", {"text": "暨龙"})

    assert search.input_value() == "暨龙"
    staff.sees("工作台")
    search.press("Enter")
    staff.sees("问题台账")


def test_a_problem_is_dispatched_with_the_keyboard_alone(visit, county):
    cast.problem(description=SENTENCE)
    staff = visit(county.township_staff)
    page = staff.go("workbench")

    for words, arrived in ((SENTENCE, SENTENCE), ("交办", "交办")):
        tab_to(page, words)
        page.keyboard.press("Enter")
        staff.sees(arrived)
    tab_to(page, "交办", tag="BUTTON")
    page.keyboard.press("Enter")

    staff.hears("已交办给兴龙村村民委员会")


def tab_to(page, words, *, tag="A"):
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("[document.activeElement.tagName, document.activeElement.innerText.trim()]") == [tag, words]:
            return
    raise AssertionError(f"no way to {words} with the keyboard")


def test_the_kind_of_problem_is_guessed_while_one_types_however_long_the_description(visit, county):
    reporter = visit(county.grid_member, phone=True)
    page = reporter.go("report_problem")

    page.get_by_label("发现了什么问题").fill("坡耕地露天焚烧秸秆。" + "烟雾飘向院坝。" * 300)

    expect(page.get_by_label("问题类型")).to_have_value("air")
