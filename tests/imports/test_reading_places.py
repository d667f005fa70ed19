"""Townships and villages: names, the order of evidence, and what counts as ambiguous or unknown."""

import pytest

from apps.imports.reading.gazetteer import Gazetteer, short_names, village_forms
from apps.imports.reading.places import Places, is_county_wide
from tests.imports.lists import codes, county_with_twins, fengdu, only, read_record, read_rows, warned


def _township(given, **context):
    row = only(read_record(given, **context))
    return row.township, row.village


@pytest.mark.parametrize(
    ("written", "townships"),
    [
        ("暨龙镇", {"暨龙镇"}),
        ("暨龙", {"暨龙镇"}),
        ("丰都县暨龙镇人民政府", {"暨龙镇"}),
        ("重庆市丰都县暨龙镇", {"暨龙镇"}),
        ("重庆丰都暨龙", {"暨龙镇"}),
        ("三合街道办事处", {"三合街道"}),
        ("三合街道办", {"三合街道"}),
        ("三合办事处", {"三合街道"}),
        ("暨龙镇党委", {"暨龙镇"}),
        ("暨龙镇党委政府", {"暨龙镇"}),
        ("暨 龙 镇", {"暨龙镇"}),
        ("暨龙镇农业服务中心", {"暨龙镇"}),
        ("高家镇、暨龙镇", {"高家镇", "暨龙镇"}),
        ("暨龙乡", set()),
        ("县财政局", set()),
    ],
)
def test_what_a_name_means(written, townships):
    assert Places(fengdu()).named(written).townships == townships


def test_short_names_of_two_townships_are_ambiguous_and_ethnic_ones_have_three():
    places = Places(county_with_twins())

    assert places.named("城关").townships == {"城关镇", "城关乡"}
    for written in ("博树回族乡", "博树回族", "博树", "博树乡", "南山县博树乡政府"):
        assert places.named(written).one == "博树回族乡"
    assert short_names("彭水苗族土家族乡") == {"彭水苗族土家族", "彭水", "彭水乡"}


def test_forms_of_villages():
    forms, bare = village_forms("水车里村民委员会")
    assert (forms[-1], bare) == ("水车里村", "水车里")
    forms, bare = village_forms("刘村村民委员会")
    assert (forms[-1], bare) == ("刘村", None)
    assert village_forms("文昌社区居民委员会")[0][-1] == "文昌社区"
    assert village_forms("大桥管理区") == (["大桥管理区"], None)


@pytest.mark.parametrize(
    "text", ["全县", "各乡镇", "各乡镇（街道）", "各乡镇人民政府（街道办事处）", "有关乡镇政府", "各街道办事处", "各镇"]
)
def test_county_wide_words(text):
    assert is_county_wide(text)
    assert _township({"乡镇": text, "村": "不存在村"}) == (None, None)


@pytest.mark.parametrize("text", ["县级各部门", "全镇", "各乡镇和部门"])
def test_other_words_are_not_county_wide(text):
    assert not is_county_wide(text)


def test_the_evidence_of_a_row_in_its_order():
    assert _township({"乡镇": "丰都县", "村": "暨龙镇乌羊村"}) == ("暨龙镇", "乌羊村村民委员会")
    assert _township({"乡镇": None, "地点": "丰都县暨龙镇乌羊村2组"}) == ("暨龙镇", "乌羊村村民委员会")
    assert _township({"乡镇": None, "责任单位": "县水利局、暨龙镇政府"}) == ("暨龙镇", None)
    assert _township({"乡镇": None, "责任单位": "县水利局", "配合单位": "暨龙"}) == ("暨龙镇", None)
    assert _township({"乡镇": None, "责任单位": "县水利局", "配合单位": "各乡镇"}) == (None, None)


def test_a_location_of_two_townships_says_nothing():
    result = read_record({"乡镇": None, "地点": "暨龙镇与高家镇交界处"})

    assert codes(result) == [(2, "A", "missing_township")]


def test_two_townships_are_ambiguous_in_the_lead_cell_and_say_nothing_in_the_supporting_one():
    lead = read_record({"乡镇": None, "责任单位": "暨龙镇、高家镇"})
    support = read_record({"乡镇": None, "配合单位": "暨龙镇、高家镇"}, user_township="江池镇")

    assert codes(lead) == [(2, "D", "ambiguous_township")]
    assert only(support).township == "江池镇"


