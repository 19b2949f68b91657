"""The closed sets that a commitment, its reports and its changes are described with."""

from __future__ import annotations

from app.columns import Labelled
from app.language import Lazy as _l


class CommitmentState(Labelled):
    """proposed -> agreed -> underway -> reported -> verified; returned from reported.

    Suspended from agreed, underway or returned; cancelled from any open state. What was handed over to another agency
    is proposed to that one anew.
    """

    PROPOSED = "proposed", _l("Diusulkan"), "send", "neutral"
    AGREED = "agreed", _l("Disepakati"), "check", "info"
    UNDERWAY = "underway", _l("Berjalan"), "progress", "info"
    REPORTED = "reported", _l("Menunggu verifikasi"), "hourglass", "warn"
    RETURNED = "returned", _l("Dikembalikan"), "arrow-back-up", "danger"
    SUSPENDED = "suspended", _l("Ditangguhkan"), "player-pause", "neutral"
    VERIFIED = "verified", _l("Terverifikasi"), "circle-check", "ok"
    CANCELLED = "cancelled", _l("Dibatalkan"), "ban", "neutral"


S = CommitmentState
REPORTABLE = (S.AGREED, S.UNDERWAY, S.RETURNED)
OPEN = (S.PROPOSED, *REPORTABLE, S.REPORTED, S.SUSPENDED)
BINDING = (*REPORTABLE, S.REPORTED, S.SUSPENDED)  # agreed on, so nothing in it is changed silently
TURNS = {
    S.PROPOSED: "agency", S.AGREED: "agency", S.UNDERWAY: "agency", S.RETURNED: "agency", S.REPORTED: "reviewer",
}  # fmt: skip


class Attainment(Labelled):
    """How much of a promise is proved: the scale of verification. `NO_EVIDENCE` means told, but nothing proved.

    After the completion levels of OGP's Independent Reporting Mechanism (not started, limited, substantial,
    complete; no evidence available).
    """

    NO_EVIDENCE = "no_evidence", _l("Belum ada bukti"), "help-circle", "danger"
    NOT_STARTED = "not_started", _l("Belum mulai"), "circle", "neutral"
    LIMITED = "limited", _l("Terbatas"), "circle-half", "warn"
    SUBSTANTIAL = "substantial", _l("Substansial"), "progress", "info"
    COMPLETE = "complete", _l("Lengkap"), "circle-check", "ok"


# What a promise without a number is told and found to be at, in hundredths of it.
STEPS = {Attainment.NOT_STARTED: 0, Attainment.LIMITED: 33, Attainment.SUBSTANTIAL: 67, Attainment.COMPLETE: 100}
SUBSTANTIAL_FROM = 50  # hundredths of the target


class Verdict(Labelled):
    """What a reviewer found about a report. `REPLACED`: the agency corrected it before anybody looked."""

    WAITING = "waiting", _l("Menunggu verifikasi"), "hourglass", "warn"
    VERIFIED = "verified", _l("Diverifikasi penuh"), "circle-check", "ok"
    PARTLY = "partly", _l("Diverifikasi sebagian"), "circle-half", "info"
    RETURNED = "returned", _l("Dikembalikan"), "arrow-back-up", "danger"
    NO_EVIDENCE = "no_evidence", _l("Belum ada bukti"), "help-circle", "danger"
    REPLACED = "replaced", _l("Diganti laporan baru"), "refresh", "neutral"


ACCEPTED = (Verdict.VERIFIED, Verdict.PARTLY)
SENT_BACK = (Verdict.RETURNED, Verdict.NO_EVIDENCE)


class SupportKind(Labelled):
    """Kind of support, as BNN reports the support of stakeholders (jenis dukungan)."""

    GOODS = "goods", _l("Sarana produksi")
    PEOPLE = "people", _l("Sumber daya manusia (SDM)")
    OTHER = "other", _l.pgettext("dukungan", "Lainnya")


class FundSource(Labelled):
    """Where the money comes from (sumber anggaran)."""

    APBD = "apbd", _l("APBD")
    APBN = "apbn", _l("APBN")
    CSR = "csr", _l("CSR/TJSL")
    SELF = "self", _l("Swadaya")
    OTHER = "other", _l.pgettext("anggaran", "Lainnya")


class Rhythm(Labelled):
    """How often the agency reports, beside the due date."""

    NONE = "none", _l("Menjelang tenggat saja")
    MONTHLY = "monthly", _l("Setiap bulan")
    QUARTERLY = "quarterly", _l("Setiap tiga bulan sejak disepakati")
    PERIODS = "periods", _l("B03, B06, B09, B12")


class Obstacle(Labelled):
    """What stands in the way, coded, so that obstacles can be counted."""

    NONE = "none", _l("Tidak ada kendala")
    BUDGET = "budget", _l("Anggaran")
    STAFF = "staff", _l("Tenaga atau pelatih")
    GOODS = "goods", _l("Sarana atau bahan")
    PERMIT = "permit", _l("Perizinan atau administrasi")
    PARTNER = "partner", _l("Menunggu pihak lain")
    PARTICIPANTS = "participants", _l("Peserta atau penerima manfaat")
    PLACE = "place", _l("Tempat, cuaca, atau keamanan")
    OTHER = "other", _l.pgettext("kendala", "Lainnya")


class Reason(Labelled):
    """Why something that was agreed on is changed."""

    BUDGET = "budget", _l("Anggaran tidak tersedia atau bergeser")
    STAFF = "staff", _l("Kekurangan tenaga")
    PARTNER = "partner", _l("Menunggu pihak lain")
    POLICY = "policy", _l("Perubahan kebijakan atau prioritas")
    OFFICE = "office", _l("Perubahan instansi atau jabatan")
    MERGED = "merged", _l("Digabung dengan komitmen lain")
    NOT_NEEDED = "not_needed", _l("Tidak diperlukan lagi")
    FORCE = "force", _l("Keadaan kahar")
    MISTAKE = "mistake", _l("Salah catat")
    EVIDENCE = "evidence", _l("Bukti baru, atau bukti yang ternyata keliru")
    OTHER = "other", _l.pgettext("alasan", "Lainnya")


class ChangeKind(Labelled):
    """An act after agreement."""

    REDATED = "redated", _l("Tenggat diubah"), "calendar", "warn"
    REWORDED = "reworded", _l("Isi diubah"), "pencil", "info"
    HANDED_OVER = "handed_over", _l("Diserahkan"), "arrow-right", "info"
    SUSPENDED = "suspended", _l("Ditangguhkan"), "player-pause", "neutral"
    RESUMED = "resumed", _l("Dilanjutkan"), "player-play", "info"
    CANCELLED = "cancelled", _l("Dibatalkan"), "ban", "neutral"
    REOPENED = "reopened", _l("Hasil pemeriksaan dibuka kembali"), "lock-open", "warn"
    WAIVED = "waived", _l("Disepakati meski belum dapat diperiksa"), "alert-triangle", "warn"


class SupportState(Labelled):
    """Whether a supporting agency takes its role on."""

    ASKED = "asked", _l("Menunggu jawaban"), "hourglass", "warn"
    ACCEPTED = "accepted", _l("Bersedia"), "check", "ok"
    DECLINED = "declined", _l("Tidak bersedia"), "ban", "danger"
