"""From the bytes of a file to the rows of a TableImport, not yet compared with anything."""

from apps.imports.reading.cells import NUMBER
from apps.imports.tables import queries
from apps.imports.tables.columns import EXACT_DIGITS
from apps.imports.tables.models import TableRow
from apps.imports.tables.sheets import read_sheets


def laid_out(table, content: bytes, kind, *, by, at) -> tuple[list, list, list]:
    """(sheets, complaints about the whole file, rows). Raises Unreadable, Encrypted or TooLarge."""
    resource = kind(queries.setting_of_table(table, by=by, at=at, today=table.today))
    header_rows = {sheet["name"]: sheet["header_row"] for sheet in table.sheets}
    read = read_sheets(content, resource.columns, table.corrections, header_rows)
    example = resource.example()
    lines = []
    for line in read.lines:
        if line.is_example and _says(line, resource, example):
            _summary(read, line.sheet)["ignored"].append({"row": line.row, "reason": "example"})
        else:
            lines.append(line)
    rows = [_row(table, position, line) for position, line in enumerate(lines)]
    return read.summaries, _complaints(read, resource), rows


def _says(line, resource, example) -> bool:
    """Whether a row marked as the example is still the one of the template. If it was filled in, it is data."""
    written = {name: cell.text for name, cell in line.cells.items() if cell is not None and cell.text}
    return written == {name: text for name, text in example.items() if name in line.cells and text}


def _summary(read, name) -> dict:
    return next(summary for summary in read.summaries if summary["name"] == name)


def _row(table, position, line) -> TableRow:
    cells = {name: cell.text if cell is not None else "" for name, cell in line.cells.items()}
    faults = {name: _fault(cell) for name, cell in line.cells.items() if cell is not None and _fault(cell)}
    label = next((text for text in cells.values() if text), "")
    return TableRow(
        table=table, position=position, sheet=line.sheet, row=line.row, cells=cells, faults=faults,
        around=[text for text in line.around if text], raw=line.raw, label=label[:200], is_example=line.is_example,
    )  # fmt: skip


def _fault(cell) -> str:
    """What a text alone would not tell about a cell: a formula's error, or a number that has lost its end."""
    if cell.faulty:
        return "formula"
    long = cell.kind == NUMBER and len(cell.text.lstrip("-").partition(".")[0]) > EXACT_DIGITS
    return "rounded" if long else ""


def _complaints(read, resource) -> list[str]:
    if any(summary["header_row"] for summary in read.summaries):
        return []
    for name, lacking in read.missing:
        return [f"工作表“{name}”里没有“{'”“'.join(lacking)}”这一栏。请对照模板补上，或者下载模板重新填写。"]
    needed = "”“".join(column.heading for column in resource.columns.values() if column.required)
    return [f"没有找到表头行。请在前 30 行内保留一行栏目名称，至少要有“{needed}”。"]
