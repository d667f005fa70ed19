"""点位: sites with their kind, place, owner, keeper and the attributes that the county has set up for each kind."""

from decimal import Decimal
from functools import partial

from django.core.exceptions import ValidationError

from apps.accounts.models import User
from apps.evidence.shots import Datum
from apps.imports.tables.attributes import attribute_columns, own_values
from apps.imports.tables.columns import Choice, Code, Column, Day, Number, Text
from apps.imports.tables.known_sites import KnownSites
from apps.imports.tables.resource import TableResource, wrong
from apps.imports.tables.site_words import DATUMS, RISKS, kind_in
from apps.inspections.actions import sites as actions
from apps.inspections.actions import taking_back
from apps.inspections.permissions import KEEPERS, may_keep_sites
from apps.inspections.queries import sites as queries
from apps.inspections.queries.grids import people_near
from apps.inspections.words import Risk
from apps.territory.levels import Level, cut
from apps.territory.queries import short_village

_SWAPPED = "请核对，是不是把经度和纬度写反了"
_PLAIN = ("name", "number", "risk", "owner", "address", "census_number", "opened_on", "remarks")


class SiteTable(TableResource):
    key, title, unit = "sites", "点位", "个点位"
    intro = (
        "养殖场、排污口、企业、垃圾收集点这些要经常看的地方。别的单位排好的点位表也可以直接传，有标题行、两行表头都行。"
    )
    roles = KEEPERS
    back = "sites"

    name = Column(
        "点位名称", aliases=("名称", "点位", "排查点位", "风险点名称", "巡查点位", "养殖场名称", "企业名称", "排污口名称"), required=True,
        width=26, example="示例养殖场",
    )  # fmt: skip
    kind = Column(
        "点位类型", aliases=("类型", "类别", "点位类别", "风险类型", "污染源类型", "种类"), choices="kinds", strict=False, width=16,
        help="从下拉列表里选；分段的标题里写明了类型的，可以不填。",
    )  # fmt: skip
    township = Column(
        "所属乡镇", aliases=("乡镇", "乡镇街道", "所在乡镇", "镇街"), choices="townships", strict=False, width=14,
        help="可以不填，就是您所在的乡镇；县里导入的请填。",
    )  # fmt: skip
    village = Column(
        "所属村（社区）", aliases=("所属村", "村", "村社区", "村居", "所在村", "行政村", "所属村社区", "村（社区）名称"), required=True,
        choices="villages", strict=False, width=18,
    )  # fmt: skip
    grid = Column("网格", aliases=("所属网格", "所在网格"), width=16, help="网格名称或代码，可以不填，就是村级网格。")
    owner = Column(
        "责任主体", aliases=("业主", "业主姓名", "户主", "责任单位", "经营者", "负责人", "法人", "责任主体业主", "管理单位"), width=20,
        example="某某", help="业主、企业或管理单位的名称。",
    )  # fmt: skip
    keeper = Column(
        "责任人", aliases=("点位责任人", "包保责任人", "巡查责任人", "责任人姓名", "包抓责任人"), widget=Text(60), width=12,
        help="一口一长：负责看这个点位的人，本镇有账号的写姓名就会对上。",
    )  # fmt: skip
    number = Column(
        "点位编号",
        aliases=("编号", "编码"),
        code=True,
        widget=Code(64),
        width=18,
        help="可以不填；填了，全县不能重复。",
    )
    risk = Column(
        "风险等级", aliases=("风险", "等级", "风险级别"), widget=Choice(Risk.choices, RISKS), choices=Risk.labels, width=10,
        nothing=Risk.MEDIUM.value, help="不填算“一般”。",
    )  # fmt: skip
    address = Column("地址", aliases=("详细地址", "位置", "具体位置", "地点"), widget=Text(200), width=26)
    longitude = Column(
        "经度",
        aliases=("东经",),
        widget=Number(least=73, most=136, beyond=_SWAPPED),
        nothing=None,
        width=12,
        example="107.7308",
        help="写小数，如 107.7308。",
    )
    latitude = Column(
        "纬度",
        aliases=("北纬",),
        widget=Number(least=3, most=54, beyond=_SWAPPED),
        nothing=None,
        width=12,
        example="29.8635",
        help="写小数，如 29.8635。",
    )
    datum = Column(
        "坐标系", widget=Choice(Datum.choices, DATUMS), choices=Datum.labels, width=18,
        help="手机定位的选 WGS-84；从高德、腾讯地图抄的选 GCJ-02，从百度地图抄的选 BD-09。不填算 WGS-84。",
    )  # fmt: skip
    opened_on = Column("投用日期", aliases=("建成日期", "投产日期"), widget=Day(), nothing=None, width=14)
    census_number = Column("污染源普查编号", aliases=("普查编号",), code=True, widget=Code(64), width=18)
    remarks = Column("备注", aliases=("说明",), widget=Text(2000, one_line=False), width=24)

    def extra_columns(self):
        self._kinds = list(queries.kinds())
        self._own = attribute_columns(self._kinds, self.fields)
        return {name: column for name, column, _ in self._own}

    def prepare(self):
        self._people, self._known = {}, KnownSites(self.setting)

    def foresee(self, written):
        self._known.learn_all(self.values_of(written, "name"), self.values_of(written, "number"))

    # --- The template ---

    def variants(self):
        return [("", "通用"), *((kind.key, kind.name) for kind in self._kinds)]

    def template_columns(self, variant):
        """With the attributes of one kind; without any in the general template."""
        own = {name: kinds for name, _, kinds in self._own}
        return [name for name in self.columns if name not in own or variant in own[name]]

    def kinds(self):
        return [kind.name for kind in self._kinds]

    def townships(self):
        places = self.setting.places
        codes = [self.setting.own_township] if self.setting.own_township else places.townships
        return [places.names[code] for code in codes]

    def villages(self):
        places, own = self.setting.places, self.setting.own_township
        return list(
            dict.fromkeys(short_village(places.names[code]) for code in places.villages if code.startswith(own))
        )

    def example(self):
        villages = [code for code in self.setting.places.villages if code.startswith(self.setting.own_township)]
        names, code = self.setting.places.names, villages[0] if villages else ""
        shown = {"township": names.get(code[:9], ""), "village": short_village(names.get(code, ""))}
        return (
            super().example() | shown | {"kind": self._kinds[0].name if self._kinds else "", "datum": Datum.WGS84.label}
        )

    # --- A row ---

    def resolve(self, given, row):
        steps = (self._resolve_kind, self._resolve_place, self._check_position)
        if wrongs := self.gathered(*(partial(step, given) for step in steps)):
            raise ValidationError(wrongs)
        given.attributes = own_values(given, self._own)

    def _check_position(self, given):
        if (getattr(given, "longitude", None) is None) != (getattr(given, "latitude", None) is None):
            lacking = "latitude" if getattr(given, "longitude", None) else "longitude"
            raise wrong(lacking, "经度和纬度要么都写，要么都不写。")

    def _resolve_kind(self, given):
        text = getattr(given, "kind", "")
        kind = self._kind_in(text) if text else next(filter(None, map(self._kind_in, self.around)), None)
        if kind is None:
            raise wrong("kind", f"没有“{text[:30]}”这种点位，请从下拉列表里选。" if text else "请填写点位类型。")
        given.site_kind, given.kind = kind, kind.name

    def _kind_in(self, text):
        return kind_in(text, self._kinds)

    def _resolve_place(self, given):
        places, township = self.setting.places, getattr(given, "township", "")
        try:
            code = places.township(township) if township else self._township_beside(given)
        except ValueError as failure:
            raise wrong("township", str(failure)) from None
        if code and not may_keep_sites(self.setting.by, code):
            mine = places.spoken(self.setting.place)
            where = "township" if township else "village"
            raise wrong(where, f"“{places.names[code]}”不在您的工作范围（{mine}）内，请由该乡镇或县生态环境局导入。")
        try:
            village = places.village(given.village, code)
        except ValueError as failure:
            raise wrong("village", str(failure)) from None
        given.township, given.village = places.names[cut(village, Level.TOWNSHIP)], short_village(places.names[village])
        given.division_code = self._grid(given, village)

    def _township_beside(self, given) -> str:
        """A list without that column says it with the village, in a heading, or not at all."""
        named = self.setting.places.township_in([given.village, *self.around])
        return named or self.setting.own_township

    def _grid(self, given, village) -> str:
        text = getattr(given, "grid", "")
        if not text:
            given.grid = ""
            return village
        grids = self._known.grids_in(village)
        found = [grid for grid in grids if text in (grid.code, grid.name)]
        if len(found) != 1:
            names = "、".join(grid.name for grid in grids) or "没有网格"
            raise wrong("grid", f"{given.village}没有网格“{text[:40]}”。现有：{names}。")
        given.grid = found[0].name if found[0].code != village else ""
        return found[0].code

    def find(self, given):
        number, village = getattr(given, "number", ""), given.division_code[:12]
        same = [site for site in self._known.known_as("name", given.name)
                if site.division_code.startswith(village) and site.kind_id == given.site_kind.pk]  # fmt: skip
        if number:
            same = self._known.known_as("number", number) + [site for site in same if not site.number]
        return next(iter(same), None)

    def identity(self, given):
        return getattr(given, "number", "") or (given.division_code[:12], given.site_kind.pk, given.name)

    def load(self, record):
        code, names, given = record.division_code, self.setting.places.names, record.given_position
        keeper = next(iter(record.present_keepers), None)
        grid = self._known.grid_at(code) if len(code) > 12 else None
        facts = {name: getattr(record, name) for name in _PLAIN} | {
            "kind": record.kind.name, "site_kind": record.kind, "township": names.get(code[:9], ""),
            "village": short_village(names.get(code[:12], "")), "grid": grid.name if grid else "", "division_code": code,
            "keeper": keeper.name if keeper else "", "attributes": record.attributes, "datum": record.datum,
            "longitude": Decimal(given["longitude"]) if given else None, "latitude": Decimal(given["latitude"]) if given else None,
        }  # fmt: skip
        own = {name: str(record.attributes.get(kinds[record.kind.key].key, "")) for name, _, kinds in self._own
               if record.kind.key in kinds}  # fmt: skip
        return facts | own

    def check(self, draft, is_new):
        if not is_new and draft.site_kind.pk != draft.record.kind_id:
            raise wrong("kind", f"编号 {draft.number} 的点位是“{draft.record.kind}”，类型不能用表格改，请核对编号。")
        if not is_new:
            may_keep_sites(self.setting.by, draft.record.division_code).or_raise()

    def create(self, draft):
        by, at = self.setting.by, self.setting.at
        facts = {name: getattr(draft, name) for name in _PLAIN}
        site = actions.register_site(
            kind=draft.site_kind, division_code=draft.division_code, since=self.setting.today, by=by, at=at,
            position=self._position(draft), origin=self.setting.origin, attributes=draft.attributes, **facts,
        )  # fmt: skip
        if draft.keeper:
            self._set_keeper(site, draft)
        return site

    def _position(self, draft):
        if draft.longitude is None:
            return None
        text = {name: f"{getattr(draft, name):f}" for name in ("longitude", "latitude")}
        return text | {"datum": draft.datum or Datum.WGS84}

    def change(self, draft, before):
        by, at, site = self.setting.by, self.setting.at, draft.record
        attributes = {key: value for key, value in (before.attributes | draft.attributes).items() if value != ""}
        facts = {name: getattr(draft, name) for name in _PLAIN if getattr(draft, name) != getattr(before, name)}
        if attributes != before.attributes:
            facts["attributes"] = attributes
        if (moved := self._position(draft)) != self._position(before) and moved:
            facts["position"] = moved
        if facts:
            actions.correct_site(site, by=by, at=at, note=self._because(), **facts)
        if self._position(before) and not moved:
            taking_back.clear_position(site, by=by, at=at, note=self._because())
        if draft.division_code != before.division_code:
            actions.move_site(site, division_code=draft.division_code, on=self.setting.today, by=by, at=at)
        if draft.keeper != before.keeper:
            self._set_keeper(site, draft)
        return self._known.learn(self.fetch(site.pk))

    def _because(self) -> str:
        return f"{'撤销导入' if self.exact else '导入'}“{self.setting.origin['file']}”"

    def _set_keeper(self, site, draft):
        by, at, on = self.setting.by, self.setting.at, self.setting.today
        if not draft.keeper:
            taking_back.clear_keeper(site, on=on, by=by, at=at)
            return
        actions.set_keeper(site, on=on, by=by, at=at, person=self._account_of(draft), name=draft.keeper)

    def _account_of(self, draft):
        """Somebody of the township with that name, if there is exactly one."""
        township = draft.division_code[:9]
        if township not in self._people:
            near = people_near(township, on=self.setting.today)
            self._people[township] = list(User.objects.filter(pk__in=[pk for pk, _ in near]))
        found = [person for person in self._people[township] if person.full_name == draft.keeper]
        return found[0] if len(found) == 1 else None

    def fetch(self, pk):
        return self._known.visible().filter(pk=pk).first()

    def fetch_many(self, pks):
        return {str(site.pk): site for site in self._known.visible().filter(pk__in=pks)}

    def remove(self, record):
        taking_back.remove_site(record, by=self.setting.by, at=self.setting.at)

    def label(self, draft):
        return f"{draft.name}（{draft.township}{draft.village}）"
