"""What lists call the kinds of sites, their risks and the datums of coordinates."""

import re

# Other words for the usual kinds, as lists and section headings write them.
_KINDS = (
    ("livestock_farm", re.compile("养殖|畜禽|猪场|鸡场|牛场|羊场")),
    ("water_source", re.compile("水源")),
    ("outfall", re.compile("排污口|排口|排放口|排放点|污水")),
    ("waste_point", re.compile("垃圾|中转站")),
    ("burning_area", re.compile("禁烧|秸秆")),
    ("construction", re.compile("工地|施工")),
    ("restaurant", re.compile("餐饮|饭店|餐馆")),
    ("enterprise", re.compile("企业|工厂|加工厂|公司")),
)
RISKS = {"高": "high", "高风险": "high", "中": "medium", "中风险": "medium", "低": "low", "低风险": "low"}
DATUMS = {
    "GPS": "WGS84",
    "WGS-84": "WGS84",
    "高德": "GCJ02",
    "腾讯": "GCJ02",
    "GCJ-02": "GCJ02",
    "百度": "BD09",
    "BD-09": "BD09",
}


def kind_in(text: str, kinds):
    """The kind that a cell or a heading names, by its own name or in other words; None without any."""
    by_key = {kind.key: kind for kind in kinds}
    named = [kind for kind in kinds if kind.name in text]
    spoken = [by_key[key] for key, words in _KINDS if key in by_key and words.search(text)]
    return next(iter(named or spoken), None)
