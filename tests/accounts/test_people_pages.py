"""系统管理, people: the administrator's pages, each with a yes and a no."""

import pytest

from apps.accounts.models import Post, User
from apps.accounts.roles import Role
from apps.common import clock
from apps.common.models import AuditEntry
from apps.territory.models import Division, Organisation
from tests import cast
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(county, signed_in):
    return signed_in(county.administrator)


@pytest.fixture
def other_county(county):
    """三台县 with an administrator and one more person."""
    for code, name, level in (("51", "四川省", "province"), ("5107", "绵阳市", "city"), ("510722", "三台县", "county")):
        Division.objects.create(code=code, name=name, level=level)
    bureau = cast.unit("三台县生态环境局", "510722", Organisation.Kind.BUREAU)
    return cast.person(Role.ADMINISTRATOR, "510722", bureau, "外县管理员")


def text(answer) -> str:
    return answer.content.decode()


def new_person(county, **typed):
    facts = {"full_name": "李某", "username": "LiSi", "phone": "13800001234", "organisation": county.station.pk}
    return facts | {"role": "township_staff", "valid_from": str(clock.today())} | typed


def test_only_administrators_open_these_pages(county, client):
    person, post = county.grid_member, county.grid_member.posts.get()
    pages = [
        "/people/", "/people/new/", f"/people/{person.pk}/", f"/people/{person.pk}/change/",
        f"/people/{person.pk}/appoint/", f"/people/{person.pk}/posts/{post.pk}/end/",
    ]  # fmt: skip
    forms = [f"/people/{person.pk}/{act}/" for act in ("reset-password", "switch", "phone")]

    answers = {}
    for role, somebody in county.by_role.items():
        client.force_login(somebody, backend="apps.accounts.backends.PostBackend")
        answers[role] = {client.get(page).status_code for page in pages} | {
            client.post(form).status_code for form in forms if role != Role.ADMINISTRATOR
        }

    assert answers == {role: {200} if role == Role.ADMINISTRATOR else {403} for role in county.by_role}


def test_an_administrator_of_another_county_finds_nobody_here(other_county, county, signed_in):
    client, person = signed_in(other_county), county.grid_member
    post = person.posts.get()

    reads = ["", "change/", "appoint/", f"posts/{post.pk}/end/"]
    answers = [client.get(f"/people/{person.pk}/{page}").status_code for page in reads]
    answers += [client.post(f"/people/{person.pk}/{act}/").status_code for act in ("reset-password", "switch", "phone")]

    assert answers == [404] * 7
    assert "网格员甲" not in text(client.get("/people/"))


def test_the_list_names_everybody_with_posts(admin):
    page = text(admin.get("/people/"))

    assert "网格员甲" in page
    assert "兴龙村村民委员会 网格员" in page


@pytest.mark.parametrize("more", [1, 5])
def test_the_list_asks_the_database_as_often_for_many_as_for_few(county, admin, more, django_assert_num_queries):
    for _ in range(more):
        cast.person(Role.GRID_MEMBER, cast.XINGLONG, county.village_committee)
    admin.get("/people/")

    with django_assert_num_queries(7):
        admin.get("/people/")


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("网格员甲", ["网格员甲"]),
        ("水利", ["水利甲"]),
        ("暨龙 综合", ["执法甲"]),
        ("武平镇", ["邻镇甲"]),
        ("%", []),
        ("_", []),
        ("'; DROP TABLE", []),
    ],
)
def test_people_are_found_by_name_unit_and_place(admin, words, names):
    page = admin.get("/people/", {"q": words}).context["page"]

    found = [person.full_name for person in page]
    assert found == names


def test_a_null_byte_in_a_search_is_no_error(admin):
    assert len(admin.get("/people/", {"q": "\0"}).context["page"]) == 11


def test_a_search_that_finds_nobody_says_what_to_do(admin):
    assert "换个姓名、账号或单位再找" in text(admin.get("/people/?q=没有这个人"))


def test_opening_an_account_shows_the_password_once(county, admin):
    answer = admin.post("/people/new/", new_person(county))

    person = User.objects.get(username="lisi")
    password = answer.context["password"]
    assert (answer.status_code, password in text(answer)) == (200, True)
    assert answer["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    assert (person.check_password(password), person.must_change_password) == (True, True)
    assert [(post.role, post.division_id) for post in person.posts.all()] == [("township_staff", cast.JILONG)]
    assert list(AuditEntry.objects.order_by("pk").values_list("action", "division_code")) == [
        ("开设账号", "500230"),
        ("任职", cast.JILONG),
    ]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"username": "ＵＳＥＲ"}, "已有人使用"),
        ({"username": "li si"}, "中间不要有空格"),
        ({"username": ""}, "请填写“账号”"),
        ({"phone": "123"}, "手机号应是 11 位数字"),
        ({"phone": "1３８００００１２３４"}, "手机号应是 11 位数字"),
        ({"full_name": "长" * 51}, "50"),
        ({"full_name": "李\n某"}, "请写在一行里"),
        ({"role": "grid_member"}, "不能设在乡镇级的"),
        ({"valid_from": "20226-01-01"}, "日期"),
        ({"valid_from": "0026-01-01"}, "2000 年到 2100 年"),
        ({"organisation": "999999"}, "999999"),
    ],
)
def test_a_refused_account_says_why_and_leaves_nothing_behind(county, admin, typed, sentence):
    User.objects.filter(pk=county.grid_member.pk).update(username="user")
    people, posts = User.objects.count(), Post.objects.count()

    answer = admin.post("/people/new/", new_person(county, **typed))

    assert sentence in text(answer)
    assert (User.objects.count(), Post.objects.count()) == (people, posts)


