"""Text into a measured value, and whether a value can be right. Pure."""

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from apps.monitoring.words import Indicator, written

# How people say that there is no value: it stays missing and never becomes 0.
NOTHING = frozenset(
    {
        "",
        "-",
        "--",
        "—",
        "——",
        "/",
        "\\",
        "无",
        "缺测",
        "未测",
        "无数据",
        "停测",
        "断流",
        "未采样",
        "无效",
        "null",
        "none",
    }
)
NUMBER_PLACES, NUMBER_LIMIT = 5, Decimal(10) ** 7
_NUMBER = re.compile(r"(?P<less>[<＜])?\s*(?P<number>[+-]?\d+(\.\d*)?)\s*(?P<limit>L)?", re.IGNORECASE)


class NotAValue(ValueError):
    """The text is none; the message says in Chinese what to write instead."""


@dataclass(frozen=True)
class Measured:
    value: Decimal
    below_limit: bool = False


def read_value(text) -> Measured | None:
    """None when the text says that nothing was measured. Raises NotAValue.

    Below the detection limit is written as the limit with an L (0.01L) or behind a less-than sign (<0.01). What a formula
    left behind the fifth decimal is rounded away.
    """
    plain = unicodedata.normalize("NFKC", str(text)).strip()
    if plain.lower() in NOTHING:
        return None
    if plain.lower() in {"未检出", "nd", "l"}:
        raise NotAValue("未检出的请写检出限加 L，如 0.01L。")
    found = _NUMBER.fullmatch(plain)
    if found is None:
        raise NotAValue(f"“{plain[:20]}”不是数字，请只写数字，如 35 或 0.12。")
    value = Decimal(found["number"])
    if abs(value) >= NUMBER_LIMIT:
        raise NotAValue(f"“{plain[:20]}”太大了，请核对。")
    if -value.as_tuple().exponent > NUMBER_PLACES:
        value = round(value, NUMBER_PLACES)
    return Measured(value, bool(found["less"] or found["limit"]))


def refusal(indicator: str, value: Decimal) -> str:
    """Why this cannot be a value of the indicator; "" when it can."""
    indicator = Indicator(indicator)
    least, most = indicator.facts.possible
    if least == 0 and value < 0:
        return f"{indicator.label}不能是负数。"
    if not least <= value <= most:
        return f"{indicator.label}应在 {written(least)} 到 {written(most)} 之间。"
    return ""


def doubt(indicator: str, measured: Measured) -> str:
    """Why somebody should look twice; "" for an ordinary value. Below the detection limit is never too low."""
    indicator = Indicator(indicator)
    least, most = indicator.facts.usual
    if measured.value > most or (measured.value < least and not measured.below_limit):
        said = f"{indicator.label} {written(measured.value)} {indicator.facts.unit}".strip()
        return f"{said}不在常见范围（{written(least)}～{written(most)}）内，请核对单位和小数点。"
    return ""


def slot_refusal(*, day: dt.date, hour: int | None, today: dt.date) -> str:
    """Why a value of that day cannot have been measured yet."""
    if day > today:
        return f"{day} 还没有到，不能录入以后的数据。"
    return "小时应在 0 到 23 之间。" if hour is not None and not 0 <= hour <= 23 else ""
