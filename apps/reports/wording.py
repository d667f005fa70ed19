"""Sentences about the figures, as a clerk of the office would write them; odd cases and noughts included."""

from apps.assessments.cells import Kind, Part, said
from apps.assessments.ranking import Standing
from apps.problems.words import Category, Source
from apps.reports.readings import Reading

# Names that one sentence can carry; the rest stands in the table.
NAMED = 5


def titled(reading: Reading, *, line_end: str = "") -> str:
    """With a line end, the title as it stands on two lines of a page."""
    return f"{reading.place}{reading.month}{line_end}{reading.report.get_kind_display()}"


def whole(reading) -> str:
    return "全县" if reading.is_county else "全镇" if reading.place.endswith("镇") else reading.place


def unit_word(reading) -> str:
    return "乡镇（街道）" if reading.is_county else "村（社区）"


def change_words(reading: Reading, key: str) -> str:
    """，比上月增加3件，比去年同月减少1件: with its comma in front, and nothing where there is nothing to compare."""
    words = ""
    for period, against in (("last_month", "上月"), ("last_year", "去年同月")):
        difference = reading.change(period, key)
        if difference is None:
            continue
        if difference == 0:
            words += f"，与{against}持平"
        else:
            words += f"，比{against}{_moved(difference, reading.measures[key].unit)}"
    return words


def _moved(difference, unit) -> str:
    amount = said(abs(difference))
    if unit == "%":
        return f"{'提高' if difference > 0 else '下降'}{amount}个百分点"
    if unit == "天":
        return f"{'延长' if difference > 0 else '缩短'}{amount}天"
    return f"{'增加' if difference > 0 else '减少'}{amount}{unit}"


# --- Finding ---


def found(reading: Reading) -> str:
    number, own = reading.count("found"), reading.count("found_by_themselves")
    if not number:
        return f"{reading.during}，{whole(reading)}没有登记新增的生态环境问题{change_words(reading, 'found')}。"
    return (
        f"{reading.during}，{whole(reading)}新增生态环境问题{number}件{change_words(reading, 'found')}。"
        + _by_whom(reading, number, own)
        + _kinds(reading, number)
    )


def _by_whom(reading, number, own) -> str:
    if own == number:
        return f"{'均' if number > 1 else ''}由网格巡查和自查发现，自行发现率100%。"
    sources = reading.parts_of("source", Source.choices)
    others = "、".join(f"{label}{count}件" for label, count in sources if label not in _OWN_SOURCES)
    if not own:
        return f"来源为{others}，网格巡查和自查没有发现问题，自行发现率0%。"
    return f"其中，网格巡查和自查发现{own}件，自行发现率{reading.said('found_by_themselves')}；{others}。"


_OWN_SOURCES = (Source.PATROL.label, Source.SELF_CHECK.label)


def _kinds(reading, number) -> str:
    kinds = reading.parts_of("found", Category.choices)
    if len(kinds) == 1:
        return f"{'均为' if number > 1 else '为'}{kinds[0][0]}问题。"
    return f"按类型分，{counted(kinds, most=len(kinds))}。"


def timeliness(reading: Reading) -> str:
    """Of the four timelinesses (四个及时) those of reporting and dispatching; "" where nothing was judged."""
    parts = []
    for key, done in (("reported_in_time", "登记"), ("dispatched_in_time", "交办")):
        cell = reading.cell(key)
        if cell.denominator:
            name, rate = reading.measures[key].name, reading.said(key)
            parts.append(f"{name}{rate}（{cell.denominator}件中及时{done}{cell.numerator}件）")
    return f"{'，'.join(parts)}。" if parts else ""


def not_registered(reading: Reading) -> str:
    number = reading.count("not_registered")
    return f"另有{number}件经核实不予立案（不属实、重复或移交其他单位），不计入新增问题。" if number else ""


# --- Rectifying ---


