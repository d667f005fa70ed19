"""Words that give away a problem's source and category."""

import re
from functools import lru_cache

from .cells import key

_CHECKED = "(?:督察|督查|暗访|检查|抽查)"
_SOURCES = [
    ("central_inspection", r"中央.{0,12}督察|央督|国家督察|警示片|国家移交"),
    ("provincial_inspection", r"省.{0,12}督察|省督|省级反馈|省级督查"),
    ("city_inspection", r"市级|市.{0,10}(?:督察|督查|暗访|检查|抽查|反馈)"),
    ("county_inspection", rf"县级|区级|[县区].{{0,10}}{_CHECKED}"),
    ("hotline", r"12345|热线|市长信箱|县长信箱|书记信箱"),
    ("petition", r"信访|来信|来访|来电|举报|投诉|12369"),
    ("media", r"媒体|曝光|问政|舆情|电视|报纸"),
    ("transfer", r"移交|移送|转办|交办|检察"),
    ("patrol", r"巡查|巡河|网格|巡护|日常检查|河长"),
    ("self_check", r"自查|排查|摸排|自纠|普查"),
]
_SOURCE_PATTERNS = [(source, re.compile(words)) for source, words in _SOURCES]

_CATEGORIES = {
    "air": "大气 废气 扬尘 粉尘 油烟 烟尘 焚烧 烧烤 异味 臭气 恶臭 秸秆 VOCs 挥发性有机物 黑烟 冒烟 燃煤 散煤 锅炉 涉气 尾气 渣土车 喷漆",
    "water": "水污染 污水 废水 尾水 排污口 排口 黑臭 水体 水质 水源地 水源保护 饮用水 河道 河面 河流 管网 化粪池 水产养殖 水环境 雨污 断面 "
    "漂浮物 涉水",
    "soil": "土壤 污染地块 重金属 受污染耕地",
    "solid_waste": "垃圾 固废 固体废物 危废 危险废物 医疗废物 废机油 弃渣 渣土 废渣 农膜 农药包装 废弃物 炉渣 煤渣",
    "noise": "噪声 噪音 声环境 高音喇叭",
    "livestock": "畜禽 养殖 养猪 养鸡 养牛 养羊 养鸭 猪场 鸡场 牛场 羊场 粪污 粪便 猪粪 鸡粪 牛粪 圈舍 沼液",
    "ecology": "生态破坏 毁林 采砂 采石 植被 自然保护 生态红线 生态保护红线 水土流失 矿山 湿地 捕捞 电鱼 林地",
    "radiation": "辐射 电磁 基站 放射",
}
_CATEGORY_OF = {word.lower(): category for category, words in _CATEGORIES.items() for word in words.split()}
# Leftmost in the text, and at one position the longest word.
_CATEGORY_WORD = re.compile("|".join(sorted(map(re.escape, _CATEGORY_OF), key=len, reverse=True)))

_WHOLE_PARTS = {
    "水": "water",
    "气": "air",
    "大气": "air",
    "空气": "air",
    "声": "noise",
    "土": "soil",
    "渣": "solid_waste",
    "固废": "solid_waste",
    "生态": "ecology",
    "生态破坏": "ecology",
    "农业": "livestock",
    "养殖": "livestock",
    "其他": "other",
}
_PART_ENDING = re.compile("(?:类|污染|环境|方面|问题)+$")
_PARTS = re.compile("[、，,;；/和]")


@lru_cache(maxsize=4096)
def source_named(text):
    """The source a text speaks of: of several the one that stands first in the table; None without a word."""
    text = key(text)
    return next((source for source, words in _SOURCE_PATTERNS if words.search(text)), None)


@lru_cache(maxsize=4096)
def category_agreed(text):
    """The category all words of a text agree on, or None."""
    found = {_CATEGORY_OF[word] for word in _CATEGORY_WORD.findall(key(text).lower())}
    return found.pop() if len(found) == 1 else None


def category_in_text(text):
    """The category of the leftmost word in a key, or None."""
    match = _CATEGORY_WORD.search(text.lower())
    return _CATEGORY_OF[match[0]] if match else None


def category_of_cell(text):
    """Of a category column: the first part with a hit counts, anything else is other.

    A line break within a cell is white space (固体↵废物), and parts only when nothing else is found (水↵气).
    """
    parts = _PARTS.split(text)
    lines = (line for part in parts for line in part.split("\n"))
    return next(filter(None, map(_category_of_part, (*parts, *lines))), "other")


def _category_of_part(part):
    part = key(part)
    return _WHOLE_PARTS.get(part) or _WHOLE_PARTS.get(_PART_ENDING.sub("", part)) or category_in_text(part)