def test_a_unit_of_another_county_cannot_be_smuggled_into_the_form(county, other_county, admin):
    foreign = Organisation.objects.get(name="三台县生态环境局")

    admin.post("/people/new/", new_person(county, organisation=foreign.pk, role="county_staff"))

    assert Post.objects.filter(organisation=foreign).exclude(person=other_county).count() == 0


def test_the_phone_is_masked_and_looking_at_it_is_recorded(county, admin):
    User.objects.filter(pk=county.grid_member.pk).update(phone="13812345678")

    page = text(admin.get(f"/people/{county.grid_member.pk}/"))
    whole = text(admin.post(f"/people/{county.grid_member.pk}/phone/"))

    assert ("138****5678" in page, "13812345678" in page) == (True, False)
    assert "13812345678" in whole
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.object_label, entry.changes) == ("查看手机号", "网格员甲", {})


def test_name_and_phone_can_be_corrected(county, admin):
    answer = admin.post(f"/people/{county.grid_member.pk}/change/", {"full_name": "网格员乙", "phone": "13812345678"})

    person = User.objects.get(pk=county.grid_member.pk)
    assert (answer.status_code, person.full_name, person.phone) == (302, "网格员乙", "13812345678")
    assert AuditEntry.objects.get().changes == {
        "before": {"full_name": "网格员甲"}, "after": {"full_name": "网格员乙"}, "withheld": ["phone"],
    }  # fmt: skip


def test_the_number_does_not_stand_in_the_form_and_stays_when_nothing_is_typed(county, admin):
    address = f"/people/{county.grid_member.pk}/change/"
    User.objects.filter(pk=county.grid_member.pk).update(phone="13812345678")

    page = text(admin.get(address))
    admin.post(address, {"full_name": "网格员乙", "phone": ""})
    kept = User.objects.get(pk=county.grid_member.pk).phone
    both = text(admin.post(address, {"full_name": "网格员乙", "phone": "13900000000", "forget_phone": "on"}))
    admin.post(address, {"full_name": "网格员乙", "phone": "", "forget_phone": "on"})

    assert ("13812345678" in page, "现在是 138****5678" in page) == (False, True)
    assert kept == "13812345678"
    assert "填了新号就不要勾" in both
    assert User.objects.get(pk=county.grid_member.pk).phone == ""


def test_adding_a_post(county, admin):
    typed = {"organisation": county.neighbour_government.pk, "role": "township_leader", "valid_from": "2026-11-04"}

    answer = admin.post(f"/people/{county.township_leader.pk}/appoint/", typed)
    again = admin.post(f"/people/{county.township_leader.pk}/appoint/", typed)

    assert answer.status_code == 302
    assert "不用重复添加" in text(again)
    assert county.township_leader.posts.count() == 2


def test_ending_a_post(county, admin):
    post = county.grid_member.posts.get()
    address = f"/people/{county.grid_member.pk}/posts/{post.pk}/end/"

    answer, again = [admin.post(address, {"on": str(clock.today())}) for _ in range(2)]

    post.refresh_from_db()
    assert (answer.status_code, post.valid_until) == (302, clock.today())
    assert "这个岗位已在" in text(again)


def test_a_post_of_somebody_else_is_not_ended_by_a_changed_address(county, admin):
    post = county.village_leader.posts.get()

    assert admin.get(f"/people/{county.grid_member.pk}/posts/{post.pk}/end/").status_code == 404


def test_resetting_a_password_ends_the_persons_sessions(county, admin):
    from django.test import Client

    person = Client()
    person.post("/login/", {"username": county.grid_member.username, "password": PASSWORD})

    answer = admin.post(f"/people/{county.grid_member.pk}/reset-password/")

    assert person.get("/").status_code == 302
    assert User.objects.get(pk=county.grid_member.pk).check_password(answer.context["password"])


def test_somebody_who_serves_elsewhere_by_now_belongs_to_the_administrators_there(county, other_county, admin):
    """Whoever resets a password can sign in with it: a former county must not."""
    person = county.second_county_staff
    person.posts.update(valid_until=clock.today())
    bureau = Organisation.objects.get(name="三台县生态环境局")
    Post.objects.create(
        person=person, organisation=bureau, division_id="510722", role="county_staff", valid_from=clock.today()
    )

    answers = [
        admin.post(f"/people/{person.pk}/{act}/", {"active": "0"}, follow=True) for act in ("reset-password", "switch")
    ]
    change = admin.post(f"/people/{person.pk}/change/", {"full_name": "x", "phone": ""})

    assert ["请由那边的系统管理员办理" in text(answer) for answer in [*answers, change]] == [True] * 3
    person = User.objects.get(pk=person.pk)
    assert (person.check_password(PASSWORD), person.is_active, person.full_name) == (True, True, "县局乙")


def test_switching_an_account_off_and_on(county, admin):
    address = f"/people/{county.grid_member.pk}/switch/"

    states = []
    for active in ("0", "1"):
        admin.post(address, {"active": active})
        states.append(User.objects.get(pk=county.grid_member.pk).is_active)

    assert states == [False, True]


def test_nobody_switches_off_his_own_account(county, admin):
    answer = admin.post(f"/people/{county.administrator.pk}/switch/", {"active": "0"}, follow=True)

    assert "不能停用自己的账号" in text(answer)
    assert User.objects.get(pk=county.administrator.pk).is_active is True


def test_text_of_people_is_shown_as_text(county, admin):
    User.objects.filter(pk=county.grid_member.pk).update(full_name="<img src=x onerror=alert(1)>")

    for address in ("/people/", f"/people/{county.grid_member.pk}/"):
        assert "<img src=x" not in text(admin.get(address))