def test_what_stands_around_a_row_in_its_order():
    rows = [["高家镇问题清单"], ["存在问题", "整改措施", "整改时限"], ["污水直排。", "截污。", "2026-06-30"]]
    bare = [["问题清单"], *rows[1:]]

    def found(rows, sheet, name, user):
        return only(read_rows(rows, sheet=sheet, name=name, user_township=user)).township

    assert found(rows, "3.暨龙（补报）", "江池镇.xlsx", "树人镇") == "暨龙镇"
    assert found(rows, "Sheet1", "江池镇.xlsx", "树人镇") == "高家镇"
    assert found(bare, "Sheet1", "江池镇.xlsx", "树人镇") == "江池镇"
    assert found(bare, "Sheet1", "清单.xlsx", "树人镇") == "树人镇"
    assert found(bare, "十直", "清单.xlsx", "树人镇") == "十直镇"
    assert codes(read_rows(bare)) == [(3, None, "missing_township")]


def test_last_of_all_the_village_tells_its_township_when_it_is_the_only_one():
    assert _township({"乡镇": None, "村": "乌羊村3组"}) == ("暨龙镇", "乌羊村村民委员会")
    assert _township({"乡镇": None, "村": "乌羊村、九龙泉村"}) == ("暨龙镇", None)
    apart = read_record({"乡镇": None, "村": "乌羊村、厂天坝村"})
    assert codes(apart) == [(2, "D", "ambiguous_township")]
    twins = read_record({"乡镇": None, "村": "白果村"}, gazetteer=county_with_twins())
    assert codes(twins) == [(2, "D", "ambiguous_township")]
    nowhere = read_record({"乡镇": "丰都县", "村": "某某村"})
    assert [(found.column, found.value, found.code) for found in nowhere.errors] == [
        ("A", "丰都县", "missing_township")
    ]


@pytest.mark.parametrize(
    ("village", "found", "location"),
    [
        ("乌羊村", "乌羊村村民委员会", None),
        ("乌羊", "乌羊村村民委员会", None),
        ("乌羊村村委会", "乌羊村村民委员会", None),
        ("乌羊村民委员会", "乌羊村村民委员会", None),
        ("暨龙镇乌羊村", "乌羊村村民委员会", None),
        ("乌羊村2组", "乌羊村村民委员会", "乌羊村2组"),
        ("乌羊三社", "乌羊村村民委员会", "乌羊三社"),
        ("乌羊村李家院子", "乌羊村村民委员会", "乌羊村李家院子"),
        ("凤来社区", "凤来社区居民委员会", None),
        ("凤来居委会", "凤来社区居民委员会", None),
        ("乌羊村、白果村", None, "乌羊村、白果村"),
        ("乌羊、白果", None, "乌羊、白果"),
        ("乌羊村2组、3组", "乌羊村村民委员会", "乌羊村2组、3组"),
        ("场镇", None, "场镇"),
        ("暨龙镇场镇", None, "暨龙镇场镇"),
        ("全镇", None, "全镇"),
        ("乌羊村2组、乌羊村3组", "乌羊村村民委员会", "乌羊村2组、乌羊村3组"),
        ("乌羊村、不存在村", None, "乌羊村、不存在村"),
    ],
)
def test_village_cells(village, found, location):
    row = only(read_record({"村": village}))

    assert (row.village, row.location) == (found, location)


@pytest.mark.parametrize("village", ["凤来村", "乌羊社区", "建国村", "乌羊桥", "某某", "甲村、乙村"])
def test_what_is_no_village_of_the_township_is_an_error(village):
    assert codes(read_record({"村": village})) == [(2, "D", "unknown_village")]


def test_a_bare_name_of_two_villages_cannot_be_told():
    result = read_record({"乡镇": "城关镇", "村": "麻柳"}, gazetteer=county_with_twins())

    assert codes(result) == [(2, "D", "unknown_village")]
    assert (
        only(read_record({"乡镇": "城关镇", "村": "刘村"}, gazetteer=county_with_twins())).village == "刘村村民委员会"
    )


@pytest.mark.parametrize("village", ["五一", "五一3组", "五一三组", "五一十二社李家院子", "五一村2组"])
def test_a_village_may_be_called_like_a_number(village):
    row = only(read_record({"乡镇": "城关镇", "村": village}, gazetteer=county_with_twins()))

    assert row.village == "五一村村民委员会"


def _county(city, county, townships, villages):
    rows = [("43", "湖南省", "province"), ("4304", city, "city"), ("430421", county, "county")]
    rows += [(f"43042110{place}", name, "township") for place, name in enumerate(townships)]
    return Gazetteer.from_rows(
        [*rows, *((f"43042110000{place}", name, "village") for place, name in enumerate(villages))]
    )


