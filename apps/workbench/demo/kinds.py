"""What the example county watches: names, answerable units and attributes of each kind of site."""

from dataclasses import dataclass

from apps.inspections.words import Risk

HIGH, MEDIUM, LOW = Risk.HIGH, Risk.MEDIUM, Risk.LOW


@dataclass(frozen=True)
class Sort:
    """One kind: letters of its numbers, names after the village, who answers for it, and values to choose from."""

    letters: str
    names: tuple[str, ...]
    owner: str  # "{village}" and "{name}" are filled in
    risk: str
    values: dict[str, tuple]


SORTS = {
    "livestock_farm": Sort(
        "YZ", ("生猪养殖场", "肉牛养殖场", "蛋鸡养殖场", "肉鸡养殖场"), "{name}", HIGH,
        {
            "capacity": (600, 800, 1200), "stock": (480, 650, 900), "scale": ("规模场",), "pond": (120, 180, 260),
            "shed": (200, 300), "fields": (150, 220, 320), "permit": ("已办排污登记",),
        },
    ),
    "outfall": Sort(
        "PK", ("污水处理站排口", "居民点生活污水散排口"), "{village}村（居）民委员会", MEDIUM,
        {
            "class": ("其他排口",), "water": ("龙河支流", "渠溪河支流", "长江支流"), "entry": ("管道", "明渠"),
            "manner": ("连续", "间歇"), "permit": ("无需许可",), "tracing": ("来源已查清",), "treatment": ("规范整治", "不需整治"),
            "sign": (True,),
        },
    ),
    "enterprise": Sort(
        "QY", ("木材加工厂", "榨菜加工厂", "页岩砖厂"), "{name}", MEDIUM,
        {
            "credit_code": ("见营业执照",), "industry": ("农副食品加工", "木材加工", "建材"),
            "process": ("清洗、盐渍、包装", "锯切、刨光", "制坯、焙烧"), "pollutants": ("废水", "粉尘、噪声", "粉尘、二氧化硫"),
            "treatment": ("沉淀池", "布袋除尘", "脱硫塔"), "permit": ("已办排污登记",),
        },
    ),
    "waste_point": Sort(
        "LJ", ("垃圾收集点", "垃圾中转站"), "{village}村（居）民委员会", LOW,
        {"kind": ("收集点", "中转站"), "volume": (6, 12, 30), "operator": ("乡镇环卫所",), "cycle": ("每天", "每两天")},
    ),
    "burning_area": Sort(
        "JS", ("大田禁烧看护区",), "{village}村（居）民委员会", HIGH,
        {"crop": ("水稻", "玉米、油菜"), "fields": (180, 260, 420), "harvest": ("8月下旬至9月",)},
    ),
    "water_source": Sort(
        "SY", ("饮用水水源地", "山泉取水点"), "乡镇供水站", HIGH,
        {"kind": ("山泉", "水库"), "people": (320, 860, 1500), "zone": ("一级", "未划定"), "fence": (True, False), "sign": (True,)},
    ),
    "construction": Sort(
        "GD", ("公路扩建工地", "安置房工地"), "{name}施工单位", MEDIUM,
        {"builder": ("中标施工单位",), "until": ("2027-06-30",), "area": (1800, 3600)},
    ),
    "rectification_works": Sort(
        "ZG", ("散排污水整治工程",), "{village}村（居）民委员会", MEDIUM,
        {"builder": ("中标施工单位",), "works": ("新建收集管网、沉淀池，取消散排口",), "until": ("2027-03-31",)},
    ),
    "restaurant": Sort(
        "CY", ("农家乐", "场镇餐馆"), "{name}", LOW, {"seats": (2, 4, 6), "cleaner": (True,), "trap": (True, False)},
    ),
}  # fmt: skip
SPECIES = {"生猪养殖场": "生猪", "肉牛养殖场": "肉牛", "蛋鸡养殖场": "蛋鸡", "肉鸡养殖场": "肉鸡"}
SUBCLASSES = {"污水处理站排口": "农村污水处理设施排污口", "居民点生活污水散排口": "农村生活污水散排口"}


def attributes(kind: str, name: str, turn: int) -> dict:
    """The `turn`-th choice of every value; what the name says already agrees with it."""
    values = {key: choices[turn % len(choices)] for key, choices in SORTS[kind].values.items()}
    for key, known in (("species", SPECIES), ("subclass", SUBCLASSES)):
        said = next((value for ending, value in known.items() if name.endswith(ending)), None)
        values |= {key: said} if said else {}
    if kind == "waste_point":
        values["kind"] = "中转站" if name.endswith("中转站") else "收集点"
    return values
