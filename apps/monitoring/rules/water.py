"""Class of surface water (GB 3838-2002): of each indicator, and of the point by its worst single indicator."""

from dataclasses import dataclass
from decimal import Decimal

from apps.monitoring.words import Indicator, WaterClass


def _limits(*values):
    return tuple(Decimal(value) for value in values)


# Highest concentrations of classes Ⅰ to Ⅴ in mg/L, each still belonging to its class.
_AT_MOST = {
    Indicator.CODMN: _limits("2", "4", "6", "10", "15"),
    Indicator.COD: _limits("15", "15", "20", "30", "40"),
    Indicator.BOD5: _limits("3", "3", "4", "6", "10"),
    Indicator.NH3N: _limits("0.15", "0.5", "1.0", "1.5", "2.0"),
    Indicator.TP: _limits("0.02", "0.1", "0.2", "0.3", "0.4"),
    Indicator.FLUORIDE: _limits("1.0", "1.0", "1.0", "1.5", "1.5"),
    Indicator.OIL: _limits("0.05", "0.05", "0.05", "0.5", "1.0"),
    Indicator.LAS: _limits("0.2", "0.2", "0.2", "0.3", "0.3"),
    Indicator.SULFIDE: _limits("0.05", "0.1", "0.2", "0.5", "1.0"),
    Indicator.PHENOL: _limits("0.002", "0.002", "0.005", "0.01", "0.1"),
}
_LAKE_AT_MOST = _AT_MOST | {Indicator.TP: _limits("0.01", "0.025", "0.05", "0.1", "0.2")}
_OXYGEN_AT_LEAST = _limits("7.5", "6", "5", "3", "2")
_PH_LEAST, _PH_MOST = Decimal(6), Decimal(9)
# 水温 and 总氮 are measured, but a class is not made of them.
JUDGED = (Indicator.PH, Indicator.DO, *_AT_MOST)


def class_of(indicator, value: Decimal, *, lake: bool = False) -> WaterClass | None:
    """None for an indicator that no class is made of."""
    if indicator == Indicator.PH:
        return WaterClass.I if _PH_LEAST <= value <= _PH_MOST else WaterClass.WORSE
    if indicator == Indicator.DO:
        return WaterClass(1 + sum(value < limit for limit in _OXYGEN_AT_LEAST))
    limits = (_LAKE_AT_MOST if lake else _AT_MOST).get(indicator)
    return None if limits is None else WaterClass(1 + sum(value > limit for limit in limits))


def limit_of(indicator, grade: int, *, lake: bool = False) -> Decimal | None:
    """The concentration at which a class ends; None where that is not one number."""
    limits = (_LAKE_AT_MOST if lake else _AT_MOST) | {Indicator.DO: _OXYGEN_AT_LEAST}
    return limits[indicator][grade - 1] if indicator in limits and grade <= WaterClass.V else None


@dataclass(frozen=True)
class WaterSample:
    """`grade` None: nothing was measured that a class is made of, which is no pass. `worst`: what made the class."""

    grade: WaterClass | None
    worst: tuple[Indicator, ...] = ()
    judged: int = 0

    def reaches(self, target: int | None) -> bool | None:
        """Whether the target class is reached; None where there is no target or no sample."""
        return None if self.grade is None or target is None else self.grade <= target


def judge_sample(values: dict[Indicator, Decimal], *, lake: bool = False) -> WaterSample:
    grades = {one: class_of(one, values[one], lake=lake) for one in JUDGED if one in values}
    if not grades:
        return WaterSample(None)
    grade = max(grades.values())
    return WaterSample(grade, tuple(one for one, its in grades.items() if its == grade), len(grades))
