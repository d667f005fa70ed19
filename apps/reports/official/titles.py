"""Where a long title breaks: lines of like length, each ending where the sense allows it."""

import re

LINE = 40  # half-width characters of the title's size
FAULT = 100

# A line may not end inside a date, a number, a short quoted name, or one of these words.
WORDS = (
    "生态环境保护 生态环境 环境保护 环境 委员会 办公室 人民政府 党委 工作 情况 报告 通报 通知 月报 方案 办法 问题 整改 销号 "
    "考核 排名 结果 督察 督办 巡查 检查 反馈 完成 落实 责任 清单 任务 中央 全县 全镇 乡镇 街道 社区 季度 上半年 下半年 年度 关于 印发"
)
UNBREAKABLE = re.compile(
    r"\d+年(?:度|\d+月(?:\d+日)?)?|[0-9A-Za-z.%]+[月日号个项次]?|《[^》]{1,8}》|“[^”]{1,8}”|〔[^〕]*〕|"
    + "|".join(WORDS.split())
)
SHORTEST = 4
BEFORE_NOT = "的了和与及、，。：；）》”〕年月日号度"
AFTER_NOT = "（《“〔、第关"
GOOD_END = ("的", "、", "月", "年", "》", "季度", "工作", "情况", "环境", "保护")
GOOD_START = ("关于", "情况", "工作", "生态", "环境", "《")


def title_lines(title: str) -> list[str]:
    """The lines of a title; line ends in the title itself are respected."""
    if "\n" in title:
        return [line.strip() for line in title.split("\n") if line.strip()]
    fewest = -(-_length(title) // LINE)
    if fewest <= 1:
        return [title]
    places = _places(title)
    ways = [way for count in (fewest, fewest + 1) if (way := _best(title, places, count))]
    return min(ways)[1] if ways else [title]


def _places(title: str) -> list[int]:
    inside = {n for match in UNBREAKABLE.finditer(title) for n in range(match.start() + 1, match.end())}
    return [
        n
        for n in range(SHORTEST, len(title) - SHORTEST + 1)
        if n not in inside and title[n] not in BEFORE_NOT and title[n - 1] not in AFTER_NOT
    ]


def _best(title: str, places: list[int], count: int) -> tuple[float, list[str]] | None:
    """The cheapest way into so many lines: for every place the best way to it, line by line."""
    ideal = _length(title) / count
    ways = {0: (FAULT / 4 * count, [])}
    for _ in range(count - 1):
        ways = _one_line_more(title, ways, places, ideal)
    return _one_line_more(title, ways, [len(title)], ideal).get(len(title))


def _one_line_more(title: str, ways: dict, ends: list[int], ideal: float) -> dict:
    longer = {}
    for end in ends:
        found = [
            (cost + _cost(title, start, end, ideal), [*lines, title[start:end]])
            for start, (cost, lines) in ways.items()
            if start < end <= start + LINE
        ]
        if found:
            longer[end] = min(found)
    return longer


def _cost(title: str, start: int, end: int, ideal: float) -> float:
    line, length = title[start:end], _length(title[start:end])
    cost = abs(length - ideal) + FAULT * (length > LINE)
    if end < len(title):
        cost -= 5 * line.endswith(GOOD_END)
    if start > 0:
        cost -= 6 * line.startswith(GOOD_START) + 8 * line.startswith("关于")
    return cost


def _length(text: str) -> int:
    """In half-width characters."""
    return sum(2 if character > "\u2000" else 1 for character in text)