def due(reading: Reading) -> str:
    cell = reading.cell("in_time")
    if not cell.denominator:
        return f"{reading.during}没有到期应完成整改的问题。"
    start = f"{reading.during}到期应完成整改的问题{cell.denominator}件，"
    rate = f"按期完成率{reading.said('in_time')}{change_words(reading, 'in_time')}"
    if cell.numerator == cell.denominator:
        return f"{start}{'全部' if cell.denominator > 1 else '已'}按期完成，{rate}。"
    done = f"按期完成{cell.numerator}件" if cell.numerator else "没有按期完成的"
    rest = [
        f"超期完成{reading.count('due_late')}件" if reading.count("due_late") else "",
        f"{reading.until}仍未完成{reading.count('due_unfinished')}件" if reading.count("due_unfinished") else "",
        f"已完成但没有登记完成日期{reading.count('due_undated')}件" if reading.count("due_undated") else "",
    ]
    return f"{start}{done}，{rate}；{'，'.join(part for part in rest if part)}。"


def overdue(reading: Reading) -> str:
    number = reading.count("overdue")
    if not number:
        return f"{reading.until}，没有超期未完成整改的问题。"
    earlier = "（含以前月份到期的）" if number > reading.count("due_unfinished") else ""
    return f"{reading.until}，超期未完成整改的问题{number}件{earlier}{change_words(reading, 'overdue')}。"


def closing(reading: Reading) -> str:
    closed, still = reading.count("closed"), reading.count("open_at_end")
    words = (
        f"{reading.during}销号{closed}件{change_words(reading, 'closed')}"
        if closed
        else f"{reading.during}没有销号的问题"
    )
    words += f"；期末在办{still}件" if still else "；期末没有在办问题"
    if reading.count("staged"):
        words += f"，其中阶段性办结{reading.count('staged')}件，继续跟踪整改" if still else ""
    return f"{words}。"


def days(reading: Reading) -> str:
    cases = reading.cell("days_to_rectify").denominator
    if not cases:
        return ""
    return f"完成整改的问题从交办到完成平均用时{reading.said('days_to_rectify')}{change_words(reading, 'days_to_rectify')}。"


def relapsed(reading: Reading) -> str:
    number = reading.count("relapsed")
    if not number:
        return "回头看没有认定反弹的问题。"
    return f"回头看认定反弹的问题{number}件{change_words(reading, 'relapsed')}，已重新纳入整改。"


def calls(reading: Reading) -> str:
    cell = reading.cell("call_signed_in_time")
    if not cell.denominator:
        return ""
    return f"呼叫县级部门协助的问题{cell.denominator}件，部门全部按时签收的{cell.numerator}件。"


def complaints(reading: Reading) -> str:
    parts = [
        f"{label}{number}件"
        for label, number in reading.parts_of("source", Source.choices)
        if label in (Source.PETITION.label, Source.HOTLINE.label)
    ]
    if not parts:
        return f"{reading.during}没有登记信访举报和12345热线反映的问题。"
    return f"{reading.during}登记信访投诉反映的问题：{'、'.join(parts)}，已纳入台账统一整改。"


# --- Units ---


def units(reading: Reading) -> str:
    """Of a township's villages: who found most, who is late, who has no record."""
    most = reading.most("found")
    where = "较多的" if len(most) > NAMED else "所在的"
    sentences = [f"新增问题{where}{unit_word(reading)}：{counted(most)}。"] if most else []
    late = reading.most("overdue")
    sentences += [f"超期未完成整改的：{counted(late, most=len(late))}。"] if late else []
    return "".join(sentences) + silent(reading)


def silent(reading: Reading) -> str:
    """No record is never "no problem"."""
    names = reading.without_record()
    if not names:
        return ""
    return f"{reading.during}在台账中没有任何记录的{unit_word(reading)}{len(names)}个：{'、'.join(names)}。无记录不等于没有问题，请核实是否漏报。"


