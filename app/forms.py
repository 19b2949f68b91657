"""What all forms share: cleaning what was typed, Indonesian sentences, and never losing a text to a newer version."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from flask import request
from flask_babel import gettext
from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    HiddenField,
    PasswordField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    widgets,
)
from wtforms.fields import Field
from wtforms.validators import InputRequired, Length, Optional, StopValidation, ValidationError

from app import formats
from app.columns import BIGGEST_ID, QUANTITY_LIMIT, Labelled
from app.language import Lazy as _l
from app.language import language
from app.refusal import Refused

# Control characters carry no meaning and PostgreSQL refuses NUL; lone surrogates cannot be stored at all.
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
FIRST_YEAR, LAST_YEAR = 2000, 2100  # of any date that is typed
_ENGLISH = str.maketrans(".,", ",.")
# Nothing begins its thousands with a nought: whoever types 0.500 means a half, and is asked to write it so.
_NUMBER = re.compile(r"-?([1-9]\d{0,2}(\.\d{3})+|\d+)(,\d+)?|-?\d+\.\d{1,2}")

SENTENCES = {
    "Not a valid choice.": _l("Pilih salah satu dari daftar."),
    "Not a valid choice": _l("Pilih salah satu dari daftar."),
    "Invalid Choice: could not coerce.": _l("Pilih salah satu dari daftar."),
    "Invalid choice(s): one or more data inputs could not be coerced.": _l("Pilih dari daftar."),
    "Not a valid date value.": _l("Isi tanggal yang ada di kalender, misalnya 2026-04-25."),
    "Not a valid time value.": _l("Isi jam yang benar, misalnya 09.05."),
    "Not a valid datetime value.": _l("Isi tanggal dan jam yang benar, atau kosongkan."),
    "Not a valid integer value.": _l("Isi bilangan bulat."),
    "This field is required.": _l("Mohon lengkapi isian ini."),
    "CSRF token missing.": _l("Formulir ini sudah kedaluwarsa. Muat ulang halaman, lalu kirim lagi."),
}


def clean_text(value: str) -> str:
    """Return the text without characters that no database here can store."""
    return _UNSTORABLE.sub("", value).replace("\r\n", "\n").replace("\r", "\n")


def _storable(value: Any) -> Any:
    return clean_text(value) if isinstance(value, str) else value


def _clean(value: Any) -> Any:
    return clean_text(value).strip() if isinstance(value, str) else value


class _Sentences:
    """WTForms has no Indonesian; this is its translation interface."""

    def gettext(self, text: str) -> str:
        return str(SENTENCES.get(text, text))

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return str(SENTENCES.get(singular if n == 1 else plural, singular if n == 1 else plural))


class BaseForm(FlaskForm):
    """A form that strips texts, speaks Indonesian, and notices when its object changed while one typed."""

    class Meta(FlaskForm.Meta):
        """WTForms' hooks."""

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """Read fields of forms only: JSON and files would put into a text field what is no text."""
            if formdata is None or hasattr(formdata, "getlist"):
                return formdata
            return request.form if form.is_submitted() else None

        def get_translations(self, form: Any) -> Any:
            return _Sentences()

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            if issubclass(unbound_field.field_class, StringField):
                exact = issubclass(unbound_field.field_class, PasswordField)  # a blank is part of a password
                declared = unbound_field.kwargs.get("filters", ())
                options["filters"] = [_storable if exact else _clean, *declared]
            return unbound_field.bind(form=form, **options)

    conflicts: list[tuple[Any, str]] = []

    def write_to(self, obj: Any) -> None:
        """Set the attributes that this form declares, and no other."""
        for field in self:
            if field.name not in ("csrf_token", "version"):
                setattr(obj, field.name, field.data)

    def permits(self, act: Callable[..., Any], *args: Any) -> bool:
        """Do what the object's state may refuse; a refusal becomes a sentence of this form, which keeps its texts."""
        try:
            act(*args)
        except Refused as refusal:
            self.form_errors.append(str(refusal))
            return False
        return True

    def is_stale(self, obj: Any) -> bool:
        """Tell whether `obj` moved on since this form was shown; if so fill `conflicts` with what is stored now.

        What was typed stays in the fields, and the form takes the new version: sending it once more is a choice.
        """
        field = self._fields.get("version")
        if field is None or field.data == str(obj.version):
            return False
        self.conflicts = [
            (each.label.text, _told(stored, each))
            for each in self
            if hasattr(obj, each.name)
            and each is not field
            and _shown(stored := getattr(obj, each.name)) != _shown(each.data)
        ]
        field.data, field.raw_data = str(obj.version), None
        return bool(self.conflicts)


class VersionedForm(BaseForm):
    """A form that edits an object with a version."""

    version = HiddenField()


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return formats.number(value)
    if isinstance(value, list):
        return ", ".join(str(each) for each in sorted(value))
    return str(getattr(value, "value", value))


def _told(value: Any, field: Field) -> str:
    """Write a stored value for the person who has to compare it with what was typed."""
    if isinstance(field, IdField):
        return next((str(label) for key, label in field.choices if key == value), _shown(value))
    if isinstance(field, IdListField):
        return ", ".join(str(label) for key, label in field.choices if key in value)
    if isinstance(value, dt.date):
        return formats.date_short(value)
    if isinstance(value, dt.time):
        return f"{value:%H.%M}"
    if isinstance(value, bool):
        return gettext("ya") if value else gettext("tidak")
    return str(value.label) if isinstance(value, Labelled) else _shown(value)


