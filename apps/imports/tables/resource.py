"""What every kind of template shares: a django-import-export Resource whose writes are the product's own actions."""

from abc import ABCMeta, abstractmethod
from contextlib import suppress

from django.core.exceptions import ValidationError
from django.db import transaction
from import_export.declarative import DeclarativeMetaclass
from import_export.instance_loaders import BaseInstanceLoader
from import_export.resources import Resource

from apps.common.verdicts import Refused
from apps.imports.tables.columns import Column

_TOLD_EVERY = 20  # rows


class Draft:
    """A row as it will be: an attribute for each column, and the `record` that it is about (None for a new one)."""

    def __init__(self, record=None, **values):
        self.record = record
        self.__dict__.update(values)

    def __str__(self):
        return str(self.record or "")

    def __deepcopy__(self, memo):
        """django-import-export keeps the original this way; values are replaced here, never changed in place."""
        return Draft(**vars(self))


def wrong(name: str, sentence: str) -> ValidationError:
    """What is wrong with the cell in the column of that name."""
    return ValidationError({name: sentence})


class TableMetaclass(DeclarativeMetaclass, ABCMeta):
    """A kind that leaves one of the six things unsaid cannot be made."""


class TableResource(Resource, metaclass=TableMetaclass):
    """Base of the kinds. apps/imports/tables/__init__.py says what a kind has to say."""

    key = title = record_noun = ""
    unit = "条"
    intro = ""
    roles = frozenset()
    back = "imports"  # name of the page where these records are listed
    do_not_call_in_templates = True

    class Meta:
        import_id_fields = []
        instance_loader_class = BaseInstanceLoader
        use_transactions = True
        skip_unchanged = True
        report_skipped = True
        store_instance = True
        skip_html_diff = True

    def __init__(self, setting, *, exact=False, progress=None):
        """`setting` is who imports, when and where. `exact`: an empty cell empties (undoing); otherwise it says nothing."""
        super().__init__()
        self.setting, self.exact, self.progress = setting, exact, progress
        for name, column in self.extra_columns().items():
            self.fields[name] = column
        for name, column in self.fields.items():
            column.attribute = name
        self._seen, self._given, self.around = {}, None, ()
        self.prepare()

    @property
    def columns(self) -> dict[str, Column]:
        return self.fields

    # --- What a kind says (those marked abstract must be said) ---

    @abstractmethod
    def find(self, given: Draft):
        """The record that the row is about, or None for a new one."""

    @abstractmethod
    def load(self, record) -> dict:
        """Values of the columns (and of whatever else `create` and `change` need) as the record has them."""

    @abstractmethod
    def create(self, draft: Draft):
        """A new record from the draft, through the product's actions."""

    @abstractmethod
    def change(self, draft: Draft, before: Draft):
        """Bring the record to what the draft says, through the product's actions."""

    @abstractmethod
    def remove(self, record) -> None:
        """Take back what `create` made. Raises Refused with the reason when something hangs on it."""

    @abstractmethod
    def fetch(self, pk: str):
        """The record of a row written earlier; None when it is gone."""

    def prepare(self) -> None:
        """Read what all rows need, once."""

    def foresee(self, written: list) -> None:
        """Read what these rows need, once: `find` and `resolve` should not have to ask for each row by itself."""

    def fetch_many(self, pks: list[str]) -> dict[str, object]:
        """{key: record} like `fetch`, with what `load` reads of them."""
        return {pk: self.fetch(pk) for pk in pks}

    @classmethod
    def known_columns(cls) -> dict[str, Column]:
        """Columns that any list of this kind may have, for recognising one; those of `extra_columns` may be missing."""
        return dict(cls.fields)

    def extra_columns(self) -> dict[str, Column]:
        """Columns that are only known at run time, by name."""
        return {}

    def resolve(self, given: Draft, row) -> None:
        """Values that follow from several cells together. Raises `wrong(...)`."""

    def check(self, draft: Draft, is_new: bool) -> None:
        """What must hold for the whole row. Raises `wrong(...)`, or ValidationError({name: sentence, ...})."""

    def identity(self, given: Draft):
        """Rows of the same identity speak of the same record: the second one is refused. None is never the same."""
        return None

    def label(self, draft: Draft) -> str:
        """How people know the row again."""
        return str(getattr(draft, "name", ""))

    def note(self, draft: Draft) -> str:
        """A word to the person who looks at the preview, e.g. what was proposed for an empty cell."""
        return ""

    def details(self, draft: Draft) -> dict:
        """What is to be remembered of a row that was written."""
        return {}

    def order(self, cells: dict):
        """Rows are taken in this order."""
        return 0

    def choices_of(self, column: Column) -> list[str]:
        """What the drop-down list of a column offers."""
        options = getattr(self, column.choices)() if isinstance(column.choices, str) else column.choices
        return [str(option) for option in options]

    def variants(self) -> list[tuple[str, str]]:
        """(word for the address, label) of several templates for one kind; none where one is enough."""
        return []

    def template_columns(self, variant: str) -> list[str]:
        """Names of the columns that a template has."""
        return list(self.columns)

    def example(self) -> dict[str, str]:
        """The filled example row, by column name."""
        return {name: column.example for name, column in self.fields.items() if column.example}

    # --- django-import-export's own steps ---

    def get_or_init_instance(self, instance_loader, row):
        given, errors = self._read(row)
        if not any(self.fields[name].required for name in errors):
            # What the cells that can be read mean together is said in the same breath.
            errors = self.gathered(lambda: self.resolve(given, row), errors=errors)
        if errors:
            raise ValidationError(errors)
        self._refuse_second(given)
        record = self.find(given)
        self._given = given
        return self._draft_of(record), record is None

    def _draft_of(self, record) -> Draft:
        blank = {name: column.nothing for name, column in self.fields.items()}
        return Draft(record, **(blank | (self.load(record) if record is not None else {})))

    @staticmethod
    def gathered(*steps, errors=None) -> dict:
        """Takes the steps one after the other; {column name: sentence} of all that is wrong, `errors` first."""
        found = {}
        for step in steps:
            try:
                step()
            except ValidationError as failure:
                found |= failure.update_error_dict({})
        return found | (errors or {})

    def _read(self, row) -> tuple[Draft, dict]:
        """The values that the row's cells give, and what is wrong with the others."""
        given, errors = Draft(), {}
        for name, column in self.fields.items():
            if column.column_name not in row:
                continue
            try:
                value = column.clean(row)
            except ValueError as failure:
                errors[name] = str(failure)
                continue
            if value is not None or self.exact:
                setattr(given, name, column.nothing if value is None else value)
        return given, errors

    def values_of(self, written, name: str) -> set:
        """What the rows have in a column, as far as it can be read."""
        column, found = self.fields[name], set()
        for one in written:
            with suppress(ValueError):
                found.add(column.widget.clean(one.cells.get(name)))
        return found - {None}

    def forget(self) -> None:
        """Rows run from now on are a file of their own."""
        self._seen = {}

    def _refuse_second(self, given):
        same = self.identity(given)
        if same is None:
            return
        number = self._seen.setdefault(same, self._where)
        if number != self._where:
            raise ValidationError(f"和{number}写的是同一{self.unit}，请删掉一行。")

    def before_import_row(self, row, **kwargs):
        self._where, written = kwargs["places"][kwargs["row_number"] - 1]
        self.around = written.around
        if written.is_example:
            raise ValidationError(
                "这一行标着“示例”，内容却改过。要导入的，请把“示例”两个字改成序号；不要的，请删掉这一行。"
            )

    def import_instance(self, instance, row, **kwargs):
        for name, value in vars(self._given).items():
            if name != "record":
                setattr(instance, name, value)

    def skip_row(self, instance, original, row, import_validation_errors=None):
        return instance.record is not None and super().skip_row(instance, original, row, import_validation_errors)

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True):
        if import_validation_errors:
            raise ValidationError(import_validation_errors)
        self.check(instance, instance.record is None)

    def save_instance(self, instance, is_create, row, **kwargs):
        """In a savepoint of its own: of a row that is refused nothing stays behind."""
        try:
            with transaction.atomic():
                self.do_instance_save(instance, is_create)
        except Refused as refusal:
            raise ValidationError(str(refusal)) from refusal

    def do_instance_save(self, instance, is_create):
        if is_create:
            instance.record = self.create(instance)
        else:
            instance.record = self.change(instance, self._draft_of(instance.record))

    def after_import_row(self, row, row_result, **kwargs):
        if self.progress and kwargs["row_number"] % _TOLD_EVERY == 0:
            self.progress(kwargs["row_number"])

    # --- In words ---

    def words(self, draft: Draft) -> dict[str, str]:
        """{column name: text} as the template would have it."""
        return {name: str(self.export_field(column, draft)) for name, column in self.fields.items()}

    def present(self, record) -> dict[str, str]:
        """The record's columns in words, as they are now."""
        return self.words(self._draft_of(record))
