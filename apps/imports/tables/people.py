"""人员岗位: one row is one post. Who is new gets an account without a password.

No password exists until the administrator who imported asks for 一次性初始密码表: it is made in that very moment, only its
hash is stored, and the sheet is not kept anywhere (apps/imports/actions/table_passwords.py).
"""

import re

from apps.accounts import actions
from apps.accounts.models import Post, normalised
from apps.accounts.roles import LEVEL_OF_POST, Role
from apps.common.verdicts import Refused
from apps.imports.tables.acquaintance import Acquaintance
from apps.imports.tables.columns import Choice, Code, Column, Day, Text
from apps.imports.tables.resource import TableResource, wrong
from apps.territory.levels import Level
from apps.territory.models import Division, Organisation, OrganisationAlias

_ROLES = {
    "村支书": "village_leader", "村主任": "village_leader", "村书记": "village_leader", "社区书记": "village_leader",
    "环保员": "township_staff", "环保专干": "township_staff", "管理员": "administrator",
}  # fmt: skip
_NO_LETTER = re.compile(r"[^\w.@+-]")


def _account_base(name: str) -> str:
    """What an account is called after somebody of that name, when nobody else is."""
    return normalised(_NO_LETTER.sub("", name))[:40] or "用户"


class PeopleTable(TableResource):
    key, title, unit = "people", "人员岗位", "个岗位"
    intro = "一行一个岗位，一个人有几个岗位就写几行。新来的人会开设账号，初始密码在导入以后由您生成一次。"
    roles = frozenset({Role.ADMINISTRATOR})
    back = "people"

    name = Column(
        "姓名", aliases=("人员", "名字", "网格员姓名"), required=True, widget=Text(50), width=12, example="张三"
    )
    username = Column(
        "账号", aliases=("登录名", "用户名", "登录账号"), code=True, width=16,
        widget=Code(50, pattern=r"[\w.@+-]+", like="账号只能用文字、数字和 . - _ @ +。"),
        help="可以不填，按姓名取一个；已经有账号的人请填，免得认错同名的人。",
    )  # fmt: skip
    phone = Column(
        "手机", aliases=("手机号", "手机号码", "联系电话", "电话", "联系方式"), code=True, width=16, example="13800000000",
        widget=Code(11, pattern=r"1[3-9][0-9]{9}", like="手机号应是 11 位数字，如 13800000000。"), help="可以不填，只有系统管理员能看到全号。",
    )  # fmt: skip
    organisation = Column(
        "单位", aliases=("所在单位", "工作单位", "所属单位", "部门"), required=True, choices="units", strict=False, width=30,
        help="写单位全称或别名；还没有的单位请先导入单位。",
    )  # fmt: skip
    place = Column(
        "管辖范围", aliases=("所在地", "管辖地区", "所属乡镇", "乡镇", "村", "所属村"), widget=Text(60), choices="places", strict=False, width=20,
        help="可以不填，就是单位的所在地。几个乡镇有同名单位的，请填乡镇。",
    )  # fmt: skip
    role = Column(
        "角色", aliases=("岗位", "职务", "岗位角色"), required=True, widget=Choice(Role.choices, _ROLES), choices=Role.labels, width=20,
        help="从下拉列表里选，决定能看到和能办理什么。",
    )  # fmt: skip
    valid_from = Column(
        "任职日期", aliases=("从", "开始日期", "起始日期", "到任日期"), widget=Day(), nothing=None, width=14, example="2026-01-01",
        help="可以不填，就是导入的当天。",
    )  # fmt: skip
    valid_until = Column(
        "离任日期",
        aliases=("至", "结束日期", "终止日期"),
        widget=Day(),
        nothing=None,
        width=14,
        help="还在任的不填；这一天起岗位失效。",
    )

    def prepare(self):
        self._county = self.setting.county_code
        self._units, self._acquainted = {}, Acquaintance(self._county)
        units = Organisation.objects.filter(division__code__startswith=self._county).select_related("division")
        by_pk = {unit.pk: unit for unit in units.order_by("pk")}
        for unit in by_pk.values():
            self._units.setdefault(unit.name, []).append(unit)
        aliases = OrganisationAlias.objects.filter(organisation__in=by_pk).order_by("pk")
        for pk, name in aliases.values_list("organisation_id", "name"):
            if by_pk[pk] not in self._units.setdefault(name, []):
                self._units[name].append(by_pk[pk])

    def foresee(self, written):
        accounts = {normalised(one) for one in self.values_of(written, "username")}
        names = self.values_of(written, "name")
        self._acquainted = Acquaintance(self._county, names, accounts, {_account_base(name) for name in names})

    def units(self):
        return list(dict.fromkeys(unit.name for units in self._units.values() for unit in units))

    def places(self):
        places = self.setting.places
        return [places.spoken(code) for code in (self._county, *places.townships, *places.villages)]

    def example(self):
        township = next(iter(self.setting.places.townships), "")
        units = [unit for found in self._units.values() for unit in found if unit.division_id == township]
        shown = {"organisation": units[0].name if units else "", "place": self.setting.places.spoken(township)}
        return super().example() | shown | {"role": Role.TOWNSHIP_STAFF.label}

    def resolve(self, given, row):
        given.division = self._division(given)
        given.unit = self._unit(given)
        given.division = given.division or given.unit.division
        given.place = self._spoken(given.division)
        given.organisation, given.proposed = given.unit.name, ""
        given.person = self._person(given)
        given.username = given.person.username if given.person else self._free_name(given)

    def _spoken(self, division):
        return self.setting.places.spoken(division.pk) if division.level != Level.GROUP else division.pk

    def _division(self, given):
        text = getattr(given, "place", "")
        if not text:
            return None
        known = Division.objects.filter(pk=text, code__startswith=self._county).first()
        try:
            return known or Division.objects.get(pk=self.setting.places.place(text))
        except ValueError as failure:
            raise wrong("place", str(failure)) from None

    def _unit(self, given):
        text, near = given.organisation, given.division
        found = self._units.get(text, [])
        if len(found) > 1 and near:
            found = [
                unit for unit in found if near.pk.startswith(unit.division_id) or unit.division_id.startswith(near.pk)
            ]
            found = [unit for unit in found if unit.division_id == near.pk] or found
        if not found:
            raise wrong("organisation", f"没有单位“{text[:40]}”，请写全称或别名，或者先导入单位。")
        if len(found) > 1:
            raise wrong("organisation", f"叫“{text[:40]}”的单位有 {len(found)} 个，请在“管辖范围”里写明乡镇。")
        return found[0]

    def _person(self, given):
        """The one whom the row means: by account, by name and telephone, or by name and unit."""
        if getattr(given, "username", ""):
            return self._of_account(given)
        same, phone = self._acquainted.called(given.name), getattr(given, "phone", "")
        here = [one for one in same if any(post.organisation_id == given.unit.pk for post in self._posts(one))]
        known = [one for one in same if phone and one.phone == phone]
        found = known or [one for one in here if not phone or not one.phone]
        if len(found) > 1:
            raise wrong("name", f"叫“{given.name}”的不止一人，请写账号。")
        return found[0] if found else None

    def _of_account(self, given):
        known = self._acquainted.account(normalised(given.username))
        if known is None:
            return None
        if not any(post.division_id.startswith(self._county) for post in self._posts(known)):
            raise wrong("username", f"账号“{given.username}”已有人使用，请换一个。")
        if known.full_name != given.name:
            raise wrong("username", f"账号“{given.username}”是{known.full_name}的，和姓名不一致，请核对。")
        return known

    def _free_name(self, given) -> str:
        if getattr(given, "username", ""):
            return normalised(given.username)
        base, taken = _account_base(given.name), self._acquainted.taken
        free = next(name for name in (base, *(f"{base}{number}" for number in range(2, 1000))) if name not in taken)
        given.proposed = free
        return free

    def find(self, given):
        if given.person is None:
            return None
        wanted = (given.unit.pk, given.division.pk, given.role)
        same = [post for post in self._posts(given.person)
                if (post.organisation_id, post.division_id, post.role) == wanted]  # fmt: skip
        begun = getattr(given, "valid_from", None)
        exact = [post for post in same if begun and post.valid_from == begun]
        return next(iter(exact + [post for post in same if post.valid_until is None]), None)

    def _posts(self, person) -> list[Post]:
        return self._acquainted.posts_of(person)

    def identity(self, given):
        person = given.person.pk if given.person else given.username
        return person, given.unit.pk, given.division.pk, given.role, getattr(given, "valid_from", None)

    def load(self, record):
        person, unit, division = record.person, record.organisation, record.division
        return {
            "name": person.full_name, "username": person.username, "phone": person.phone, "organisation": unit.name,
            "place": self._spoken(division), "role": record.role, "valid_from": record.valid_from,
            "valid_until": record.valid_until, "person": person, "unit": unit, "division": division,
        }  # fmt: skip

    def check(self, draft, is_new):
        if draft.record is not None and draft.valid_from != draft.record.valid_from:
            raise wrong("valid_from", f"这个岗位从 {draft.record.valid_from} 起在任，任职日期不能用表格改。")
        begun = draft.valid_from or self.setting.today
        if draft.valid_until and draft.valid_until < begun:
            raise wrong("valid_until", f"离任日期早于任职日期 {begun}，请核对。")
        if draft.division.level not in LEVEL_OF_POST[Role(draft.role)]:
            level = draft.division.get_level_display()
            raise wrong("role", f"“{Role(draft.role).label}”不能设在{level}的“{draft.division}”，请核对角色和单位。")
        if not draft.division.pk.startswith(draft.unit.division_id):
            raise wrong("place", f"“{draft.place}”不在“{draft.unit}”的地方，请核对。")

    def create(self, draft):
        doing = {"by": self.setting.by, "at": self.setting.at}
        person = draft.person or self._open_account(draft, doing)
        if draft.phone and person.phone != draft.phone:
            actions.change_account(person, full_name=person.full_name, phone=draft.phone, **doing)
        post = actions.appoint(
            person, organisation=draft.unit, division=draft.division, role=draft.role,
            valid_from=draft.valid_from or self.setting.today, valid_until=draft.valid_until, **doing,
        )  # fmt: skip
        return self._acquainted.learn(post)

    def _open_account(self, draft, doing):
        account = {"username": draft.username, "full_name": draft.name, "phone": draft.phone}
        draft.opened = actions.open_account(**account, without_password=True, **doing)[0]
        return draft.opened

    def details(self, draft):
        opened = getattr(draft, "opened", None)
        return {"opened": opened.pk} if opened else {}

    def change(self, draft, before):
        doing = {"by": self.setting.by, "at": self.setting.at}
        if draft.phone != before.phone:
            actions.change_account(before.person, full_name=before.name, phone=draft.phone, **doing)
        if draft.valid_until != before.valid_until:
            actions.set_end_of_post(draft.record, valid_until=draft.valid_until, **doing)
        return self._acquainted.learn(self.fetch(draft.record.pk))

    def _in_the_county(self):
        posts = Post.objects.filter(division__code__startswith=self._county)
        return posts.select_related("person", "organisation", "division")

    def fetch(self, pk):
        return self._in_the_county().filter(pk=pk).first()

    def fetch_many(self, pks):
        return {str(post.pk): post for post in self._in_the_county().filter(pk__in=pks)}

    def remove(self, record):
        seen = record.person.last_login
        if seen and self.setting.since and seen >= self.setting.since:
            raise Refused(f"{record.person}已经登录使用。")
        actions.withdraw_post(record, by=self.setting.by, at=self.setting.at)

    def label(self, draft):
        return f"{draft.name} {draft.organisation} {Role(draft.role).label}"

    def note(self, draft):
        proposed = getattr(draft, "proposed", "")
        return f"账号按姓名取为“{proposed}”。" if proposed else ""
