"""Guessing the category of a problem from the words that describe it. Pure."""

from apps.problems.words import Category

# The words of the import contract (8.2), so that a list and a person say the same thing with the same word.
_WORDS = {
    Category.AIR: "大气 废气 扬尘 粉尘 油烟 烟尘 焚烧 烧烤 异味 臭气 恶臭 秸秆 VOCs 挥发性有机物 黑烟 冒烟 燃煤 散煤 锅炉 涉气 尾气 渣土车 喷漆",
    Category.WATER: "水污染 污水 废水 尾水 排污口 排口 黑臭 水体 水质 水源地 水源保护 饮用水 河道 河面 河流 管网 化粪池 水产养殖 水环境 雨污 "
    "断面 漂浮物 涉水",
    Category.SOIL: "土壤 污染地块 重金属 受污染耕地",
    Category.SOLID_WASTE: "垃圾 固废 固体废物 危废 危险废物 医疗废物 废机油 弃渣 渣土 废渣 农膜 农药包装 废弃物 炉渣 煤渣",
    Category.NOISE: "噪声 噪音 声环境 高音喇叭",
    Category.LIVESTOCK: "畜禽 养殖 养猪 养鸡 养牛 养羊 养鸭 猪场 鸡场 牛场 羊场 粪污 粪便 猪粪 鸡粪 牛粪 圈舍 沼液",
    Category.ECOLOGY: "生态破坏 毁林 采砂 采石 植被 自然保护 生态红线 生态保护红线 水土流失 矿山 湿地 捕捞 电鱼 林地",
    Category.RADIATION: "辐射 电磁 基站 放射",
}
_CATEGORY_OF = {word.lower(): category for category, words in _WORDS.items() for word in words.split()}


def guess_category(text: str) -> Category | None:
    """The category of the word that begins leftmost, of several at one place the longest; None without any."""
    text = text.lower()
    hits = [(position, -len(word), word) for word in _CATEGORY_OF if (position := text.find(word)) >= 0]
    return _CATEGORY_OF[min(hits)[2]] if hits else None
