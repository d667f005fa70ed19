"""行政区划: places by their national code, with their beginning, end and successor. Nothing is ever removed by a list."""

from django.apps import apps

from apps.accounts.roles import Role
from apps.common.scoping import ScopedModel, under
from apps.common.verdicts import Refused
from apps.imports.tables.columns import Choice, Code, Column, Day, Text, Whole
from apps.imports.tables.resource import TableResource, wrong
from apps.territory import actions
from apps.territory.levels import Level, level_of, parent_code, trimmed
from apps.territory.models import Division

_DIGITS = "代码是 2、4、6、9、12 或 15 位数字，不到 12 位的后面可以补 0。"
_LEVELS = {level.value: level.value for level in Level} | {
    "县": "county", "区": "county", "镇": "township", "乡": "township", "乡镇": "township", "街道": "township", "村": "village",
    "社区": "village", "组": "group", "网格": "group",
}  # fmt: skip


class DivisionTable(TableResource):
    key, title, unit = "divisions", "行政区划", "个区划"
    intro = "新设、更名、撤并的乡镇和村（社区）。表里没有写的区划不受影响；撤并的写停用日期和并入的代码，以前的记录仍留在原来的地方。"
    roles = frozenset({Role.ADMINISTRATOR})
    back = "units"

    code = Column(
        "代码", aliases=("code", "区划代码", "行政区划代码", "统计用区划代码"), required=True, code=True, width=18,
        widget=Code(15, pattern=r"\d{2}(\d{2}(\d{2}(\d{3}){0,3})?)?", like=_DIGITS), help=_DIGITS,
    )  # fmt: skip
    name = Column(
        "名称", aliases=("name", "区划名称", "地名"), required=True, widget=Text(60), width=28, help="写全称。"
    )
    level = Column(
        "级别", aliases=("level", "层级"), widget=Choice(Level.choices, _LEVELS), choices=Level.labels, width=10,
        help="可以不填，按代码的位数定；填了要和代码一致。",
    )  # fmt: skip
    valid_from = Column(
        "启用日期", aliases=("valid_from", "设立日期"), widget=Day(), nothing=None, width=14, help="新设的才写。"
    )
    valid_until = Column(
        "停用日期",
        aliases=("valid_until", "撤销日期"),
        widget=Day(),
        nothing=None,
        width=14,
        help="撤并的才写，这一天起不再使用。",
    )
    successor = Column(
        "并入（代码）", aliases=("successor", "并入", "并入代码", "继任代码"), code=True, width=18,
        widget=Code(15, pattern=r"\d+", like=_DIGITS), help="撤并到哪里，写那里的代码；那一行写在同一张表里也可以。",
    )  # fmt: skip
    population = Column(
        "常住人口", aliases=("population", "人口"), widget=Whole(), nothing=None, width=12, help="只写数字，单位是人。"
    )

    def prepare(self):
        self._county, self._known = self.setting.county_code, {}

    def foresee(self, written):
        codes = {trimmed(code) for name in ("code", "successor") for code in self.values_of(written, name)}
        codes |= {parent_code(code) for code in codes}
        codes -= {None, ""}
        self._known |= dict.fromkeys(codes) | Division.objects.in_bulk(codes)

    def _division(self, code) -> Division | None:
        if code not in self._known:
            self._known[code] = Division.objects.filter(pk=code).first()
        return self._known[code]

    def _learn(self, division) -> Division:
        self._known[division.pk] = division
        return division

    def example(self):
        places = self.setting.places
        township = places.townships[0] if places.townships else self._county + "100"
        return {
            "code": township + "299", "name": "示例村村民委员会", "level": Level.VILLAGE.label, "valid_from": "2026-01-01",
            "population": "1200",
        }  # fmt: skip

    def order(self, cells):
        code = cells["code"].text if cells.get("code") else ""
        return bool(cells.get("successor")), len(trimmed(code))

    def resolve(self, given, row):
        given.code = trimmed(given.code)
        level = getattr(given, "level", "") or level_of(given.code)
        if level != level_of(given.code):
            raise wrong(
                "level", f"代码 {given.code} 是{Level(level_of(given.code)).label}的代码，和级别不一致，请核对。"
            )
        given.level = level
        if getattr(given, "successor", ""):
            given.successor = trimmed(given.successor)

    def find(self, given):
        return self._division(given.code)

    def identity(self, given):
        return given.code

    def load(self, record):
        return {
            "code": record.code, "name": record.name, "level": record.level, "valid_from": record.valid_from,
            "valid_until": record.valid_until, "successor": record.successor_id or "", "population": record.population,
        }  # fmt: skip

    def check(self, draft, is_new):
        if not draft.code.startswith(self._county):
            raise wrong(
                "code", f"{draft.code} 不在{self.setting.places.county_name}（{self._county}）内，不能由您导入。"
            )
        above = parent_code(draft.code)
        if is_new and not self._division(above):
            raise wrong("code", f"它的上级 {above} 还没有，请把上级也写进表里。")
        if draft.valid_from and draft.valid_until and draft.valid_until <= draft.valid_from:
            raise wrong("valid_until", f"停用日期要晚于启用日期 {draft.valid_from}，请核对。")
        self._check_successor(draft)

    def _check_successor(self, draft):
        if not draft.successor:
            return
        if not draft.valid_until:
            raise wrong("valid_until", "写了并入哪里，就要写停用日期。")
        into = self._division(draft.successor)
        if into is None or into.level != draft.level or into.pk == draft.code:
            raise wrong("successor", f"{draft.successor} 不是另一个同级的区划，请核对代码。")

    def create(self, draft):
        doing = {"by": self.setting.by, "at": self.setting.at}
        return self._learn(actions.add_division(code=draft.code, **doing, **self._facts(draft)))

    def change(self, draft, before):
        doing = {"by": self.setting.by, "at": self.setting.at}
        return self._learn(actions.change_division(draft.record, **doing, **self._facts(draft)))

    def _facts(self, draft) -> dict:
        return {
            "name": draft.name, "valid_from": draft.valid_from, "valid_until": draft.valid_until,
            "successor": draft.successor or None, "population": draft.population,
        }  # fmt: skip

    def fetch(self, pk):
        return Division.objects.filter(pk=pk, code__startswith=self._county).first()

    def fetch_many(self, pks):
        return Division.objects.filter(code__startswith=self._county).in_bulk(pks)

    def remove(self, record):
        if kept := _lying_in(record.code):
            raise Refused(f"“{record}”里已经有{kept}，不能删除。")
        actions.remove_division(record, by=self.setting.by, at=self.setting.at)

    def label(self, draft):
        return f"{draft.name}（{draft.code}）"


def _lying_in(code: str) -> str:
    """What kind of record lies in a place, in a word; "" for an empty one. Records keep codes, so no key guards them."""
    for model in apps.get_models():
        if issubclass(model, ScopedModel) and _has_rows(model, code):
            return str(model._meta.verbose_name)
    return ""


def _has_rows(model, code) -> bool:
    rows = model._default_manager.everywhere("is anything left in a place that is taken back?")
    return rows.filter(under(model.scope_field, [code])).exists()
