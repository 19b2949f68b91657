"""The form that says for which task another one waits."""

from __future__ import annotations

from app.forms import BaseForm, text
from app.language import Lazy as _l


class NeedForm(BaseForm):
    """The number of a task, or words of its title."""

    cari = text(_l("Nomor atau judul tugas"), _l("nomor atau judul tugas"))
