"""Sentences about patrols, sites, tasks and daily reports; odd cases and noughts included."""

from apps.reports.readings import Reading
from apps.reports.wording import change_words, counted, unit_word, whole


def paragraphs(reading: Reading) -> list[str]:
    """The section on patrols; a report made before patrols were counted has none."""
    if not reading.knows_patrols:
        return []
    if _nothing_logged(reading):
        nothing = "没有登记巡查，没有在运行的点位，也没有村（社区）报过日报告。没有记录不等于没有问题。"
        return [f"{reading.during}，{whole(reading)}{nothing}"]
    return [
        visits(reading) + finds(reading),
        coverage(reading) + tasks(reading) + out_of_watch(reading),
        spot_checks(reading) + days(reading),
    ]


def _nothing_logged(reading) -> bool:
    signs = ("patrols", "sites_working", "tasks_in_time", "found_on_patrol", "coverage")
    return not reading.count("days_reported") and not any(any(reading.snapshot["totals"][key]) for key in signs)


def visits(reading: Reading) -> str:
    number, persons = reading.count("patrols"), reading.count("person_times")
    if not number:
        return f"{reading.during}，{whole(reading)}没有登记巡查{change_words(reading, 'patrols')}。"
    return (
        f"{reading.during}，{whole(reading)}开展巡查{number}次、{persons}人次{change_words(reading, 'patrols')}，"
        f"到点位{reading.count('site_visits')}个次。"
    )


def finds(reading: Reading) -> str:
    """What the patrols found, and what others found all the same."""
    number, fixed = reading.count("found_on_patrol"), reading.count("fixed_on_spot")
    if not reading.count("patrols") and not number:
        return ""
    words = f"巡查发现问题{number}件" if number else "巡查没有发现问题"
    if fixed:
        words += "，全部现场整改" if fixed == number else f"，其中现场整改{fixed}件"
    own, others = reading.count("found_by_themselves"), reading.count("found_by_others")
    return f"{words}。" + (f"新增问题中，自行发现{own}件，他人发现{others}件。" if own + others else "")


def coverage(reading: Reading) -> str:
    cell, working = reading.cell("coverage"), reading.count("sites_working")
    if not working and not cell.denominator:
        return f"{reading.until}，没有登记在运行的点位。"
    words = f"{reading.until}，在运行点位{working}个"
    unplanned = reading.count("sites_unplanned")
    words += f"，其中没有列入巡查计划的{unplanned}个。" if unplanned else "。"
    if not cell.denominator:
        return f"{words}{reading.during}没有应巡查的点位。"
    words += f"{reading.during}应巡查点位{cell.denominator}个，"
    rate = f"点位覆盖率{reading.said('coverage')}{change_words(reading, 'coverage')}"
    if cell.numerator == cell.denominator:
        return f"{words}全部到过，{rate}。"
    return f"{words}到过{cell.numerator}个，{rate}；还有{reading.count('sites_not_covered')}个没有到过。"


def tasks(reading: Reading) -> str:
    cell = reading.cell("tasks_in_time")
    if not cell.denominator:
        return ""
    rest = [
        f"超期完成{reading.count('tasks_late')}项" if reading.count("tasks_late") else "",
        f"没有完成{reading.count('tasks_missed')}项" if reading.count("tasks_missed") else "",
    ]
    rest = f"；{'，'.join(part for part in rest if part)}" if any(rest) else ""
    return (
        f"到期的巡查任务{cell.denominator}项，按期完成{cell.numerator}项，"
        f"按期完成率{reading.said('tasks_in_time')}{change_words(reading, 'tasks_in_time')}{rest}。"
    )


def out_of_watch(reading: Reading) -> str:
    number = reading.count("out_of_watch")
    if not number:
        return "没有失管点位。" if reading.count("sites_working") else ""
    where = reading.most("out_of_watch")
    return f"失管点位{number}个（有任务过期没有完成、之后也没有人到过）：{counted(where, most=len(where), unit='个')}。"


def spot_checks(reading: Reading) -> str:
    """What the county's checks found that patrols had not. Reports of an earlier time do not have it."""
    number = reading.count("spot_checks") if "spot_checks" in reading.measures else 0
    if not number:
        return ""
    found, missed = reading.count("spot_checks_with_find"), reading.count("missed_by_patrols")
    words = f"双随机抽查点位{number}处，" + (f"发现问题{found}处" if found else "没有发现问题")
    return f"{words}，其中此前巡查填写正常的{missed}处。" if missed else f"{words}。"


def days(reading: Reading) -> str:
    """未报 is never 0 problems."""
    cell, silent = reading.cell("days_reported"), reading.count("days_silent")
    if not cell.denominator:
        return ""
    words = f"按每个村（社区）每个工作日报一次，应报{cell.denominator}村日，已报{cell.numerator}村日"
    if not silent:
        return f"{words}，没有漏报。"
    where = reading.most("days_silent")
    some = f"，较多的{unit_word(reading)}：" if len(where) > 1 else "："
    return f"{words}，未报{silent}村日{some}{counted(where, unit='村日')}。未报不等于没有问题。"
