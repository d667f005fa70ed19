"""The attributes of kinds of sites as columns: one for each label, whatever the number of kinds that have it."""

import datetime as dt

from apps.imports.reading.cells import text_cell
from apps.imports.reading.header import normalised
from apps.imports.tables.columns import Column, Day, Number, Text
from apps.imports.tables.resource import wrong
from apps.inspections.words import AttributeType

_YES = {"是": "是", "有": "是", "√": "是", "否": "否", "无": "否", "没有": "否", "×": "否"}


def attribute_columns(kinds, fields) -> list[tuple[str, Column, dict]]:
    """[(column name, Column, {key of a kind: its attribute})]. A label that means something else already is written
    with the name of its kind before it."""
    taken = {normalised(word)[0] for column in fields.values() for word in (column.heading, *column.aliases)}
    found: dict[str, dict] = {}
    for kind in kinds:
        for attribute in kind.attributes.all():
            if not attribute.retired:
                label = (
                    attribute.label if normalised(attribute.label)[0] not in taken else f"{kind.name}{attribute.label}"
                )
                found.setdefault(label, {})[kind.key] = attribute
    return [(f"own{min(one.pk for one in by_kind.values())}", _column(label, by_kind), by_kind)
            for label, by_kind in found.items()]  # fmt: skip


def _column(label, by_kind) -> Column:
    first = next(iter(by_kind.values()))
    heading = f"{label}（{first.unit}）" if first.unit else label
    choices = list(dict.fromkeys(choice for one in by_kind.values() for choice in _choices(one)))
    return Column(heading, widget=Text(200), choices=choices, strict=False, width=14, help=_help(first))


def _choices(attribute) -> list[str]:
    return ["是", "否"] if attribute.type == AttributeType.YES_NO else attribute.choices


def _help(attribute) -> str:
    if attribute.type == AttributeType.NUMBER:
        return f"只写数字，单位是{attribute.unit}。" if attribute.unit else "只写数字。"
    return "写成 2026-03-15。" if attribute.type == AttributeType.DAY else ""


def own_values(given, columns) -> dict:
    """{key: value} of the kind's attributes that the row fills in. Raises `wrong` for what does not fit."""
    values = {}
    for name, column, by_kind in columns:
        text = getattr(given, name, None)
        if text is None:
            continue
        attribute = by_kind.get(given.site_kind.key)
        if attribute is None:
            if text:
                raise wrong(name, f"“{given.site_kind}”没有“{column.heading}”这一项，请留空。")
            continue
        values[attribute.key] = _value(name, attribute, text)
        setattr(given, name, str(values[attribute.key]))
    return values


def _value(name, attribute, text):
    if text == "":
        return ""
    try:
        return _read(attribute, text)
    except ValueError as failure:
        raise wrong(name, str(failure)) from None


def _read(attribute, text):
    if attribute.type == AttributeType.NUMBER:
        number = float(Number(least=0).clean(text_cell(text)))
        return int(number) if number.is_integer() else number
    if attribute.type == AttributeType.DAY:
        day: dt.date = Day().clean(text_cell(text))
        return day.isoformat()
    if attribute.type == AttributeType.YES_NO and text not in _YES:
        raise ValueError(f"“{text[:30]}”请写“是”或“否”。")
    if attribute.type == AttributeType.YES_NO:
        return _YES[text]
    if attribute.type == AttributeType.CHOICE and text not in attribute.choices:
        raise ValueError(f"“{text[:30]}”不在可选的内容里，请写“{'”“'.join(attribute.choices)}”中的一个。")
    return text
