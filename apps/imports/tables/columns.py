"""Columns of a template and the widgets that turn a cell into a value, or say what to write instead.

A widget gets a `reading.cells.Cell` (or None) and gives a value; None stands for an empty cell. What it cannot read it
refuses with a ValueError, whose sentence is shown on that cell.
"""

import datetime as dt
import re
from decimal import Decimal, InvalidOperation

from import_export.fields import Field
from import_export.widgets import Widget

from apps.imports.reading import messages
from apps.imports.reading.cells import NUMBER
from apps.imports.reading.dates import form_of_number, forms_in

EXACT_DIGITS = 15  # a spreadsheet's number loses what lies beyond
_SEVERAL, _STRICTLY = re.compile(r"[、，,/]+"), re.compile(r"[;；\n]+")


class Column(Field):
    """One column. `heading` stands in the template and in the preview; `aliases` are what other lists call it.

    `choices` is a list, or the name of a method of the kind that gives one; `strict` ones are all there is. `help` is a
    sentence for 填写说明. `code` columns are text in the workbook, so that long numbers stay whole. `nothing` is the
    value of a record that says nothing here.
    """

    def __init__(
        self, heading, *, aliases=(), required=False, widget=None, choices=(), strict=True, example="", help="",
        width=14, code=False, nothing="",
    ):  # fmt: skip
        super().__init__(column_name=heading, widget=widget or Text(), saves_null_values=False)
        self.heading, self.aliases, self.required = heading, tuple(aliases), required
        self.choices, self.strict, self.example, self.help = choices, strict, example, help
        self.width, self.code, self.nothing = width, code, nothing

    def clean(self, row, **kwargs):
        """The value of the row's cell; None when nothing is written there."""
        cell = row[self.column_name]
        if cell is not None and cell.faulty:
            raise ValueError(messages.formula_error(cell.text))
        value = super().clean(row, **kwargs)
        if value is None and self.required:
            raise ValueError(f"请填写“{self.heading}”。")
        return value


class Text(Widget):
    def __init__(self, most=100, *, one_line=True):
        super().__init__()
        self.most, self.one_line = most, one_line

    def clean(self, value, row=None, **kwargs):
        if value is None or value.blank:
            return None
        text = " ".join(value.text.split()) if self.one_line else value.text
        if len(text) > self.most:
            raise ValueError(f"最多 {self.most} 个字，现在有 {len(text)} 个字，请写短一些。")
        return text

    def render(self, value, obj=None, **kwargs):
        return "" if value is None else str(value)


class Code(Text):
    """Numbers that are names: codes, telephone numbers. One that a spreadsheet has rounded is refused."""

    def __init__(self, most=64, *, pattern=None, like=""):
        super().__init__(most)
        self.pattern, self.like = re.compile(pattern) if pattern else None, like

    def clean(self, value, row=None, **kwargs):
        if value is not None and value.kind == NUMBER and len(value.text.lstrip("-")) > EXACT_DIGITS:
            raise ValueError(
                "这一格是数字格式，15 位以后的数字已经丢失。请把这一格改成文本格式，再重新填写完整的号码。"
            )
        text = super().clean(value, row, **kwargs)
        if text is None:
            return None
        text = "".join(text.split())
        if self.pattern and not self.pattern.fullmatch(text):
            raise ValueError(f"“{text[:40]}”不对，{self.like}")
        return text


class Choice(Widget):
    """One of a few words. `options` is {value: label}; `aliases` {other word: value}."""

    def __init__(self, options, aliases=None):
        super().__init__()
        self.labels = {str(value): str(label) for value, label in dict(options).items()}
        self._values = {label: value for value, label in self.labels.items()} | dict(aliases or {})

    def clean(self, value, row=None, **kwargs):
        if value is None or value.blank:
            return None
        found = self._values.get(value.text) or self._values.get(value.key)
        if found is None:
            raise ValueError(f"“{value.text[:40]}”不在可选的内容里，请写“{'”“'.join(self.labels.values())}”中的一个。")
        return found

    def render(self, value, obj=None, **kwargs):
        return self.labels.get(str(value), "") if value else ""


class Day(Widget):
    """A day: a date cell, or a date as people write it. A month or a year alone is no day."""

    def clean(self, value, row=None, **kwargs):
        if value is None or value.blank:
            return None
        day = value.day or self._written(value)
        if day is None:
            raise ValueError(f"“{value.text[:40]}”看不出是哪一天，请写成 2026-03-15 或 2026年3月15日。")
        return day

    def _written(self, cell) -> dt.date | None:
        form = form_of_number(cell.number, cell.text) if cell.kind == NUMBER else None
        found = [form] if form else list(forms_in(cell.text))
        if len(found) != 1 or found[0].year is None or found[0].day is None:
            return None
        return found[0].resolved(found=True)

    def render(self, value, obj=None, **kwargs):
        return value.isoformat() if value else ""


class Whole(Widget):
    """A whole number from zero up."""

    def __init__(self, most=2_000_000_000):
        super().__init__()
        self.most = most

    def clean(self, value, row=None, **kwargs):
        if value is None or value.blank:
            return None
        text = value.text.replace(",", "").replace("，", "")
        if not (text.isascii() and text.isdigit()) or int(text) > self.most:
            raise ValueError(f"“{value.text[:40]}”不是整数，请只写数字，如 1200。")
        return int(text)

    def render(self, value, obj=None, **kwargs):
        return "" if value is None else str(value)


class Number(Widget):
    """A decimal number. `places` digits behind the point are kept; `least` and `most` are the bounds, and `beyond` is
    what to do about a number outside them."""

    def __init__(self, *, places=6, least=None, most=None, beyond="请核对"):
        super().__init__()
        self.places, self.least, self.most, self.beyond = places, least, most, beyond

    def clean(self, value, row=None, **kwargs):
        if value is None or value.blank:
            return None
        try:
            number = Decimal(value.text.replace(",", ""))
        except InvalidOperation:
            raise ValueError(f"“{value.text[:40]}”不是数字，请只写数字，如 12.5。") from None
        if not number.is_finite() or self._out_of_bounds(number):
            raise ValueError(f"“{value.text[:40]}”不在合理的范围内，{self.beyond}。")
        return round(number, self.places)

    def _out_of_bounds(self, number) -> bool:
        below = self.least is not None and number < self.least
        return below or (self.most is not None and number > self.most) or abs(number) > 10**15

    def render(self, value, obj=None, **kwargs):
        if value is None or value == "":
            return ""
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text


class Several(Widget):
    """Names with 、 between them; where one has a 、 of its own (党委、政府), with ； between them."""

    def __init__(self, most=100):
        super().__init__()
        self.most = most

    def clean(self, value, row=None, **kwargs):
        if value is None or value.blank:
            return None
        between = _STRICTLY if _STRICTLY.search(value.text) else _SEVERAL
        names = list(dict.fromkeys(name.strip() for name in between.split(value.text) if name.strip()))
        too_long = next((name for name in names if len(name) > self.most), None)
        if too_long:
            raise ValueError(f"“{too_long[:20]}…”太长，一个最多 {self.most} 个字，几个之间用“、”隔开。")
        return names

    def render(self, value, obj=None, **kwargs):
        names = list(value or ())
        return "".join(f"{name}；" for name in names) if any(map(_SEVERAL.search, names)) else "、".join(names)
