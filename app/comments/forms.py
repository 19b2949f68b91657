"""The form of a remark."""

from __future__ import annotations

from typing import Any

from app.forms import BaseForm, IdField, long_text
from app.language import Lazy as _l

LONGEST = 2000


class CommentForm(BaseForm):
    """A remark on an object or on one of its reports."""

    remark = long_text(_l("Komentar"), _l("komentar"), LONGEST)
    about = IdField(_l("Tentang"))

    def __init__(self, rounds: int, whole: Any, **options: Any) -> None:
        super().__init__(**options)
        reports = [(number, _l("Laporan putaran %(number)s") % {"number": number}) for number in range(rounds, 0, -1)]
        self.about.choices = [("", whole), *reports]
