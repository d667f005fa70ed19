"""Uploading a filled-in template, and putting single cells right in the page."""

from django import forms

from apps.common.widgets import DayInput
from apps.imports.actions.receiving import TOO_LARGE
from apps.imports.reading.container import LARGEST_FILE
from apps.imports.tables.columns import Day

# Longer lists are typed rather than chosen from.
MOST_CHOICES = 400


class TableUploadForm(forms.Form):
    file = forms.FileField(
        label="填好的表格",
        max_length=1000,
        error_messages={"required": "请选择要导入的表格文件。", "empty": "文件是空的，请重新保存以后再上传。"},
        help_text="模板填好以后传上来；别处做的表，栏目名称对得上也可以直接传。Excel、WPS 表格、CSV 都可以，不超过 20 MB、5,000 行。",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.et,.ods,.csv,.txt,.htm,.html"}),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(TOO_LARGE)
        return file


class CellsForm(forms.Form):
    """One field for each cell that is wrong; `cells()` gives the texts to put there."""

    def cells(self) -> dict[str, str]:
        return {name: str(value or "") for name, value in self.cleaned_data.items()}


def cells_form(row, table, resource, data=None) -> CellsForm:
    form = CellsForm(data, prefix=f"row{row.position}")
    for error in row.errors:
        if error["column"]:
            form.fields[error["column"]] = _control(error, resource)
    return form


def _control(error, resource):
    column = resource.columns[error["code"]]
    options = resource.choices_of(column)
    if options and len(options) <= MOST_CHOICES:
        choices = [("", "请选择"), *((option, option) for option in options)]
        return forms.ChoiceField(label=column.heading, choices=choices, required=column.required)
    if isinstance(column.widget, Day):
        return forms.DateField(label=column.heading, widget=DayInput(), required=column.required)
    return forms.CharField(label=column.heading, max_length=2000, required=column.required, initial=error["value"])
