"""A figure of one assessee: what it was computed from, and how it is rounded and said. Pure."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import TextChoices


class Kind(TextChoices):
    COUNT = "count", "件数"
    RATIO = "ratio", "比率"
    DAYS = "days", "平均天数"
    SUM = "sum", "合计"


class Part(TextChoices):
    """The lists of records behind a figure. A mean or a sum has one list: the records over which it is added up."""

    COUNT = "count", "件数"
    NUMERATOR = "numerator", "分子"
    DENOMINATOR = "denominator", "分母"


PARTS = {
    Kind.COUNT: (Part.COUNT,),
    Kind.RATIO: (Part.NUMERATOR, Part.DENOMINATOR),
    Kind.DAYS: (Part.DENOMINATOR,),
    Kind.SUM: (Part.DENOMINATOR,),
}
DECIMALS = {Kind.RATIO: 2, Kind.DAYS: 1}
NOTHING = "—"


@dataclass(frozen=True)
class Cell:
    """A count has its number as numerator and no denominator; a ratio has two counts; a mean has days over cases, a sum
    what it adds up over the records that it adds up."""

    numerator: int = 0
    denominator: int | None = None

    def __add__(self, other: "Cell") -> "Cell":
        both = None if self.denominator is None else self.denominator + other.denominator
        return Cell(self.numerator + other.numerator, both)

    def size(self, part: Part) -> int:
        """How many records the list behind the part has."""
        return self.denominator if part == Part.DENOMINATOR else self.numerator

    def value(self, kind: Kind) -> Decimal | int | None:
        """The count or sum, the share in per cent or the mean of days, rounded half up. 0 of 0 is None."""
        if kind in (Kind.COUNT, Kind.SUM):
            return self.numerator
        if not self.denominator:
            return None
        factor = 100 if kind == Kind.RATIO else 1
        return half_up(Decimal(factor * self.numerator) / self.denominator, DECIMALS[kind])


def half_up(value: Decimal, decimals: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def said(value, unit: str = "") -> str:
    """A value in words: no trailing zeros, its unit behind it, a dash for nothing."""
    if value is None:
        return NOTHING
    text = f"{Decimal(str(value)):f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text + unit


def change(now, then) -> Decimal | None:
    """The difference of two values as printed; None when one of them does not exist."""
    if now is None or then is None:
        return None
    return Decimal(str(now)) - Decimal(str(then))