def ranking(reading: Reading) -> list[str]:
    criteria = "、".join(reading.measures[key].name for key in reading.snapshot["ranking"]["criteria"][1:])
    ranked = reading.with_standing(Standing.RANKED)
    first = reading.measures[reading.snapshot["ranking"]["criteria"][0]].name
    start = f"本月以{first}由高到低排名，{first}相同的依次比较{criteria}。"
    if not ranked:
        return [
            f"{start}各乡镇（街道）到期问题都不足{reading.snapshot['ranking']['minimum']}件，本月不排名。",
            *_unranked(reading),
        ]
    paragraphs = [f"{start}参与排名的乡镇（街道）{len(ranked)}个，由好到差依次为：{_ordered(reading, ranked)}。"]
    return paragraphs + _unranked(reading)


def _ordered(reading, ranked) -> str:
    groups: dict[int, list[str]] = {}
    for place in ranked:
        groups.setdefault(place["place"], []).append(reading.name(place["code"]))
    return "、".join(
        "、".join(names) + (f"（并列第{place}）" if len(names) > 1 else "") for place, names in groups.items()
    )


def _unranked(reading) -> list[str]:
    minimum = reading.snapshot["ranking"]["minimum"]
    sentences = []
    small = [reading.name(place["code"]) for place in reading.with_standing(Standing.SMALL)]
    if small:
        sentences.append(f"到期问题不足{minimum}件、样本不足不排名的：{'、'.join(small)}。")
    nothing = [reading.name(place["code"]) for place in reading.with_standing(Standing.NOTHING_DUE)]
    if nothing:
        sentences.append(f"本月没有到期问题、不排名的：{'、'.join(nothing)}。")
    return ["".join([*sentences, silent(reading)])] if sentences or silent(reading) else []


# --- What is wrong and what comes next ---


def problems(reading: Reading, *, annex: str = "") -> list[str]:
    """What the figures say by themselves; a person adds the rest. `annex` is where every late problem is listed."""
    sentences = []
    late, again = reading.most("overdue"), reading.most("relapsed")
    if late:
        sentences.append(
            f"部分问题超期未完成整改：{counted(late, most=len(late))}{f'，逐件情况见{annex}' if annex else ''}。"
        )
    if again:
        sentences.append(f"部分问题整改后反弹：{counted(again, most=len(again))}。")
    added = paragraphs(reading.texts["problems"])
    if sentences or added:
        return (["".join(sentences)] if sentences else []) + added
    return [f"{reading.until}，没有超期未完成整改和反弹的问题。"]


def next_steps(reading: Reading) -> list[str]:
    coming = reading.count("due_next")
    following = reading.report.month.month % 12 + 1
    sentences = [f"{following}月有{coming}件问题整改期限届满，要提前督促，确保按期完成。"] if coming else []
    added = paragraphs(reading.texts["next"])
    if added:
        return (["".join(sentences)] if sentences else []) + added
    if reading.count("overdue"):
        sentences.append("对超期未完成的问题，要逐件明确责任人和完成时限，尽快完成整改。")
    sentences.append("继续加强日常巡查和整改后的回头看，问题早发现、早整改，防止反弹。")
    return ["".join(sentences)]


def paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def counted(pairs, most: int = NAMED, unit: str = "件") -> str:
    words = "、".join(f"{name}{number}{unit}" for name, number in pairs[:most])
    return words + ("等" if len(pairs) > most else "")


def figure_heading(reading: Reading, figure) -> dict:
    """What the list behind a figure is a list of."""
    measure = reading.measures[figure.key]
    of = reading.name(figure.assessee) if figure.assessee else reading.place
    part = {Part.NUMERATOR: "（分子）", Part.DENOMINATOR: "（分母）"}.get(figure.part, "")
    if reading.kind(figure.key) in (Kind.DAYS, Kind.SUM):
        part = "所用的记录"
    return {
        "title": f"{of}{reading.month}{measure.name}{part}",
        "formula": f"{measure.name}＝{measure.formula}",
        "value": reading.said(figure.key, figure.assessee),
    }
