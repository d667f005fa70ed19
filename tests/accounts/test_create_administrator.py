"""manage.py create_administrator: the first account of an installation."""

import re

import pytest
from django.core.management import CommandError, call_command

from apps.accounts.models import User
from apps.accounts.roles import Role
from apps.common.models import AuditEntry
from apps.territory.actions import import_divisions
from apps.territory.models import Organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def new_county(db):
    import_divisions("code,name\n50,重庆市\n5002,县\n500230,丰都县\n")


def create(username="Admin.Fengdu", division="500230", name="系统管理岗"):
    call_command("create_administrator", username, "--division", division, "--name", name)


def test_it_makes_an_administrator_who_signs_in_with_the_password_printed(new_county, capsys, client):
    create()

    printed = capsys.readouterr().out
    password = re.search(r"初始密码：(\S+)\n", printed)[1]
    person = User.objects.get()
    assert (person.username, person.full_name, person.roles) == ("admin.fengdu", "系统管理岗", {Role.ADMINISTRATOR})
    assert (person.must_change_password, printed.count(password)) == (True, 1)
    answer = client.post("/login/", {"username": "admin.fengdu", "password": password})
    assert answer.status_code == 302
    assert client.get("/")["Location"] == "/password/"


def test_it_founds_the_countys_bureau_once(new_county):
    create("first")
    create("second")

    assert list(Organisation.objects.values_list("name", "kind", "division_id")) == [
        ("丰都县生态环境局", "bureau", "500230")
    ]
    assert AuditEntry.objects.filter(action="开设账号", actor_name="系统").count() == 2


def test_two_passwords_are_never_the_same(new_county, capsys):
    create("first")
    create("second")

    passwords = re.findall(r"初始密码：(\S+)\n", capsys.readouterr().out)
    assert len(set(passwords)) == 2


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"division": "500231"}, "还没有区县 500231。请先用 import_divisions 导入"),
        ({"division": "5002"}, "还没有区县 5002"),
        ({"division": "不是代码"}, "还没有区县"),
        ({"username": "with space"}, "中间不要有空格"),
        ({"name": "长" * 51}, "50"),
    ],
)
def test_it_refuses_in_plain_words_and_leaves_nothing_behind(new_county, facts, sentence):
    with pytest.raises(CommandError, match=sentence):
        create(**facts)

    assert (User.objects.count(), Organisation.objects.count()) == (0, 0)


def test_a_name_that_is_taken_is_refused(new_county):
    create("admin")

    with pytest.raises(CommandError, match="账号“admin”已有人使用"):
        create("ADMIN")
