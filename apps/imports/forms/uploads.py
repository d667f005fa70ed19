"""One or several files at once."""

from django import forms

from apps.imports.actions.receiving import TOO_LARGE
from apps.imports.reading.container import LARGEST_FILE

MOST_FILES = 10


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data, files, name):
        return files.getlist(name)


class ManyFilesField(forms.FileField):
    widget = ManyFilesInput

    def clean(self, data, initial=None):
        if not data:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        if len(data) > MOST_FILES:
            raise forms.ValidationError(f"一次最多 {MOST_FILES} 个文件，请分几次上传。")
        for file in data:
            if file.size > LARGEST_FILE:
                raise forms.ValidationError(f"“{file.name}”：{TOO_LARGE}")
        return data


class UploadForm(forms.Form):
    # The name on disk is random and the original is cut, so no length has to be asked of anybody.
    files = ManyFilesField(
        label="问题清单",
        error_messages={"required": "请选择要导入的表格文件。"},
        help_text="收到什么表就传什么表，不用改格式：Excel、WPS 表格、CSV 都可以，一次可选几个文件，每个不超过 20 MB、10 万行。",
        widget=ManyFilesInput(attrs={"accept": ".xlsx,.xlsm,.xls,.et,.ods,.csv,.txt,.htm,.html"}),
    )
