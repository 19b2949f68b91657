"""Forms of the acts after agreement. Each says its reason, and carries the version that the person saw."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask_babel import gettext
from wtforms.fields import Field
from wtforms.validators import ValidationError

from app.agencies.models import Agency, Post
from app.agencies.queries import agency_choices
from app.clock import today
from app.commitments.act_forms import LONGEST_NOTE, ActForm, reason_field
from app.commitments.models import Commitment
from app.commitments.states import BINDING, OPEN, REPORTABLE, CommitmentState, Reason
from app.extensions import fetch
from app.forms import IdField, VersionedForm, date, long_text, quantity, text
from app.language import Lazy as _l
from app.policy import Role

S = CommitmentState

_POSTS = (
    sa.select(Post.id, Post.title, Post.agency_id, Agency.name)
    .join(Agency)
    .where(Agency.ended_on.is_(None), Post.role == Role.LIAISON)
    .order_by(Agency.name, Post.title, Post.id)
)


class AmendForm(ActForm, VersionedForm):
    """An act with a coded reason and a note. `title`, `button` and `kind` are what its page shows."""

    title: Any = ""
    button: Any = ""
    kind = "primary"
    while_handed_over = False  # also while the promise waits for the consent of its new agency

    reason = reason_field()
    note = long_text(
        _l("Catatan"), _l("catatan"), LONGEST_NOTE,
        description=_l("Jelaskan alasannya dalam satu atau dua kalimat. Semua orang dapat membacanya."),
    )  # fmt: skip

    def __init__(self, commitment: Commitment, **options: Any) -> None:
        super().__init__(commitment, **options)
        if self.while_handed_over and commitment.is_handed_over:
            self.allowed = (*self.allowed, S.PROPOSED)
        if not self.is_submitted():
            self.version.data = str(commitment.version)

    def validate(self, extra_validators: Any = None) -> bool:
        """Notice that the promise moved on meanwhile. The form takes its version: sending once more is a choice."""
        valid = super().validate(extra_validators)
        present = str(self.commitment.version)
        if not self.form_errors and self.version.data != present:
            self.version.data = present
            self.form_errors.append(
                gettext("Komitmen ini berubah sejak Anda membuka halaman ini. Periksa keadaannya, lalu kirim lagi.")
            )
        return valid and not self.form_errors


class RedateForm(AmendForm):
    """Another due date."""

    title, button = _l("Ubah tenggat"), _l("Ubah tenggat")
    allowed = BINDING
    while_handed_over = True

    due = date(_l("Tenggat baru"), _l("tenggat baru"))

    def validate_due(self, field: Field) -> None:
        """Only a slip of the pen is mended by a day that has passed; none lies before the start."""
        if not field.data:
            return
        if self.commitment.start and field.data < self.commitment.start:
            raise ValidationError(gettext("Tenggat tidak boleh sebelum tanggal mulai."))
        if field.data < today() and self.reason.data is not Reason.MISTAKE:
            raise ValidationError(
                gettext("Isi tanggal hari ini atau sesudahnya. Tanggal yang sudah lewat hanya untuk salah catat.")
            )


class RewordForm(AmendForm):
    """Other words for what was agreed on."""

    title, button = _l("Ubah isi komitmen"), _l("Ubah isi")
    allowed = (*REPORTABLE, S.SUSPENDED)
    while_handed_over = True

    statement = long_text(_l("Pernyataan"), _l("pernyataan komitmen"))
    indicator = text(_l("Indikator"))
    unit = text(_l("Satuan"), longest=50)
    baseline = quantity(_l("Nilai awal"))
    target = quantity(_l("Target"))
    proof = text(_l("Bukti yang diterima"), longest=500)

    def __init__(self, commitment: Commitment) -> None:
        super().__init__(commitment, obj=_Words(commitment))

    def validate_target(self, field: Field) -> None:
        """A target of nothing would be reached at once; a number needs its unit, and lies above where it began."""
        if field.data is not None and not field.data:
            raise ValidationError(gettext("Isi angka lebih dari nol, atau kosongkan bila tanpa angka."))
        if field.data and not self.unit.data:
            raise ValidationError(gettext("Isi juga satuannya, misalnya orang atau paket."))
        if field.data is not None and self.baseline.data is not None and field.data <= self.baseline.data:
            raise ValidationError(gettext("Isi target yang lebih besar dari nilai awal."))

    @property
    def words(self) -> dict[str, Any]:
        """What is typed, by column."""
        names = ("statement", "indicator", "unit", "baseline", "target", "proof")
        return {name: self[name].data for name in names}


class _Words:
    """What a promise says, without its version: a form takes every attribute that has the name of a field."""

    def __init__(self, commitment: Commitment) -> None:
        for name in ("statement", "indicator", "unit", "baseline", "target", "proof"):
            setattr(self, name, getattr(commitment, name))


class HandOverForm(AmendForm):
    """Another agency, or another post of the same one."""

    title, button = _l("Serahkan komitmen"), _l("Serahkan")
    allowed = REPORTABLE
    while_handed_over = True

    agency_id = IdField(
        _l("Kepada instansi"), _l("instansi penerima"),
        description=_l(
            "Instansi lain harus menyetujui komitmen ini dahulu sebelum menjadi penanggung jawabnya. "
            "Draf laporan yang belum dikirim instansi semula, beserta buktinya, dihapus."
        ),
    )  # fmt: skip
    post_id = IdField(
        _l("Kepada jabatan"),
        description=_l("Kosongkan bila setiap narahubung instansi itu boleh mengerjakannya."),
    )

    def __init__(self, commitment: Commitment) -> None:
        super().__init__(commitment, data={"agency_id": commitment.lead_agency_id, "post_id": commitment.post_id})
        self.agency_id.choices = agency_choices()
        self.posts = {row.id: row for row in fetch(_POSTS)}
        titles = [(row.id, f"{row.name}: {row.title}") for row in self.posts.values()]
        self.post_id.choices = [("", gettext("Semua narahubung")), *titles]

    def validate_post_id(self, field: Field) -> None:
        """A post of the agency that receives it."""
        post = self.posts.get(field.data)
        if post is not None and post.agency_id != self.agency_id.data:
            raise ValidationError(gettext("Jabatan ini milik instansi lain. Pilih jabatan dari instansi penerima."))


class SuspendForm(AmendForm):
    """Let it rest."""

    title, button = _l("Tangguhkan komitmen"), _l("Tangguhkan")
    allowed = REPORTABLE

    until = date(
        _l("Sampai tanggal"),
        description=_l("Perkiraan; komitmen tetap ditangguhkan sampai Anda melanjutkannya. Boleh dikosongkan."),
    )

    def validate_until(self, field: Field) -> None:
        """It cannot rest until a day that has passed."""
        if field.data and field.data <= today():
            raise ValidationError(gettext("Isi tanggal sesudah hari ini, atau kosongkan."))


class ResumeForm(AmendForm):
    """Take it up again."""

    title, button = _l("Lanjutkan komitmen"), _l("Lanjutkan")
    allowed = (S.SUSPENDED,)


class CancelForm(AmendForm):
    """Give it up."""

    title, button = _l("Batalkan komitmen"), _l("Batalkan komitmen")
    kind = "danger"
    allowed = OPEN
