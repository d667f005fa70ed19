"""What people do at the pages, step by step, each counted by the Taps handed in."""

from tests.evidence.photos import jpeg


def import_list(taps, file):
    """From 表格导入 to the result, after choosing the file."""
    page = taps.visitor.page
    page.locator("input[type=file]").set_input_files(file)
    taps.tap(taps.visitor.button("上传并查看"))
    taps.visitor.sees(file["name"])
    taps.tap(taps.visitor.button("正式导入"))
    page.get_by_role("heading", name="导入完成").wait_for()


def open_from_workbench(taps, words):
    taps.visitor.go("workbench")
    taps.tap(taps.visitor.page.get_by_role("link", name=words).first)
    taps.visitor.sees(words)


def dispatch(taps, words):
    """Unit and deadline are proposed."""
    open_from_workbench(taps, words)
    taps.tap(taps.visitor.link("交办"))
    taps.visitor.sees("交办")
    taps.tap(taps.visitor.button("交办"))
    taps.visitor.hears("已交办给")


def sign(taps, words):
    open_from_workbench(taps, words)
    taps.tap(taps.visitor.button("签收"))
    taps.visitor.hears("已签收")


def hand_in(taps, words, sentence):
    visitor = taps.visitor
    open_from_workbench(taps, words)
    taps.tap(visitor.link("提交整改"))
    visitor.sees("提交整改")
    taps.photo("整改后.jpg", jpeg(800, 600))
    taps.write(visitor.page.get_by_label("整改情况"), sentence)
    taps.tap(visitor.button("提交整改"))
    visitor.hears("已提交整改")


def verify(taps, words):
    open_from_workbench(taps, words)
    taps.tap(taps.visitor.link("验收通过"))
    taps.visitor.sees("验收通过")
    taps.tap(taps.visitor.button("验收通过"))
    taps.visitor.hears("已验收通过")


def close_all_that_wait(taps):
    visitor = taps.visitor
    visitor.go("closing")
    taps.tap(visitor.page.locator("[data-check-all=ids]"))
    taps.tap(visitor.page.locator("[data-check-all=criteria]"))
    taps.tap(visitor.button("同意销号"))
    visitor.hears("已销号")


def report(taps, sentence):
    """From the large button of somebody who patrols to the word that it has arrived."""
    visitor = taps.visitor
    page, finding = visitor.page, visitor.page.locator(".patrol-finding")
    visitor.go("workbench")
    taps.tap(page.locator(".tab-primary"))
    page.locator("#begin").wait_for()
    taps.tap(visitor.button("报告问题"))
    taps.photo("现场.jpg", jpeg(800, 600), button="拍照", within=finding)
    taps.write(page.get_by_label("发现了什么问题"), sentence)
    taps.tap(page.locator("#finish"))
    visitor.hears("已送到")


def report_by_form(taps, sentence):
    """On the ordinary page, to the page that says it is reported."""
    visitor = taps.visitor
    visitor.go("report_problem")
    visitor.sees("上报问题")
    taps.photo("现场.jpg", jpeg(800, 600))
    taps.write(visitor.page.get_by_label("发现了什么问题"), sentence)
    taps.tap(visitor.button("上报"))
    visitor.sees("已上报")
