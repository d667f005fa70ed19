"""Form fields for several photos or documents at once; complaints name the file and say what to do."""

from django import forms
from django.core.exceptions import ValidationError

from apps.common.verdicts import Refused
from apps.evidence import documents, images
from apps.evidence.names import clean_name
from apps.evidence.shots import PositionSource, Shot, read_position

MOST_PHOTOS = 9
MOST_DOCUMENTS = 9
_POSITION_INPUTS = ("latitude", "longitude", "accuracy_m")


class _SeveralFilesInput(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data, files, name):
        return files.getlist(name) if hasattr(files, "getlist") else [files[name]] if name in files else []


class PhotosInput(_SeveralFilesInput):
    """The file input that static/js/photos.js improves; without the script it works as it is.

    `camera` opens the camera at once. `position` adds the hidden inputs that the script fills at the shutter.
    """

    template_name = "evidence/photos_input.html"

    def __init__(self, attrs=None, *, camera=False, position=True):
        ours = {"multiple": True, "accept": "image/*", "data-photos": True}
        if camera:
            ours["capture"] = "environment"
        super().__init__({**ours, **(attrs or {})})
        self.position = position

    def get_context(self, name, value, attrs):
        return {**super().get_context(name, value, attrs), "position_inputs": _POSITION_INPUTS if self.position else ()}

    def value_from_datadict(self, data, files, name):
        # The inputs may also belong to the page's own form; whoever wrote them, this is where the phone was.
        place = read_position(*(data.get(key) for key in _POSITION_INPUTS), source=PositionSource.BROWSER)
        return [Shot(file, place) for file in super().value_from_datadict(data, files, name)]


class _SeveralFilesField(forms.Field):
    """Subclasses say what one file must be (`check`), how many there may be and what they are called."""

    noun = measure = ""

    def __init__(self, *, most, **options):
        self.most = most
        super().__init__(**options)
        self.widget.attrs["data-most"] = most

    def clean(self, value):
        files = list(value or [])
        if self.required and not files:
            raise ValidationError(self.error_messages["required"], code="required")
        if len(files) > self.most:
            raise ValidationError(
                f"一次最多选 {self.most} {self.measure}{self.noun}，现在选了 {len(files)} {self.measure}。请去掉一些。",
                code="too_many",
            )
        complaints = [complaint for complaint in map(self._complaint, files) if complaint]
        if complaints:
            raise ValidationError(complaints)
        return files

    def has_changed(self, initial, data):
        return not self.disabled and bool(data)

    def _complaint(self, entry):
        file = self.file_of(entry)
        try:
            self.check(file)
        except Refused as refusal:
            return ValidationError(f"“{clean_name(file.name)}”：{refusal}", code="refused")
        finally:
            file.seek(0)
        return None


class PhotosField(_SeveralFilesField):
    """Cleans to a list of `Shot`, ready for `actions.keep_photos`."""

    widget = PhotosInput
    noun, measure = "照片", "张"
    default_error_messages = {"required": "请拍照或选择至少一张照片。"}

    def __init__(self, *, most=MOST_PHOTOS, **options):
        super().__init__(most=most, **options)

    @staticmethod
    def file_of(shot):
        return shot.file

    @staticmethod
    def check(file):
        if file.size > images.MAX_BYTES:
            raise Refused(images.TOO_HEAVY)
        images.inspect(file.read())


class DocumentsInput(_SeveralFilesInput):
    template_name = "django/forms/widgets/clearable_file_input.html"

    def __init__(self, attrs=None):
        accept = ",".join(f".{kind}" for kind in documents.Kind)
        super().__init__({"multiple": True, "accept": f"{accept},.jpeg", **(attrs or {})})


class DocumentsField(_SeveralFilesField):
    """Cleans to a list of uploaded files, each ready for `actions.keep_document`."""

    widget = DocumentsInput
    noun, measure = "文件", "个"
    default_error_messages = {"required": "请选择至少一个文件。"}

    def __init__(self, *, most=MOST_DOCUMENTS, **options):
        super().__init__(most=most, **options)

    @staticmethod
    def file_of(file):
        return file

    @staticmethod
    def check(file):
        if file.size > documents.MAX_BYTES:
            raise Refused(documents.TOO_HEAVY)
        documents.inspect(file.read(), name=file.name)