class Required(InputRequired):
    """Refuse an empty answer with a sentence that names what is missing."""

    def __init__(self, thing: Any) -> None:
        super().__init__()
        self.thing = thing

    def __call__(self, form: Any, field: Field) -> None:
        if not field.data or (isinstance(field.data, str) and not field.data.strip()):
            if field.errors and any(str(each).strip() for each in field.raw_data or ()):
                raise StopValidation()  # the field could not read what was typed and has said so
            field.errors[:] = []
            raise StopValidation(gettext("Mohon isi %(thing)s.", thing=str(self.thing)))


def text(label: Any, thing: Any = None, longest: int = 200, **options: Any) -> StringField:
    """Return a one-line field; `thing` names it in the sentence when it is required."""
    return StringField(label, validators=_limits(thing, longest), **options)


def long_text(label: Any, thing: Any = None, longest: int = 5000, **options: Any) -> TextAreaField:
    """Return a field of several lines."""
    return TextAreaField(label, validators=_limits(thing, longest), **options)


def _limits(thing: Any, longest: int) -> list[Any]:
    first = Required(thing) if thing else Optional()
    return [first, Length(max=longest, message=_l("Paling banyak %(max)d karakter."))]


def date(label: Any, thing: Any = None, **options: Any) -> DateField:
    """Return a date field; without `thing` it may stay empty."""
    return DateField(label, validators=[Required(thing) if thing else Optional(), sensible_date], **options)


def sensible_date(form: Any, field: Field) -> None:
    """Refuse years that can only be a slip of the finger."""
    if field.data and not FIRST_YEAR <= field.data.year <= LAST_YEAR:
        raise ValidationError(gettext("Isi tahun antara 2000 dan 2100."))


def one_of(label: Any, kind: type[Labelled], field: type[SelectField] = SelectField, **options: Any) -> SelectField:
    """Return a field that chooses a member of a closed set; data is the member."""
    return field(label, choices=kind.choices, coerce=kind, **options)


class QuantityField(StringField):
    """A quantity typed as the language writes it: 1.234,5 or 1234,5; in English 1,234.5. Data is a Decimal or None."""

    widget = widgets.TextInput()

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return formats.number(self.data) if isinstance(self.data, Decimal | int) else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = clean_text(valuelist[0]).strip() if valuelist else ""
        self.data = None
        if not typed:
            return
        if language() == "en":
            typed = typed.translate(_ENGLISH)  # in English point and comma change places
        number = self.data = decimal_of(typed)
        if number is None:
            raise ValueError(gettext("Isi angka saja, misalnya 1.234,5."))
        if number < 0:
            raise ValueError(gettext("Isi angka nol atau lebih."))
        if number >= QUANTITY_LIMIT:
            raise ValueError(gettext("Angka ini terlalu besar."))
        if number != round(number, 3):
            raise ValueError(gettext("Paling banyak tiga angka di belakang koma."))


def decimal_of(typed: str) -> Decimal | None:
    """Return a number written the Indonesian way, 1.234,5 or 1234,5, or as 1.5; None for what is no number."""
    if not _NUMBER.fullmatch(typed):
        return None
    if re.fullmatch(r"-?\d+\.\d{1,2}", typed):
        return Decimal(typed)  # 1.5: no Indonesian thousands group has one or two digits
    try:
        return Decimal(typed.replace(".", "").replace(",", "."))
    except InvalidOperation:
        return None


def quantity(label: Any, thing: Any = None, **options: Any) -> QuantityField:
    """Return a quantity field; without `thing` it may stay empty."""
    return QuantityField(label, validators=[RequiredQuantity(thing) if thing else Optional()], **options)


class RequiredQuantity(Required):
    """Like `Required`, but zero is an answer."""

    def __call__(self, form: Any, field: Field) -> None:
        if field.data is None:
            super().__call__(form, field)


def whole_id(value: Any) -> int | None:
    """Read a database id from a form; None when empty. Raises ValueError for what can be no id."""
    if value in (None, ""):
        return None
    number = int(value)
    if not 0 < number <= BIGGEST_ID:
        raise ValueError
    return number


class IdField(SelectField):
    """Choose one object by id; data is int or None."""

    def __init__(self, label: Any = None, thing: Any = None, **options: Any) -> None:
        checks = [Required(thing)] if thing else [Optional()]
        super().__init__(label, coerce=whole_id, validators=checks, **options)

    def pre_validate(self, form: Any) -> None:
        if self.data is not None:
            super().pre_validate(form)


class IdListField(SelectMultipleField):
    """Tick any number of objects; data is a list of ints."""

    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()

    def __init__(self, label: Any = None, thing: Any = None, **options: Any) -> None:
        checks = [Required(thing)] if thing else [Optional()]
        super().__init__(label, coerce=whole_id, validators=checks, **options)

    def pre_validate(self, form: Any) -> None:
        """Refuse what is not on the list."""
        if self.data and set(self.data) - {key for key, *_ in self.choices}:
            raise ValidationError(gettext("Pilih dari daftar."))
