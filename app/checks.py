"""Checks of fields that forms of several features need."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from flask_babel import gettext
from wtforms.fields import Field
from wtforms.validators import ValidationError

# Sixteen digits, as people write a NIK: in one piece, or parted by blanks, points or dashes.
_IDENTITY_NUMBER = re.compile(r"(?<!\d)\d(?:[ .\-]{0,2}\d){15}(?!\d)")


def after(name: str, sentence: Any) -> Callable[[Any, Field], None]:
    """Return a check that a time comes after the one in the field `name`."""

    def check(form: Any, field: Field) -> None:
        earlier = form[name].data
        if field.data and earlier and field.data <= earlier:
            raise ValidationError(str(sentence))

    return check


def holds_identity_number(text: str) -> bool:
    """Tell whether a text holds what looks like a NIK."""
    return bool(_IDENTITY_NUMBER.search(text))


def no_identity_number(form: Any, field: Field) -> None:
    """Refuse a text that holds a NIK: no page keeps one."""
    if field.data and holds_identity_number(field.data):
        raise ValidationError(
            gettext("Isian ini memuat angka seperti NIK. Hapus nomornya: NIK tidak disimpan di sini.")
        )
