from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from apps.accounts import actions
from apps.accounts.forms import FirstAdministratorForm
from apps.accounts.roles import Role
from apps.common import clock
from apps.common.verdicts import Refused
from apps.territory.levels import Level
from apps.territory.models import Division, Organisation


class Command(BaseCommand):
    help = "Makes an administrator of a county and prints a random initial password, once."

    def add_arguments(self, parser):
        parser.add_argument("username", help="account name, e.g. the name in pinyin")
        parser.add_argument("--division", required=True, help="code of the county, e.g. 500230")
        parser.add_argument("--name", required=True, help="the person's name")

    def handle(self, *, username, division, name, **options):
        form = FirstAdministratorForm({"username": username, "full_name": name})
        if not form.is_valid():
            raise CommandError("".join(message for messages in form.errors.values() for message in messages))
        county = Division.objects.filter(code=division, level=Level.COUNTY).first()
        if county is None:
            raise CommandError(f"还没有区县 {division}。请先用 import_divisions 导入这个区县的区划表，再建管理员。")
        try:
            person, password = _open(county, form.cleaned_data)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"已为{county}建立系统管理员 {person}。")
        self.stdout.write(f"账号：{person.username}")
        self.stdout.write(f"初始密码：{password}")
        self.stdout.write("密码只显示这一次，首次登录时必须修改。请不要截屏外传。")


@transaction.atomic
def _open(county, account):
    now = clock.now()
    return actions.open_account_with_post(
        **account, organisation=_bureau(county), role=Role.ADMINISTRATOR, valid_from=clock.today(), by=None, at=now
    )


def _bureau(county) -> Organisation:
    """The county's environment bureau; a new installation has none yet."""
    kind = Organisation.Kind.BUREAU
    found = Organisation.objects.filter(division=county, kind=kind).order_by("pk").first()
    return found or Organisation.objects.create(division=county, kind=kind, name=f"{county}生态环境局")
