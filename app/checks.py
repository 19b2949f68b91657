"""Checks of fields that forms of several features need."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from wtforms.fields import Field
from wtforms.validators import ValidationError


def after(name: str, sentence: Any) -> Callable[[Any, Field], None]:
    """Return a check that a time comes after the one in the field `name`."""

    def check(form: Any, field: Field) -> None:
        earlier = form[name].data
        if field.data and earlier and field.data <= earlier:
            raise ValidationError(str(sentence))

    return check
