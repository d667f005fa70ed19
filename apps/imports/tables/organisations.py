"""单位: units with their superior and the names that lists give them."""

from django.db.models import Prefetch

from apps.accounts.roles import Role
from apps.imports.tables.columns import Choice, Column, Several, Text
from apps.imports.tables.resource import TableResource, wrong
from apps.territory import actions
from apps.territory.levels import Level, level_of
from apps.territory.models import Organisation, OrganisationAlias

_KINDS = {
    "政府": "government", "乡镇政府": "government", "街道办事处": "government", "部门": "department", "县级单位": "department",
    "局": "department", "村委会": "committee", "居委会": "committee", "村（居）委会": "committee", "内设机构": "office", "镇属办所": "office",
    "公司": "enterprise",
}  # fmt: skip

_LEVELS = {
    "government": (Level.TOWNSHIP, "乡镇（街道）"), "office": (Level.TOWNSHIP, "乡镇（街道）"),
    "committee": (Level.VILLAGE, "村（社区），要连乡镇一起写"),
}  # fmt: skip


class OrganisationTable(TableResource):
    key, title, unit = "organisations", "单位", "个单位"
    intro = "县级部门、镇属机构、园区、企业。乡镇政府和村（居）委会随行政区划自动建立，这里只需要补别名。"
    roles = frozenset({Role.ADMINISTRATOR})
    back = "units"

    name = Column(
        "单位名称", aliases=("名称", "单位", "单位全称", "机构名称"), required=True, width=30, example="示例镇农业服务中心",
        help="写全称。同一个地方不能有两个同名的单位。",
    )  # fmt: skip
    kind = Column(
        "类型", aliases=("单位类型", "机构类型", "性质"), required=True, widget=Choice(Organisation.Kind.choices, _KINDS),
        choices=Organisation.Kind.labels, width=26, example=Organisation.Kind.OFFICE.label, help="从下拉列表里选。",
    )  # fmt: skip
    place = Column(
        "所在地", aliases=("所属乡镇", "乡镇", "所在乡镇", "地区", "所属地区"), widget=Text(60), choices="places", strict=False,
        width=18, help="县级单位写县名，镇属单位写乡镇名；空着的，跟上级单位走，没有上级单位的算县级。",
    )  # fmt: skip
    parent = Column(
        "上级单位", aliases=("主管单位", "上级", "隶属单位"), choices="governments", strict=False, width=30,
        help="镇属机构写所属的乡镇人民政府；空着的，镇里的单位算乡镇人民政府下面的。",
    )  # fmt: skip
    aliases = Column(
        "别名", aliases=("简称", "又名", "曾用名"), widget=Several(), width=30, nothing=[], example="农服中心、农业中心",
        help="表格里常写的简称，几个之间用“、”隔开，名称里本来有“、”的用“；”隔开；原来有的别名会保留。导入问题清单时按别名认出单位。",
    )  # fmt: skip

    def prepare(self):
        self._by_name, self._by_alias = {}, {}
        for unit in self._units().order_by("pk"):
            self._learn(unit)

    def _units(self):
        """With their names, as `load` reads them."""
        units = Organisation.objects.filter(division__code__startswith=self.setting.county_code)
        names = Prefetch("aliases", OrganisationAlias.objects.order_by("pk"))
        return units.select_related("parent", "division").prefetch_related(names)

    def _learn(self, unit):
        unit.names = [alias.name for alias in unit.aliases.all()]
        self._remember(unit)

    def _remember(self, unit):
        self._by_name.setdefault(unit.name, []).append(unit)
        self._by_alias |= {(unit.division_id, name): unit for name in unit.names}

    def places(self):
        places = self.setting.places
        return [places.county_name, *(places.names[code] for code in places.townships)]

    def governments(self):
        kinds = (Organisation.Kind.GOVERNMENT, Organisation.Kind.BUREAU, Organisation.Kind.DEPARTMENT)
        return [name for name, units in self._by_name.items() for unit in units if unit.kind in kinds]

    def example(self):
        places = self.setting.places
        township = places.names[places.townships[0]] if places.townships else ""
        governments = self._governing(places.townships[0]) if places.townships else []
        parent = governments[0].name if governments else ""
        return super().example() | {"name": f"{township}农业服务中心", "place": township, "parent": parent}

    def resolve(self, given, row):
        code, text = self._code_of(given), getattr(given, "parent", "")
        known = self._at(given.name, code) if code else self._only(given.name, text)
        above = self._named(text, code) if text else self._usual_superior(known, code)
        if known is None and code and above and code != above.division_id:
            raise wrong(
                "parent", f"“{above}”在{self.setting.places.spoken(above.division_id)}，和所在地不一致，请核对。"
            )
        if known is None:
            self._refuse_alias(given, code)
        elif not self.exact and getattr(given, "aliases", None):
            # A list that knows one more name does not take away the others.
            given.aliases = list(dict.fromkeys([*known.names, *given.aliases]))
        given.record, given.superior = known, above
        given.division_code = (
            known.division_id if known else code or (above.division_id if above else self.setting.county_code)
        )
        given.place = self.setting.places.spoken(given.division_code)
        given.parent = above.name if above else ""

    def _refuse_alias(self, given, code):
        place = code or self.setting.county_code
        same = self._by_alias.get((place, given.name))
        if same:
            raise wrong("name", f"“{given.name}”是“{same}”的别名，请写全称；要另立单位，请先去掉别名。")

    def _code_of(self, given) -> str:
        text = getattr(given, "place", "")
        try:
            return self.setting.places.place(text) if text else ""
        except ValueError as failure:
            raise wrong("place", str(failure)) from None

    def _only(self, name, parent):
        """The one unit of that name, for a row that says nothing about its place."""
        found = self._by_name.get(name, [])
        return found[0] if len(found) == 1 and not parent else None

    def _usual_superior(self, known, code):
        if known is not None:
            return None if self.exact else known.parent
        below = code and level_of(code) != Level.COUNTY
        return next(iter(self._governing(code)), None) if below else None

    def _named(self, text, code):
        found = self._by_name.get(text, [])
        near = [unit for unit in found if code and code.startswith(unit.division_id)] if len(found) > 1 else found
        if len(near) != 1:
            problem = "有好几个，请把所在地写清楚" if found else "还没有这个单位，请先导入或者写在前面的行里"
            raise wrong("parent", f"“{text[:40]}”{problem}。")
        return near[0]

    def _governing(self, code):
        kinds = (Organisation.Kind.GOVERNMENT, Organisation.Kind.COMMITTEE)
        return [
            unit
            for units in self._by_name.values()
            for unit in units
            if unit.division_id == code and unit.kind in kinds
        ]

    def _at(self, name, code):
        return next((unit for unit in self._by_name.get(name, []) if unit.division_id == code), None)

    def find(self, given):
        return given.record or self._at(given.name, given.division_code)

    def check(self, draft, is_new):
        wanted = _LEVELS.get(draft.kind)
        if is_new and wanted and level_of(draft.division_code) != wanted[0]:
            raise wrong("place", f"{Organisation.Kind(draft.kind).label}要写明所在的{wanted[1]}。")

    def identity(self, given):
        return given.division_code, given.name

    def load(self, record):
        return {
            "name": record.name,
            "kind": record.kind,
            "place": self.setting.places.spoken(record.division_id),
            "parent": record.parent.name if record.parent else "",
            "superior": record.parent,
            "division_code": record.division_id,
            "aliases": [alias.name for alias in record.aliases.all()],
        }

    def create(self, draft):
        doing = {"by": self.setting.by, "at": self.setting.at}
        unit = actions.add_unit(**self._facts(draft), county_code=draft.division_code, **doing)
        # Rows that follow know it under the names that this row gives.
        unit.names = list(draft.aliases)
        self._remember(unit)
        return unit

    def change(self, draft, before):
        return actions.change_unit(draft.record, **self._facts(draft), by=self.setting.by, at=self.setting.at)

    def _facts(self, draft) -> dict:
        parent = draft.superior.pk if draft.superior else None
        return {"name": draft.name, "kind": draft.kind, "parent": parent, "aliases": draft.aliases}

    def fetch(self, pk):
        return self._units().filter(pk=pk).first()

    def fetch_many(self, pks):
        return {str(unit.pk): unit for unit in self._units().filter(pk__in=pks)}

    def remove(self, record):
        actions.remove_unit(record, by=self.setting.by, at=self.setting.at)

    def label(self, draft):
        return f"{draft.name}（{draft.place}）" if draft.place else draft.name
