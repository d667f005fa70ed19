"""Where a long title breaks: lines of like length, each ending where the sense allows it."""

import re
from itertools import combinations

CHARACTERS_PER_LINE = 20
FAULT = 100

# A line may not begin or end inside a number, a Latin word, a quoted name or a date.
UNBREAKABLE = re.compile(r"[0-9A-Za-z.%]+(?:年|月|日|号|个|项|次)?|《[^》]{1,18}》|“[^”]{1,18}”|〔[^〕]*〕")
BEFORE_NOT = "的了和与及、，。：；）》”〕年月日号"
AFTER_NOT = "（《“〔、第关"
GOOD_END = ("的", "、", "月", "年", "月份", "季度", "工作", "情况", "环境", "保护")
GOOD_START = ("关于", "情况", "工作", "生态", "环境", "通报", "报告", "通知")


def title_lines(title: str) -> list[str]:
    """The lines of a title; line ends in the title itself are respected."""
    if "\n" in title:
        return [line.strip() for line in title.split("\n") if line.strip()]
    count = -(-_length(title) // (2 * CHARACTERS_PER_LINE))
    if count <= 1:
        return [title]
    places = _places(title)
    breaks = min(combinations(places, count - 1), key=lambda cuts: _cost(title, cuts), default=())
    return _cut(title, breaks)


def _places(title: str) -> list[int]:
    inside = {n for match in UNBREAKABLE.finditer(title) for n in range(match.start() + 1, match.end())}
    return [
        n
        for n in range(2, len(title) - 1)
        if n not in inside and title[n] not in BEFORE_NOT and title[n - 1] not in AFTER_NOT
    ]


def _cost(title: str, cuts: tuple[int, ...]) -> float:
    lines = _cut(title, cuts)
    lengths = [_length(line) for line in lines]
    spread = max(lengths) - min(lengths)
    too_long = sum(length > 2 * CHARACTERS_PER_LINE for length in lengths)
    ends_well = sum(line.endswith(GOOD_END) for line in lines[:-1])
    starts_well = sum(line.startswith(GOOD_START) for line in lines[1:])
    starts_best = sum(line.startswith("关于") for line in lines[1:])
    return spread + FAULT * too_long - 5 * ends_well - 6 * starts_well - 8 * starts_best


def _cut(title: str, cuts: tuple[int, ...]) -> list[str]:
    edges = [0, *cuts, len(title)]
    return [title[a:b] for a, b in zip(edges, edges[1:], strict=False)]


def _length(text: str) -> int:
    """In half-width characters."""
    return sum(2 if character > "\u2000" else 1 for character in text)
