"""The login page, the lost session and the locked door, as people meet them."""

from tests.cast import PASSWORD


def test_a_grid_member_signs_in_and_out_on_the_phone(visit, county):
    visitor = visit(phone=True)
    visitor.page.goto("/")
    visitor.sees("登录")

    visitor.sign_in(county.grid_member)
    visitor.sees("工作台")

    visitor.page.locator(".me summary").tap()
    visitor.button("退出登录").tap()
    visitor.sees("登录")


def test_a_wrong_password_is_said_and_the_fifth_locks_the_door(visit, county):
    visitor = visit()
    visitor.expected.add(429)
    page = visitor.go("login")

    for _ in range(4):
        page.get_by_label("账号").fill(county.grid_member.username)
        page.get_by_label("密码").fill("not-the-password")
        visitor.button("登录").click()
        assert page.locator(".form-errors").is_visible()
    page.get_by_label("密码").fill("not-the-password")
    visitor.button("登录").click()

    visitor.sees("密码错得太多，先等一等")


def test_an_initial_password_leads_to_the_page_where_it_is_changed(visit, county):
    person = county.village_leader
    person.must_change_password = True
    person.save()
    visitor = visit()
    visitor.go("login")
    visitor.page.get_by_label("账号").fill(person.username)
    visitor.page.get_by_label("密码").fill(PASSWORD)
    visitor.button("登录").click()

    visitor.sees("请先改成自己的密码")
    visitor.page.goto("/problems/")
    visitor.sees("请先改成自己的密码")


def test_login_works_with_the_keyboard_alone(visit, county):
    visitor = visit()
    page = visitor.go("login")

    page.locator("body").press("Tab")
    while page.evaluate("document.activeElement.name") != "username":
        page.keyboard.press("Tab")
    page.keyboard.type(county.township_staff.username)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")

    visitor.sees("工作台")
