"""The kinds of sites that nearly every township has, with their attributes and first checklists (STANDARDS.md 3.5)."""

import datetime as dt

from django.db import migrations

# The four classes of HJ 1312-2023 with their second level.
OUTFALLS = [
    "工矿企业排污口", "工矿企业雨洪排口", "园区污水处理厂排污口", "园区污水处理厂雨洪排口", "城镇污水处理厂排污口", "规模化畜禽养殖排污口",
    "规模化水产养殖排污口", "大中型灌区排口", "港口码头排口", "规模以下畜禽养殖排污口", "规模以下水产养殖排污口", "城镇生活污水散排口",
    "农村污水处理设施排污口", "农村生活污水散排口", "其他排口",
]  # fmt: skip
TREATMENTS = ["依法取缔", "清理合并", "规范整治", "不需整治"]

# key, name, category, internal, attributes (key, label, type, unit, choices), checklist items (key, label)
KINDS = [
    ("livestock_farm", "畜禽养殖场", "livestock", False, [
        ("species", "畜种", "choice", "", ["生猪", "奶牛", "肉牛", "蛋鸡", "肉鸡", "羊", "其他"]),
        ("capacity", "设计存栏", "number", "头（只）", []), ("stock", "实际存栏", "number", "头（只）", []),
        ("scale", "规模", "choice", "", ["规模场", "专业户", "散养"]),
        ("pond", "沉淀池容积", "number", "立方米", []), ("shed", "发酵棚容积", "number", "立方米", []),
        ("fields", "消纳土地", "number", "亩", []), ("permit", "环评或登记编号", "text", "", []),
    ], [
        ("manure", "粪污没有外溢、直排"), ("pond", "沉淀池、发酵棚正常使用"), ("storm", "雨污分流没有破损"),
        ("odour", "没有明显臭气扰民"), ("carcass", "病死畜禽按规定处理"),
    ]),
    ("outfall", "入河排污口", "water", False, [
        ("class", "分类（HJ 1312）", "choice", "", ["工业排污口", "城镇污水处理厂排污口", "农业排口", "其他排口"]),
        ("subclass", "具体类型", "choice", "", OUTFALLS), ("water", "受纳水体", "text", "", []),
        ("entry", "入河方式", "choice", "", ["明渠", "管道", "涵闸", "泵站", "潜没"]),
        ("manner", "排放方式", "choice", "", ["连续", "间歇"]), ("permit", "排污许可证号", "text", "", []),
        ("tracing", "溯源结论", "text", "", []), ("treatment", "整治类型", "choice", "", TREATMENTS),
        ("sign", "有标识牌", "yes_no", "", []),
    ], [
        ("colour", "出水颜色正常"), ("smell", "没有异味"), ("dry", "晴天没有异常出流"), ("sign", "标识牌完好"),
    ]),
    ("enterprise", "工业企业", "water", False, [
        ("credit_code", "统一社会信用代码", "text", "", []), ("industry", "行业", "text", "", []),
        ("process", "主要工艺", "text", "", []), ("pollutants", "主要污染物", "text", "", []),
        ("treatment", "治理设施", "text", "", []), ("permit", "排污许可证号", "text", "", []),
    ], [
        ("water", "废水没有偷排、漏排"), ("gas", "废气治理设施正常运行"), ("waste", "固废、危废分类存放"), ("noise", "没有噪声扰民"),
    ]),
    ("waste_point", "垃圾收集点", "solid_waste", False, [
        ("kind", "形式", "choice", "", ["收集点", "中转站", "历史堆放点", "建筑垃圾点"]), ("volume", "容积", "number", "立方米", []),
        ("operator", "清运单位", "text", "", []), ("cycle", "清运周期", "text", "", []),
    ], [("overflow", "没有满溢、散落"), ("leachate", "渗滤液没有外流"), ("burning", "没有焚烧痕迹"), ("cleared", "按时清运")]),
    ("burning_area", "禁烧看护区", "air", False, [
        ("crop", "主要作物", "text", "", []), ("fields", "面积", "number", "亩", []), ("harvest", "收获期", "text", "", []),
    ], [("smoke", "没有烟火"), ("trace", "没有新的焚烧痕迹"), ("stalks", "秸秆已离田或粉碎还田")]),
    ("water_source", "饮用水水源地", "water", True, [
        ("kind", "类型", "choice", "", ["河流", "水库", "地下水", "山泉"]), ("people", "供水人口", "number", "人", []),
        ("zone", "保护区级别", "choice", "", ["一级", "二级", "准保护区", "未划定"]), ("fence", "有隔离设施", "yes_no", "", []),
        ("sign", "有界标和警示牌", "yes_no", "", []),
    ], [
        ("water", "水面没有漂浮物、异常颜色"), ("outfall", "保护区内没有排污口"), ("farming", "没有养殖、垂钓、游泳"),
        ("fence", "隔离设施、标牌完好"),
    ]),
    ("construction", "施工工地", "air", False, [
        ("builder", "施工单位", "text", "", []), ("until", "计划完工", "day", "", []), ("area", "占地面积", "number", "平方米", []),
    ], [
        ("hoarding", "围挡完整"), ("cover", "裸土、物料已覆盖"), ("washing", "出入车辆已冲洗"), ("spray", "喷淋、洒水正常"),
        ("night", "没有违规夜间施工"),
    ]),
    ("restaurant", "餐饮单位", "air", False, [
        ("seats", "灶头数", "number", "个", []), ("cleaner", "油烟净化设施", "yes_no", "", []),
        ("trap", "隔油设施", "yes_no", "", []),
    ], [("cleaner", "油烟净化设施正常使用、定期清洗"), ("trap", "隔油池定期清理"), ("drain", "污水没有倒入雨水口")]),
]  # fmt: skip


def plant(apps, schema_editor):
    kinds, attributes = apps.get_model("inspections", "SiteKind"), apps.get_model("inspections", "SiteAttribute")
    checklists = apps.get_model("inspections", "Checklist")
    published = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    for place, (key, name, category, internal, fields, items) in enumerate(KINDS, start=1):
        if kinds.objects.filter(key=key).exists():
            continue  # planted before this migration was taken back
        kind = kinds.objects.create(key=key, name=name, category=category, internal=internal, position=place * 10)
        attributes.objects.bulk_create(
            attributes(kind=kind, key=key, label=label, type=type_, unit=unit, choices=choices, position=number * 10)
            for number, (key, label, type_, unit, choices) in enumerate(fields, start=1)
        )
        listed = [{"key": key, "label": label} for key, label in items]
        checklists.objects.create(kind=kind, version=1, items=listed, published_at=published)


class Migration(migrations.Migration):
    dependencies = [("inspections", "0002_what_was_logged_is_not_changed")]

    operations = [migrations.RunPython(plant, migrations.RunPython.noop)]