def test_a_county_may_be_called_like_its_city():
    gazetteer = _county("衡阳市", "衡阳县", ["西渡镇"], ["梅花村村民委员会"])

    for location in ("衡阳县西渡镇梅花村", "湖南衡阳衡阳西渡镇梅花村", "衡阳市衡阳县西渡镇梅花村", "衡阳西渡镇梅花村"):
        row = only(read_record({"乡镇": None, "地点": location}, gazetteer=gazetteer))
        assert (row.township, row.village) == ("西渡镇", "梅花村村民委员会")
    assert Places(gazetteer).named("衡阳县西渡").one == "西渡镇"


def test_a_community_may_be_called_like_its_township():
    gazetteer = _county("廊坊市", "霸县", ["胜芳镇"], ["胜芳镇社区居民委员会"])

    for village in ("胜芳镇社区", "胜芳镇社区居委会", "胜芳镇胜芳镇社区"):
        row = only(read_record({"乡镇": "胜芳镇", "村": village}, gazetteer=gazetteer))
        assert (row.village, row.location) == ("胜芳镇社区居民委员会", None)


def test_the_longest_name_counts_also_when_it_is_bare():
    gazetteer = _county("郑州市", "高县", ["夏庄镇"], ["高村村委会", "高村寺村委会"])

    for village, found in (("高村寺", "高村寺村委会"), ("高村寺3组", "高村寺村委会"), ("高村3组", "高村村委会")):
        assert only(read_record({"乡镇": "夏庄镇", "村": village}, gazetteer=gazetteer)).village == found


def test_an_official_name_is_no_way_of_writing_another():
    gazetteer = _county("潍坊市", "高县", ["夏庄镇"], ["朱家村村民委员会", "朱家村民委员会"])

    for village in ("朱家村村民委员会", "朱家村民委员会"):
        assert only(read_record({"乡镇": "夏庄镇", "村": village}, gazetteer=gazetteer)).village == village
    assert codes(read_record({"乡镇": "夏庄镇", "村": "朱家村"}, gazetteer=gazetteer)) == [(2, "D", "unknown_village")]


def test_the_location_names_the_village_when_no_cell_does():
    assert _township({"地点": "乌羊村5组河边"})[1] == "乌羊村村民委员会"
    assert _township({"地点": "暨龙镇乌羊村"})[1] == "乌羊村村民委员会"
    assert _township({"地点": "乌羊5组"})[1] is None
    assert _township({"地点": "高家镇建国村"})[1] is None
    assert only(read_record({"村": "场镇", "地点": "乌羊村5组"})).location == "乌羊村5组"
    for location in ("南山村2组", "南山县南山村2组", "南山县城关镇南山村"):
        row = only(read_record({"乡镇": "城关镇", "地点": location}, gazetteer=county_with_twins()))
        assert row.village == "南山村村民委员会"


def test_what_follows_the_township_is_the_village_unless_it_is_none():
    row = only(read_record({"乡镇": "丰都县暨龙镇乌羊村2组"}))
    assert (row.village, row.location) == ("乌羊村村民委员会", "乌羊村2组")
    row = only(read_record({"乡镇": "暨龙镇乌羊村（河 边）"}))
    assert (row.village, row.location) == ("乌羊村村民委员会", "乌羊村（河 边）")
    row = only(read_record({"乡镇": "暨龙镇某某村"}))
    assert (row.village, row.location) == (None, "某某村")
    row = only(read_record({"乡镇": "暨 龙 镇。"}))
    assert (row.village, row.location) == (None, None)


def test_a_township_in_error_leaves_its_village_unchecked():
    assert codes(read_record({"乡镇": "暨龙乡", "村": "不存在村"})) == [(2, "A", "unknown_township")]
    assert codes(read_record({"乡镇": "#REF!", "村": "不存在村"})) == [(2, "A", "formula_error")]
    assert warned(read_record({"乡镇": "城关"}, gazetteer=county_with_twins())) == []
    assert codes(read_record({"乡镇": "城关"}, gazetteer=county_with_twins())) == [(2, "A", "ambiguous_township")]


@pytest.mark.parametrize("written", ["八一2组", "八一二组", "八一12社", "八一村三队"])
def test_a_village_whose_name_is_a_number_may_be_followed_by_a_group(written):
    """“bare X when the cell is … X followed by digits/一二三… and 组/社/队”."""
    rows = [("4401", "甲市", "city"), ("440101", "乙县", "county"), ("440101001", "丙镇", "township")]
    places = Places(Gazetteer.from_rows([*rows, ("440101001001", "八一村村民委员会", "village")]))

    assert [village.name for village in places.village(written, "丙镇").villages] == ["八一村村民委员会"]
    assert not places.village("八2组", "丙镇").villages
