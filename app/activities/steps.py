"""The closed sets that activities are described with. Source of the chain and its fields: BNN's reports of Dayatif."""

from __future__ import annotations

from app.columns import Labelled
from app.language import Lazy as _l


class ActivityStep(Labelled):
    """The yearly chain of pemberdayaan alternatif, in its order."""

    MAPPING = "mapping", _l("Pemetaan kawasan"), "map", "neutral"
    MEETING = "meeting", _l("Rapat kerja sinergi"), "users", "neutral"
    BRIEFING = "briefing", _l("Bimtek stakeholder"), "presentation", "neutral"
    TRAINING = "training", _l("Bimtek life skill"), "tools", "info"
    FOLLOWING = "following", _l("Pendampingan"), "heart-handshake", "info"
    EVALUATION = "evaluation", _l("Monitoring dan evaluasi"), "chart-bar", "info"
    SUPPORT = "support", _l("Dukungan stakeholder"), "gift", "ok"


class ActivityKind(Labelled):
    """The kinds within a step: who a briefing is for, what an evaluation looks at, what the support was."""

    FOR_STAKEHOLDERS = "stakeholders", _l("Stakeholder")
    FOR_COMPANIONS = "companions", _l("Pendamping")
    OF_WORK = "work", _l("Kinerja")
    OF_FOLLOWING = "following", _l("Hasil pendampingan")
    GOODS = "goods", _l("Sarana produksi")
    PEOPLE = "people", _l("Sumber daya manusia (SDM)")
    OTHER = "other", _l.pgettext("dukungan", "Lainnya")


KINDS_OF_STEP = {
    ActivityStep.BRIEFING: (ActivityKind.FOR_STAKEHOLDERS, ActivityKind.FOR_COMPANIONS),
    ActivityStep.EVALUATION: (ActivityKind.OF_WORK, ActivityKind.OF_FOLLOWING),
    ActivityStep.SUPPORT: (ActivityKind.GOODS, ActivityKind.PEOPLE, ActivityKind.OTHER),
}


class EvaluationPeriod(Labelled):
    """What an evaluation looks back on."""

    QUARTER = "quarter", _l("Triwulan")
    HALF = "half", _l("Semester")
    YEAR = "year", _l("Tahunan")


# What each step asks beside the title, days, place, areas, agency, funds and row of the plan. Source: BNN's reports.
_REPORT = ("result", "obstacle", "conclusion", "recommendation", "follow_up")
_SATISFACTION = ("satisfaction", "satisfaction_category")
ASKED = {
    ActivityStep.MAPPING: (),
    ActivityStep.MEETING: ("meeting", "invited_ids"),
    ActivityStep.BRIEFING: ("kind", "speaker", "invited_ids"),
    ActivityStep.TRAINING: ("skill", "speaker", "is_bersinar", "is_ibm"),
    ActivityStep.FOLLOWING: ("follows",),
    ActivityStep.EVALUATION: ("kind", "period", "follows"),
    ActivityStep.SUPPORT: ("kind", "commitment", "support_form", "amount", "unit"),
}
REPORTED = {
    ActivityStep.MAPPING: _REPORT,
    ActivityStep.MEETING: ("present_ids", *_REPORT),
    ActivityStep.BRIEFING: ("present_ids", *_REPORT),
    ActivityStep.TRAINING: (*_SATISFACTION, "result", "obstacle", "conclusion", "follow_up"),
    ActivityStep.FOLLOWING: ("result", "conclusion", "follow_up"),
    ActivityStep.EVALUATION: (*_SATISFACTION, "recovery", "result", "conclusion", "follow_up"),
    ActivityStep.SUPPORT: ("result", "conclusion", "follow_up"),
}
# What a larger area does in these steps is done for the areas inside it too: nobody meets in every kelurahan.
COVERING = {ActivityStep.MAPPING, ActivityStep.MEETING, ActivityStep.BRIEFING, ActivityStep.EVALUATION}


class ActivityState(Labelled):
    """planned -> held, or cancelled."""

    PLANNED = "planned", _l("Direncanakan"), "calendar", "neutral"
    HELD = "held", _l("Terlaksana"), "circle-check", "ok"
    CANCELLED = "cancelled", _l("Dibatalkan"), "ban", "neutral"


class CountOf(Labelled):
    """Who is counted."""

    EXPECTED = "expected", _l("Peserta yang direncanakan")
    PARTICIPANT = "participant", _l("Peserta yang hadir")
    BENEFICIARY = "beneficiary", _l("Penerima manfaat")


class PeopleGroup(Labelled):
    """Groups that people are counted in. No group says why a single person is in it: only counts are kept."""

    RESIDENTS = "residents", _l("Warga umum")
    YOUTH = "youth", _l("Pemuda dan karang taruna")
    WOMEN = "women", _l("Perempuan dan PKK")
    USERS = "users", _l("Pecandu dan mantan pecandu")
    OFFENDERS = "offenders", _l("Pelaku dan mantan pelaku")
    GROWERS = "growers", _l("Mantan penanam tanaman terlarang")
    POOR = "poor", _l("Warga miskin")
    STAKEHOLDERS = "stakeholders", _l("Wakil instansi")
    COMPANIONS = "companions", _l("Pendamping dan penggiat")
    OTHER = "other", _l.pgettext("kelompok", "Lainnya")


class AgeBand(Labelled):
    """Age bands in full years; children are only ever counted."""

    CHILD = "0-17", _l("Di bawah 18 tahun")
    YOUNG = "18-24", _l("18 s.d. 24 tahun")
    ADULT = "25-59", _l("25 s.d. 59 tahun")
    OLD = "60+", _l("60 tahun ke atas")
    UNKNOWN = "unknown", _l("Umur tidak dicatat")


class ReportSending(Labelled):
    """How far the report of an activity has gone, as BNN's reports have it."""

    NOT_SENT = "not_sent", _l("Belum dikirim"), "mail", "neutral"
    TO_PROVINCE = "province", _l("Dikirim ke BNNP"), "send", "info"
    TO_CENTRE = "centre", _l("Dikirim ke pusat"), "send", "ok"


class SatisfactionCategory(Labelled):
    """Categories of SKM and of enterprise, as BNN's reports have them; no thresholds were found."""

    POOR = "poor", _l("Buruk"), "", "danger"
    FAIR = "fair", _l("Cukup"), "", "warn"
    GOOD = "good", _l("Baik"), "", "info"
    EXCELLENT = "excellent", _l("Sangat Baik"), "", "ok"
